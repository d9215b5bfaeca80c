import type * as tf from "@tensorflow/tfjs-core";

/** A tensor's shape as the messages show it: `[2, 3]`. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** @throws TypeError where the value is not a tensor of one of the data types. */
export function requireTensor(name: string, value: tf.Tensor, ...dtypes: tf.DataType[]): void {
  if (!isTensor(value)) {
    throw new TypeError(`${name} is ${describe(value)}: expected a tensor (make one with tf.tensor(…))`);
  }
  if (dtypes.length > 0 && !dtypes.includes(value.dtype)) {
    throw new TypeError(
      `${name} has dtype ${value.dtype}: expected ${dtypes.join(" or ")} (convert with tf.cast(${name}, "${dtypes[0]}"))`,
    );
  }
}

/** @throws RangeError where the tensor has fewer than `least` or more than `most` axes. */
export function requireRank(name: string, value: tf.Tensor, least: number, most = Infinity): void {
  if (value.rank >= least && value.rank <= most) return;
  const expected = least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
  throw new RangeError(`${name} has shape ${shapeText(value.shape)} (rank ${value.rank}): expected rank ${expected}`);
}

/** @throws RangeError where the tensor's shape is not exactly the expected one; −1 stands for any size. */
export function requireShape(name: string, value: tf.Tensor, expected: readonly number[], because: string): void {
  const fits = value.rank === expected.length && expected.every((size, i) => size === -1 || size === value.shape[i]);
  if (!fits) {
    throw new RangeError(`${name} has shape ${shapeText(value.shape)}: expected ${shapeText(expected)}, ${because}`);
  }
}

/** @throws RangeError where the number is not whole or below `least`. */
export function requireWhole(name: string, value: number, least = 1): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} is ${value}: expected a whole number, at least ${least}`);
  }
}

/** @throws RangeError where a number of heads does not divide the hidden size, or what else is named. */
export function requireDivisor(name: string, heads: number, whole: number, wholeName = "hiddenSize"): void {
  if (whole % heads === 0) return;
  throw new RangeError(`${name} is ${heads}, which does not divide ${wholeName} ${whole}: choose a divisor`);
}

/** Whether this is a tensor, of whichever copy of tfjs-core. */
export function isTensor(value: unknown): value is tf.Tensor {
  // Not instanceof: a notebook may hold tensors from a second copy of tfjs-core.
  return typeof value === "object" && value !== null && "dataId" in value && "shape" in value && "dtype" in value;
}

/** A value of unknown type in a few words, for messages. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") return `an object (${(value as object).constructor?.name ?? "no class"})`;
  return `the ${typeof value} ${JSON.stringify(value) ?? "given"}`;
}
