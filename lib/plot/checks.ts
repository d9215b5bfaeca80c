/** @throws RangeError that names the first value that is not a finite number. */
export function requireFinite(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`${name}[${i}] is ${values[i]}: expected a finite number (look where it was computed)`);
    }
  }
}

/** @throws RangeError where there is nothing to draw. */
export function requireNotEmpty(name: string, values: ArrayLike<unknown>): void {
  if (values.length === 0) throw new RangeError(`${name} is empty: expected something to draw`);
}

/** @throws RangeError where another number of things was given than is needed. */
export function requireCount(name: string, count: number, expected: number, why: string): void {
  const entries = count === 1 ? "entry" : "entries";
  if (count !== expected) throw new RangeError(`${name} has ${count} ${entries}: expected ${expected}, ${why}`);
}

/** The size of a matrix [rows, columns]. @throws RangeError where it is empty, ragged or holds NaN or infinity. */
export function requireMatrix(name: string, values: readonly ArrayLike<number>[]): { rows: number; columns: number } {
  requireNotEmpty(name, values);
  requireNotEmpty(`${name}[0]`, values[0]);
  const columns = values[0].length;
  values.forEach((row, i) => {
    if (row.length !== columns) {
      throw new RangeError(
        `${name} is ragged, row 0 has ${columns} values but row ${i} has ${row.length}: expected rows of one length`,
      );
    }
    requireFinite(`${name}[${i}]`, row);
  });
  return { rows: values.length, columns };
}

/** @throws RangeError where not a whole distribution is given: a number outside [0, 1], or a sum that is not 1. */
export function requireProbabilities(name: string, probabilities: ArrayLike<number>): void {
  requireFinite(name, probabilities);
  const all = Array.from(probabilities);
  const outside = all.findIndex((value) => value < 0 || value > 1 + 1e-6);
  const sum = all.reduce((a, b) => a + b, 0);
  if (outside >= 0) {
    throw new RangeError(
      `${name}[${outside}] is ${all[outside]}: expected a number in [0, 1] (logits need a softmax first)`,
    );
  }
  if (Math.abs(sum - 1) > 1e-3) {
    throw new RangeError(`${name} sum to ${sum}: expected 1 (pass the whole distribution, after softmax)`);
  }
}

/** @throws RangeError where no token would be shown. */
export function requireTop(top: number): void {
  if (!(top >= 1)) throw new RangeError(`top is ${top}: expected at least 1 token to show`);
}
