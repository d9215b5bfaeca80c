import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";

beforeAll(() => byhand.useEngine("cpu"));

const float = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const mask = (...shape: number[]): tf.Tensor => tf.ones(shape, "bool");
const attend = byhand.scaledDotProductAttention;
const random = new byhand.Random(0);
const cross = (): byhand.CrossAttention => new byhand.CrossAttention({ hiddenSize: 4, heads: 2 }, { random });

const cases: [refusal: string, run: () => unknown, kind: typeof RangeError | typeof TypeError, message: RegExp][] = [
  ["a key of another head size than the query", () => attend(float(5, 16), float(5, 8), float(5, 8)), RangeError,
    /query has head size 16 but key has 8: both must have the same size on their last axis/],
  ["values that are fewer than the keys", () => attend(float(5, 4), float(6, 4), float(5, 4)), RangeError,
    /key has 6 positions but value has 5: each key needs its own value/],
  ["a key of another batch than the query", () => attend(float(2, 5, 4), float(3, 5, 4), float(3, 5, 4)), RangeError,
    /key has shape \[3, 5, 4\] but query has \[2, 5, 4\]: all axes before the last two/],
  ["a value of another rank than the query", () => attend(float(2, 5, 4), float(2, 5, 4), float(5, 4)), RangeError,
    /value has shape \[5, 4\] but query has \[2, 5, 4\]/],
  ["a query of rank 1", () => attend(float(4), float(5, 4), float(5, 4)), RangeError,
    /query has shape \[4\] \(rank 1\): expected rank at least 2/],
  ["a query of whole numbers", () => attend(tf.zeros([5, 4], "int32"), float(5, 4), float(5, 4)), TypeError,
    /query has dtype int32: expected float32/],
  ["a mask of numbers", () => attend(float(5, 4), float(5, 4), float(5, 4), { mask: float(5, 5) }), TypeError,
    /mask has dtype float32: expected bool/],
  ["a mask that does not broadcast to the scores", () => attend(float(5, 4), float(6, 4), float(6, 4), { mask: mask(6, 5) }), RangeError,
    /mask has shape \[6, 5\]: expected one that broadcasts to the scores, \[5, 6\]/],
  ["a mask with more axes than the scores", () => attend(float(5, 4), float(5, 4), float(5, 4), { mask: mask(1, 5, 5) }), RangeError,
    /mask has shape \[1, 5, 5\]/],
  ["a scale that is no number", () => attend(float(5, 4), float(5, 4), float(5, 4), { scale: NaN }), RangeError,
    /scale is NaN: expected a finite number/],

  ["a causal mask of length 0", () => byhand.causalMask(0), RangeError,
    /queryLength is 0: expected a whole number, at least 1/],
  ["a causal mask of fractional length", () => byhand.causalMask(2, 2.5), RangeError,
    /keyLength is 2\.5: expected a whole number/],
  ["a causal mask with fewer keys than queries", () => byhand.causalMask(3, 2), RangeError,
    /keyLength is 2 but queryLength is 3: every query's own position must be among the keys/],
  ["a padding mask of float32 ids", () => byhand.paddingMask(float(2, 3), 0), TypeError,
    /ids has dtype float32: expected int32/],
  ["a padding mask of one row of ids", () => byhand.paddingMask(tf.zeros([3], "int32"), 0), RangeError,
    /ids has shape \[3\] \(rank 1\): expected rank 2/],

  ["heads that do not divide the hidden size", () => byhand.splitHeads(float(2, 3, 10), 4), RangeError,
    /x has hidden size 10, which 4 heads do not divide: choose a divisor of 10/],
  ["no heads", () => byhand.splitHeads(float(2, 3, 10), 0), RangeError,
    /heads is 0: expected a whole number, at least 1/],
  ["heads cut from a matrix", () => byhand.splitHeads(float(3, 10), 2), RangeError,
    /x has shape \[3, 10\] \(rank 2\): expected rank 3/],
  ["heads merged that were not split", () => byhand.mergeHeads(float(2, 3, 10)), RangeError,
    /x has shape \[2, 3, 10\] \(rank 3\): expected rank 4/],
  ["a window of nothing", () => byhand.slidingWindowMask(3, 3, 0), RangeError,
    /window is 0: expected a whole number, at least 1/],
  ["a window over fewer keys than queries", () => byhand.slidingWindowMask(3, 2, 2), RangeError,
    /keyLength is 2 but queryLength is 3/],
  ["heads repeated no times", () => byhand.repeatHeads(float(1, 2, 3, 4), 0), RangeError,
    /times is 0: expected a whole number, at least 1/],
  ["heads repeated half a time", () => byhand.repeatHeads(float(1, 2, 3, 4), 1.5), RangeError, /times is 1\.5/],
  ["heads repeated that were not split", () => byhand.repeatHeads(float(2, 3, 4), 2), RangeError,
    /x has shape \[2, 3, 4\] \(rank 3\): expected rank 4/],
  ["key heads that do not divide the heads", () => new byhand.MultiHeadAttention({ hiddenSize: 12, heads: 4, keyValueHeads: 3 }, { random }), RangeError,
    /keyValueHeads is 3, which does not divide heads 4/],
  ["a context of another batch", () => cross().forward(float(2, 3, 4), float(1, 5, 4)), RangeError,
    /x has shape \[2, 3, 4\] but context has \[1, 5, 4\]: each text needs its own context/],
  ["a context of another hidden size", () => cross().forward(float(2, 3, 4), float(2, 5, 6)), RangeError,
    /weight has shape \[4, 8\]: expected \[6, -1\]/],
  ["a context without a batch", () => cross().forward(float(2, 3, 4), float(5, 4)), RangeError,
    /context has shape \[5, 4\] \(rank 2\): expected rank 3/],
  ["a mask for another context", () => cross().forward(float(2, 3, 4), float(2, 5, 4), { mask: mask(2, 1, 1, 4) }), RangeError,
    /mask has shape \[2, 1, 1, 4\]: expected one that broadcasts to the scores, \[2, 2, 3, 5\]/],
  ["a cross-attention whose heads do not divide its hidden size", () => new byhand.CrossAttention({ hiddenSize: 10, heads: 3 }, { random }), RangeError,
    /heads is 3, which does not divide hiddenSize 10/],
  ["a multi-head attention whose heads do not divide its hidden size",
    () => new byhand.MultiHeadAttention({ hiddenSize: 10, heads: 3 }, { random }), RangeError,
    /heads is 3, which does not divide hiddenSize 10: choose a divisor/],
];

describe("before any work, attention refuses", () => {
  it.each(cases)("%s", (_, run, kind, message) => {
    tf.tidy(() => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
    });
  });

  it("keys of another text in a cache, and keeps what it held", () => {
    const cache = new byhand.KeyValueCache();
    const [first, second] = [float(1, 2, 3, 4) as tf.Tensor4D, float(2, 2, 1, 4) as tf.Tensor4D];
    cache.append(first, first);
    expect(() => cache.append(second, second)).toThrow(
      /keys has shape \[2, 2, 1, 4\] but the cache holds \[1, 2, 3, 4\]: .* start a new cache for another text/,
    );
    expect(cache.length).toBe(3);
    cache.dispose();
    tf.dispose([first, second]);
  });
});

describe("a query that may attend to nothing", () => {
  it("takes nothing from any value, without a NaN in outputs or gradients", async () => {
    const none = tf.tensor2d([[1, 0], [0, 0]], [2, 2], "bool");
    const x = tf.randomNormal([2, 3]);
    const { output, weights } = tf.tidy(() => ({ ...attend(x, x, x, { mask: none }) }));
    expect((await weights.array()) as number[][]).toEqual([[1, 0], [0, 0]]);
    expect(((await output.array()) as number[][])[1]).toEqual([0, 0, 0]);
    const gradient = tf.grad((x: tf.Tensor) => attend(x, x, x, { mask: none }).output)(x);
    expect([...(await gradient.data())].every(Number.isFinite)).toBe(true);
    tf.dispose([none, x, output, weights, gradient]);
  });
});
