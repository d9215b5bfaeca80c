import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { casesOf, distanceFromPyTorch, worstDistance } from "../operations";

/** float32 against PyTorch's doubles: sums of at most a few dozen terms, each rounded at 6e-8, and each engine's exp. */
const TOLERANCE = 3e-6;

const operations = ["linear", "embedding", "layerNorm", "rmsNorm", "gelu", "silu", "relu", "softmax", "crossEntropy"];

describe.each(engines)("on the engine %s, PyTorch's values and gradients are those of", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(casesOf(...operations))("%s", async (name) => {
    expect(await distanceFromPyTorch(byhand, name)).toBeLessThan(TOLERANCE);
  });
});

describe("PyTorch's values and gradients tell", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  const mutants: [operation: string, mutation: string, file: string, from: string, to: string][] = [
    ["linear", "a bias that is left out", "tensor/linear.ts", "tf.add(product, bias)", "tf.add(product, tf.mul(bias, 0))"],
    [
      "linear",
      "rows put together in another order",
      "tensor/linear.ts",
      "tf.reshape(shifted, [...x.shape.slice(0, -1), outputs])",
      "tf.reshape(tf.reverse(shifted, 0), [...x.shape.slice(0, -1), outputs])",
    ],
    ["embedding", "ids that count from one", "embedding/embedding.ts", "tf.gather(input as tf.Tensor2D, flat)",
      'tf.gather(input as tf.Tensor2D, tf.maximum(tf.sub(flat, tf.scalar(1, "int32")), tf.scalar(0, "int32")))'],
    ["embedding", "a gradient that averages repeated ids", "embedding/embedding.ts",
      "return tf.unsortedSegmentSum(rows, ids, vocabulary);",
      "return tf.div(tf.unsortedSegmentSum(rows, ids, vocabulary), " +
        "tf.maximum(tf.reshape(tf.sum(tf.oneHot(ids, vocabulary), 0), [-1, 1]), 1));"],
    ["layerNorm", "the sample's variance instead of the population's", "tensor/layerNorm.ts",
      "const variance = tf.mean(tf.square(centred), -1, true);",
      "const variance = tf.div(tf.sum(tf.square(centred), -1, true), centred.shape[centred.rank - 1] - 1);"],
    ["layerNorm", "epsilon added to the deviation instead of the variance", "tensor/layerNorm.ts",
      "tf.rsqrt(tf.add(variance, epsilon))", "tf.div(1, tf.add(tf.sqrt(variance), epsilon))"],
    ["layerNorm", "a gradient that takes the mean for a constant", "tensor/layerNorm.ts",
      "tf.sub(tf.sub(dy, tf.mean(dy, -1, true)), along)", "tf.sub(dy, along)"],
    ["layerNorm", "a gradient that takes the variance for a constant", "tensor/layerNorm.ts",
      "tf.sub(tf.sub(dy, tf.mean(dy, -1, true)), along)", "tf.sub(dy, tf.mean(dy, -1, true))"],
    ["gelu", "the exact form with erf", "tensor/gelu.ts", "value: tf.mul(x, half),",
      "value: tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),"],
    ["gelu", "a gradient that takes tanh for a constant", "tensor/gelu.ts", "tf.mul(dy, tf.add(half, bend))",
      "tf.mul(dy, half)"],
    ["rmsNorm", "the mean subtracted first", "tensor/rmsNorm.ts", "tf.mean(tf.square(input as tf.Tensor), -1, true)",
      "tf.mean(tf.square(tf.sub(input as tf.Tensor, tf.mean(input as tf.Tensor, -1, true))), -1, true)"],
    ["rmsNorm", "epsilon added to the root", "tensor/rmsNorm.ts", "tf.rsqrt(tf.add(meanSquare, epsilon))",
      "tf.div(1, tf.add(tf.sqrt(meanSquare), epsilon))"],
    ["rmsNorm", "a gradient that takes the root for a constant", "tensor/rmsNorm.ts", "tf.mul(tf.sub(dy, along), scale)",
      "tf.mul(dy, scale)"],
    ["rmsNorm", "a weight of 1 + w", "tensor/rmsNorm.ts", "tf.mul(scaleToUnit(x, epsilon), weight)",
      "tf.mul(scaleToUnit(x, epsilon), tf.add(weight, 1))"],
    ["silu", "GELU's approximation x · σ(1.702 x)", "tensor/silu.ts", "const gate = tf.sigmoid(x);",
      "const gate = tf.sigmoid(tf.mul(x, 1.702));"],
    ["silu", "a gradient that takes the gate for a constant", "tensor/silu.ts",
      "tf.mul(gate, tf.add(1, tf.mul(x, tf.sub(1, gate))))", "gate"],
    ["relu", "a leak", "tensor/relu.ts", "tf.relu(x)", "tf.leakyRelu(x, 0.01)"],
    ["softmax", "a maximum that is not subtracted", "tensor/softmax.ts", "const p = tf.softmax(x as tf.Tensor);",
      "const e = tf.exp(x as tf.Tensor); const p = tf.div(e, tf.sum(e, -1, true));"],
    ["softmax", "a normalization over all axes", "tensor/softmax.ts", "const p = tf.softmax(x as tf.Tensor);",
      "const p = tf.reshape(tf.softmax(tf.reshape(x as tf.Tensor, [-1])), (x as tf.Tensor).shape);"],
    ["softmax", "a gradient that takes the sum for a constant", "tensor/softmax.ts",
      "return tf.sub(weighted, tf.mul(p, tf.sum(weighted, -1, true)));", "return weighted;"],
    ["crossEntropy", "a mean over the ignored rows too", "tensor/crossEntropy.ts",
      "tf.maximum(tf.sum(kept), 1)", "kept.size"],
    ["crossEntropy", "ignored rows that count", "tensor/crossEntropy.ts",
      'tf.cast(tf.notEqual(targets, ignoreIndex), "float32")', "tf.ones(targets.shape)"],
    ["crossEntropy", "a maximum that is not subtracted", "tensor/crossEntropy.ts",
      "tf.sub(scores, tf.max(scores, -1, true))", "scores"],
    ["crossEntropy", "bits instead of nats", "tensor/crossEntropy.ts", "value: tf.sum(tf.mul(losses, share))",
      "value: tf.div(tf.sum(tf.mul(losses, share)), Math.LN2)"],
    ["crossEntropy", "a gradient without the target", "tensor/crossEntropy.ts",
      "tf.sub(tf.div(exponentials, total), chosen)", "tf.div(exponentials, total)"],
  ];

  it.each(mutants)("%s from %s", async (operation, _, file, from, to) => {
    const distance = await worstDistance(await mutated(file, { from, to }), casesOf(operation));
    expect(distance).toBeGreaterThan(20 * TOLERANCE); // exact GELU differs by no more than 5e-4
  });
});
