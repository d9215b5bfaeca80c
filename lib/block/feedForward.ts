import * as tf from "@tensorflow/tfjs-core";
import { gelu } from "../tensor/gelu";
import { linear } from "../tensor/linear";
import { silu } from "../tensor/silu";

export type FeedForwardWeights = {
  /** [hidden, inner] */
  innerWeight: tf.Tensor;
  /** [inner] */
  innerBias?: tf.Tensor;
  /** [inner, hidden] */
  outputWeight: tf.Tensor;
  /** [hidden] */
  outputBias?: tf.Tensor;
};

export type GatedFeedForwardWeights = {
  /** [hidden, inner] */
  gateWeight: tf.Tensor;
  /** [hidden, inner] */
  upWeight: tf.Tensor;
  /** [inner, hidden] */
  downWeight: tf.Tensor;
  gateBias?: tf.Tensor;
  upBias?: tf.Tensor;
  downBias?: tf.Tensor;
};

/**
 * The feed-forward layer of a block, applied to each position alone: `activation(x W₁ + b₁) W₂ + b₂`.
 *
 * Source: Vaswani et al., "Attention Is All You Need" (2017), equation 2, there with relu; GPT-2 takes gelu.
 *
 * @param x [..., hidden]
 * @returns [..., hidden]
 * @throws RangeError, TypeError where shapes or data types do not fit.
 */
export function feedForward(
  x: tf.Tensor,
  { innerWeight, innerBias, outputWeight, outputBias }: FeedForwardWeights,
  activation: (x: tf.Tensor) => tf.Tensor = gelu,
): tf.Tensor {
  const inner = activation(linear(x, innerWeight, innerBias)); // [..., inner]
  return linear(inner, outputWeight, outputBias);
}

/**
 * The gated feed-forward layer: `(activation(x W_gate) ⊙ (x W_up)) W_down`; with silu it is SwiGLU, with gelu GeGLU.
 *
 * Of each inner feature, one map says what it is and the other how much of it passes.
 * Source: Shazeer, "GLU Variants Improve Transformer" (2020), equation 6.
 *
 * @param x [..., hidden]
 * @returns [..., hidden]
 * @throws RangeError, TypeError where shapes or data types do not fit.
 */
export function gatedFeedForward(
  x: tf.Tensor,
  { gateWeight, upWeight, downWeight, gateBias, upBias, downBias }: GatedFeedForwardWeights,
  activation: (x: tf.Tensor) => tf.Tensor = silu,
): tf.Tensor {
  const gate = activation(linear(x, gateWeight, gateBias)); // [..., inner]
  return linear(tf.mul(gate, linear(x, upWeight, upBias)), downWeight, downBias);
}
