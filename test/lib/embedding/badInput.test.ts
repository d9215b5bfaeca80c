import * as tf from "@tensorflow/tfjs-core";
import { rotaryAngles, rotate, sinusoidalPositions, useEngine } from "byhand";
import { beforeAll, describe, expect, it } from "vitest";

beforeAll(() => useEngine("cpu"));

const range = (length: number): tf.Tensor => tf.range(0, length, 1, "int32");
const x = (...shape: number[]): tf.Tensor => tf.zeros(shape);

describe("before any work, positions refuse", () => {
  it.each<[string, () => unknown, typeof RangeError | typeof TypeError, RegExp]>([
    ["an odd head size", () => rotaryAngles(range(3), 5), RangeError, /size is 5: expected an even number/],
    ["a head size of 0", () => rotaryAngles(range(3), 0), RangeError, /size is 0: expected an even number/],
    ["a base of 1", () => rotaryAngles(range(3), 4, { base: 1 }), RangeError,
      /base is 1: expected a number above 1, such as 10000/],
    ["positions with fractions", () => rotaryAngles(tf.tensor1d([0.5]), 4), TypeError,
      /positions has dtype float32: expected int32/],
    ["positions of three axes", () => rotaryAngles(tf.zeros([1, 2, 3], "int32"), 4), RangeError,
      /positions has shape \[1, 2, 3\] \(rank 3\): expected rank 1 to 2/],
    ["angles for another head size", () => rotate(x(1, 2, 3, 8), rotaryAngles(range(3), 4)), RangeError,
      /x has shape \[1, 2, 3, 8\] but cos has \[3, 2\]: expected .* made by rotaryAngles for x's positions/],
    ["angles for another time", () => rotate(x(1, 2, 3, 4), rotaryAngles(range(1), 4)), RangeError,
      /cos has \[1, 2\]/],
    ["angles for another batch", () => rotate(x(3, 2, 2, 4), rotaryAngles(tf.zeros([2, 2], "int32"), 4)), RangeError,
      /x has shape \[3, 2, 2, 4\] but cos has \[2, 2, 2\]/],
    ["sines of another shape than the cosines", () => rotate(x(1, 2, 3, 4), { cos: tf.zeros([3, 2]), sin: tf.zeros([1, 2]) }), RangeError,
      /but sin has \[1, 2\]/],
    ["heads that were not split", () => rotate(x(2, 3, 4), rotaryAngles(range(3), 4)), RangeError,
      /x has shape \[2, 3, 4\] \(rank 3\)/],
    ["sinusoids of an odd size", () => sinusoidalPositions(3, 7), RangeError, /size is 7: expected an even number/],
    ["sinusoids of no positions", () => sinusoidalPositions(0, 8), RangeError,
      /positions is 0: expected a whole number, at least 1/],
    ["sinusoids at fractions", () => sinusoidalPositions(tf.tensor1d([0.5]), 8), TypeError,
      /positions has dtype float32: expected int32/],
  ])("%s", (_, run, kind, message) => {
    tf.tidy(() => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
    });
  });
});
