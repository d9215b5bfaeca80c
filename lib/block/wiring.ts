import * as tf from "@tensorflow/tfjs-core";

/** What a block is made of; each maps the residual stream's shape, [batch, time, hidden], to itself. */
export interface Sublayers {
  norm1: (x: tf.Tensor) => tf.Tensor;
  attention: (x: tf.Tensor) => tf.Tensor;
  norm2: (x: tf.Tensor) => tf.Tensor;
  feedForward: (x: tf.Tensor) => tf.Tensor;
}

/**
 * A block with the norm before each sublayer (pre-norm): `x = x + attention(norm₁(x))`, `x = x + feedForward(norm₂(x))`.
 *
 * The residual stream itself is never normalized, so gradients reach the first block through sums alone.
 * Source: Radford et al., "Language Models are Unsupervised Multitask Learners" (GPT-2, 2019), section 2.3.
 */
export function preNormBlock(x: tf.Tensor, { norm1, attention, norm2, feedForward }: Sublayers): tf.Tensor {
  const attended = tf.add(x, attention(norm1(x)));
  return tf.add(attended, feedForward(norm2(attended)));
}

/**
 * A block with the norm after each sum (post-norm): `x = norm₁(x + attention(x))`, `x = norm₂(x + feedForward(x))`.
 *
 * Source: Vaswani et al., "Attention Is All You Need" (2017), section 3.1.
 */
export function postNormBlock(x: tf.Tensor, { norm1, attention, norm2, feedForward }: Sublayers): tf.Tensor {
  const attended = norm1(tf.add(x, attention(x)));
  return norm2(tf.add(attended, feedForward(attended)));
}

/** A block without a residual stream, `feedForward(norm₂(attention(norm₁(x))))`: to see what the sums are for. */
export function blockWithoutResiduals(x: tf.Tensor, { norm1, attention, norm2, feedForward }: Sublayers): tf.Tensor {
  return feedForward(norm2(attention(norm1(x))));
}
