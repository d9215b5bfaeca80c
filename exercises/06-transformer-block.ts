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

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(`TODO: write ${what}`);
}
