import * as tf from "@tensorflow/tfjs-core";

// Lesson 06, your part. Write here, save, and run `await check("layerNorm")` in the notebook.
// You may use everything in tf but tf.moments and tf.batchNorm, which do these exercises for you.

/**
 * Layer normalization: brings the features of each token to mean 0 and variance 1, then scales and shifts them.
 *
 * `y = (x − mean x) / √(variance x + ε) · weight + bias`, mean and variance over the last axis
 *
 * variance x = mean of (x − mean x)², divided by the number of features n (not n − 1).
 *
 * By hand: x [[1, 3]], weight [1, 1], bias [0, 0]: the mean is 2, the variance 1 → [[−1, 1]] (up to ε).
 *
 * @param x       [..., hidden]
 * @param weight  [hidden]
 * @param bias    [hidden]
 * @param epsilon keeps the root from 0 where all features are equal
 * @returns       the shape of x
 */
export function layerNorm(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true)); // [..., hidden]
  // The variance and its root have the shape [..., 1], so that they are broadcast over the features.
  const normalized: tf.Tensor = todo("layerNorm: centred, divided by √(variance + ε)"); // [..., hidden]
  return todo("layerNorm: the learned scale and shift");
}

/**
 * Root mean square normalization: divides the features of each token by their root mean square, then scales them.
 *
 * `y = x / √(mean of x² + ε) · weight`, the mean over the last axis; no mean is subtracted, and there is no shift.
 *
 * By hand: x [[1, 7]], weight [1, 1]: the mean square is (1 + 49) / 2 = 25 → [[0.2, 1.4]].
 *
 * @param x       [..., hidden]
 * @param weight  [hidden]
 * @param epsilon keeps the root from 0 where all features are 0
 * @returns       the shape of x
 */
export function rmsNorm(x: tf.Tensor, weight: tf.Tensor, epsilon = 1e-6): tf.Tensor {
  throw new Error("TODO: write rmsNorm");
}

/** `x W + b` on the last axis, or `x W` without a bias. Nothing to do here. */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const [features, size] = weight.shape;
  const rows = tf.reshape(x, [-1, features]); // [tokens, in]: a plain matrix, whatever axes there were
  const product = tf.reshape(tf.matMul(rows, weight), [...x.shape.slice(0, -1), size]); // [..., out]
  return bias ? tf.add(product, bias) : product;
}

/** Bends a feature in GPT-2's way: `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`. Nothing to do here. */
export function gelu(x: tf.Tensor): tf.Tensor {
  const inside = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3))));
  return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inside)));
}

/** A function from a tensor [..., size] to one of the same shape. */
type Layer = (x: tf.Tensor) => tf.Tensor;

/**
 * The feed-forward layer of a block: each token by itself is widened, bent, and narrowed again.
 *
 * `activation(x · innerWeight + innerBias) · outputWeight + outputBias`
 *
 * By hand, with ReLU (negative becomes 0): x [[1, 2]], innerWeight [[1, 0, −1], [0, 1, 0]], innerBias [0, −1, 0] →
 * inner [[1, 1, −1]], after ReLU [[1, 1, 0]]; outputWeight [[1, 2], [3, 4], [5, 6]], outputBias [10, 20] → [[14, 26]].
 *
 * @param x          [..., hidden]
 * @param weights    innerWeight [hidden, inner], innerBias [inner], outputWeight [inner, hidden], outputBias [hidden];
 *                   some models have no biases
 * @param activation works on each number by itself
 * @returns          the shape of x
 */
export function feedForward(
  x: tf.Tensor,
  weights: { innerWeight: tf.Tensor; innerBias?: tf.Tensor; outputWeight: tf.Tensor; outputBias?: tf.Tensor },
  activation: Layer = gelu,
): tf.Tensor {
  const { innerWeight, innerBias, outputWeight, outputBias } = weights;
  const inner: tf.Tensor = todo("feedForward: widened and bent, with `linear` above"); // [..., inner]
  return todo("feedForward: narrowed again"); // [..., hidden]
}

/** Another smooth bend: `x · sigmoid(x)`, also called swish. Nothing to do here. */
export function silu(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.sigmoid(x));
}

/**
 * The gated feed-forward layer (SwiGLU, where the activation is SiLU): one map says what, the other how much of it
 * passes, element by element. It has no biases.
 *
 * `(activation(x · gateWeight) ⊙ (x · upWeight)) · downWeight`
 *
 * By hand, with ReLU: x [[2]], gateWeight [[1, −1]], upWeight [[3, 5]] → gate [[2, 0]], up [[6, 10]], together
 * [[12, 0]]; downWeight [[1], [1]] → [[12]].
 *
 * @param x          [..., hidden]
 * @param weights    gateWeight and upWeight [hidden, inner], downWeight [inner, hidden]
 * @param activation works on each number by itself
 * @returns          the shape of x
 */
export function gatedFeedForward(
  x: tf.Tensor,
  weights: { gateWeight: tf.Tensor; upWeight: tf.Tensor; downWeight: tf.Tensor },
  activation: Layer = silu,
): tf.Tensor {
  throw new Error("TODO: write gatedFeedForward");
}

/**
 * One whole block with the norms before the sublayers (pre-norm), as in GPT-2 and most models since.
 *
 * Attention first, the feed-forward layer second. Each reads the stream x through its own norm, and what it returns is
 * added to the stream, which is itself never normalised. All four are handed to you: your own need not work here.
 *
 * By hand: with norm1(x) = x/2, attention(x) = 10x, norm2(x) = x/4 and feedForward(x) = 100x, the stream 2 becomes
 * 2 + 10 · 1 = 12, and then 12 + 100 · 3 = 312.
 *
 * @param x         the stream, [batch, time, hidden]
 * @param sublayers four functions from a tensor to one of the same shape
 * @returns         the stream after the block, [batch, time, hidden]
 */
export function preNormBlock(
  x: tf.Tensor,
  { norm1, attention, norm2, feedForward }: { norm1: Layer; attention: Layer; norm2: Layer; feedForward: Layer },
): tf.Tensor {
  throw new Error("TODO: write preNormBlock");
}

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(`TODO: write ${what}`);
}
