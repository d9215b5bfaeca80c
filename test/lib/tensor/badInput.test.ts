import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";

beforeAll(() => byhand.useEngine("cpu"));

const float = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const int = (...shape: number[]): tf.Tensor => tf.zeros(shape, "int32");

/** Each names the argument, its value, what was expected; before any work, so no tensor is left behind. */
const cases: [refusal: string, run: () => unknown, kind: typeof RangeError | typeof TypeError, message: RegExp][] = [
  ["softmax of a list of numbers", () => byhand.softmax([1, 2] as never), TypeError,
    /x is an array of 2: expected a tensor \(make one with tf\.tensor/],
  ["softmax of nothing", () => byhand.softmax(undefined as never), TypeError, /x is undefined: expected a tensor/],
  ["softmax of whole numbers", () => byhand.softmax(int(2)), TypeError,
    /x has dtype int32: expected float32 \(convert with tf\.cast\(x, "float32"\)\)/],
  ["softmax of a single number", () => byhand.softmax(tf.scalar(1)), RangeError, /x has shape \[\] \(rank 0\): expected rank at least 1/],
  ["gelu of booleans", () => byhand.gelu(tf.zeros([2], "bool")), TypeError, /x has dtype bool: expected float32/],

  ["a weight with other rows than x has features", () => byhand.linear(float(2, 3), float(4, 5)), RangeError,
    /weight has shape \[4, 5\]: expected \[3, -1\], since x has 3 features on its last axis/],
  ["a weight of rank 1", () => byhand.linear(float(2, 3), float(3)), RangeError, /weight has shape \[3\]: expected \[3, -1\]/],
  ["a bias that does not fit the weight", () => byhand.linear(float(2, 3), float(3, 5), float(3)), RangeError,
    /bias has shape \[3\]: expected \[5\], one for each column of weight/],
  ["token ids in place of features", () => byhand.linear(int(2, 3), float(3, 5)), TypeError, /x has dtype int32: expected float32/],

  ["a table of rank 1", () => byhand.embedding(float(5), int(2)), RangeError, /table has shape \[5\] \(rank 1\): expected rank 2/],
  ["ids that are float32", () => byhand.embedding(float(5, 2), float(2)), TypeError,
    /ids has dtype float32: expected int32 \(convert with tf\.cast\(ids, "int32"\)\)/],

  ["a norm whose weight has another size", () => byhand.layerNorm(float(2, 3), float(2), float(3)), RangeError,
    /weight has shape \[2\]: expected \[3\], one scale for each feature/],
  ["a norm whose bias has another rank", () => byhand.layerNorm(float(2, 3), float(3), float(1, 3)), RangeError,
    /bias has shape \[1, 3\]: expected \[3\], one shift for each feature/],
  ["a norm with epsilon 0", () => byhand.layerNorm(float(2, 3), float(3), float(3), 0), RangeError,
    /epsilon is 0: expected a small positive number such as 1e-5/],

  ["an RMS norm whose weight has another size", () => byhand.rmsNorm(float(2, 3), float(2)), RangeError,
    /weight has shape \[2\]: expected \[3\], one scale for each feature on x's last axis/],
  ["an RMS norm of whole numbers", () => byhand.rmsNorm(int(2, 3), float(3)), TypeError, /x has dtype int32: expected float32/],
  ["an RMS norm with a negative epsilon", () => byhand.rmsNorm(float(2, 3), float(3), -1), RangeError,
    /epsilon is -1: expected a small positive number such as 1e-6/],
  ["silu of whole numbers", () => byhand.silu(int(2)), TypeError, /x has dtype int32: expected float32/],
  ["relu of a number", () => byhand.relu(3 as never), TypeError, /x is the number 3: expected a tensor/],

  ["targets of another shape than the logits", () => byhand.crossEntropy(float(2, 3, 7), int(3, 2)), RangeError,
    /targets has shape \[3, 2\]: expected \[2, 3\], the logits' shape without the vocabulary axis/],
  ["one-hot targets", () => byhand.crossEntropy(float(2, 7), int(2, 7)), RangeError, /targets has shape \[2, 7\]: expected \[2\]/],
  ["targets that are float32", () => byhand.crossEntropy(float(2, 7), float(2)), TypeError, /targets has dtype float32: expected int32/],
  ["logits that are int32", () => byhand.crossEntropy(int(2, 7), int(2)), TypeError, /logits has dtype int32: expected float32/],
  ["an index to ignore that is no whole number", () => byhand.crossEntropy(float(2, 7), int(2), { ignoreIndex: 0.5 }), RangeError,
    /ignoreIndex is 0\.5: expected a whole number/],
];

describe("before any work, the library refuses", () => {
  it.each(cases)("%s", (_, run, kind, message) => {
    const tensors = tf.tidy(() => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
      return [];
    });
    expect(tensors).toEqual([]);
  });

  it("no row at all in a cross-entropy whose targets are all ignored: the loss is 0 and so is its gradient", async () => {
    const logits = tf.tensor2d([[1, 2, 3], [4, 5, 7]]);
    const targets = tf.fill([2], -100, "int32");
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => byhand.crossEntropy(x, targets))(logits);
    expect([...(await value.data()), ...(await grad.data())]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    tf.dispose([logits, targets, value, grad]);
  });
});
