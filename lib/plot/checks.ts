/** Throws a RangeError unless every value is a finite number; the error names the first that is not. */
export function checkFinite(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`${name}[${i}] is ${values[i]}: a plot needs finite numbers; look where it was computed.`);
    }
  }
}

/** Throws a RangeError when there is nothing to draw. */
export function checkNotEmpty(name: string, values: ArrayLike<unknown>): void {
  if (values.length === 0) throw new RangeError(`${name} is empty: there is nothing to draw.`);
}

/** Throws a RangeError unless `count` things were given where `expected` are needed. */
export function checkCount(name: string, count: number, expected: number, why: string): void {
  if (count !== expected) throw new RangeError(`${name} has ${count} entries but ${expected} are needed: ${why}.`);
}

/** The size of a matrix [rows, columns]; throws a RangeError when it is empty, ragged or holds NaN or infinity. */
export function checkMatrix(name: string, values: readonly ArrayLike<number>[]): { rows: number; columns: number } {
  checkNotEmpty(name, values);
  checkNotEmpty(`${name}[0]`, values[0]);
  const columns = values[0].length;
  values.forEach((row, i) => {
    if (row.length !== columns) {
      throw new RangeError(
        `${name} is ragged: row 0 has ${columns} values but row ${i} has ${row.length}; all rows must be equally long.`,
      );
    }
    checkFinite(`${name}[${i}]`, row);
  });
  return { rows: values.length, columns };
}
