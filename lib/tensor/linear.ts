import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireShape, requireTensor } from "./checks";
import { Module, Parameter } from "./module";
import { normalTensor } from "./normalTensor";
import type { Random } from "./random";

/**
 * A linear map of the last axis: `y = x W + b`.
 *
 * The weight is stored [in, out], as GPT-2's checkpoints have it (PyTorch's `nn.Linear` has [out, in]).
 *
 * @param x      [..., in]
 * @param weight [in, out]
 * @param bias   [out], or none
 * @returns      [..., out]
 * @throws RangeError, TypeError where ranks, sizes or data types do not fit.
 */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  requireTensor("x", x, "float32");
  requireTensor("weight", weight, "float32");
  requireRank("x", x, 1);
  const inputs = x.shape[x.rank - 1];
  requireShape("weight", weight, [inputs, -1], `since x has ${inputs} features on its last axis`);
  const outputs = weight.shape[1]!;
  if (bias) {
    requireTensor("bias", bias, "float32");
    requireShape("bias", bias, [outputs], "one for each column of weight");
  }

  // One large matrix product is faster than a batch of small ones.
  const rows = tf.reshape(x, [-1, inputs]);
  const product = tf.matMul(rows as tf.Tensor2D, weight as tf.Tensor2D); // [rows, out]
  const shifted = bias ? tf.add(product, bias) : product;
  return tf.reshape(shifted, [...x.shape.slice(0, -1), outputs]);
}

/** `y = x W + b` with its parameters `weight` [in, out] and, unless it has none, `bias` [out]. */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias?: Parameter;

  /** @param options.deviation of the weight's initial normal distribution; the bias begins at zero */
  constructor(
    inputs: number,
    outputs: number,
    { deviation, random, bias = true }: { deviation: number; random: Random; bias?: boolean },
  ) {
    super();
    this.weight = new Parameter(normalTensor([inputs, outputs], deviation, random));
    if (bias) this.bias = new Parameter(tf.zeros([outputs]));
  }

  /** [..., in] → [..., out] */
  forward(x: tf.Tensor): tf.Tensor {
    return linear(x, this.weight.value, this.bias?.value);
  }
}
