import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor } from "./checks";

/**
 * Turns scores into probabilities along the last axis: `softmax(x)ᵢ = exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x)`.
 *
 * Subtracting the maximum changes nothing in the result and keeps exp from overflowing. The gradient is
 * `dx = p ⊙ (dp − Σ p ⊙ dp)`.
 *
 * @param x [..., classes], float32
 * @returns the same shape; each row sums to 1
 * @throws TypeError, RangeError where x is not a float32 tensor with at least one axis.
 */
export function softmax(x: tf.Tensor): tf.Tensor {
  requireTensor("x", x, "float32");
  requireRank("x", x, 1);
  return differentiableSoftmax(x);
}

const differentiableSoftmax = tf.customGrad((x, save) => {
  const p = tf.softmax(x as tf.Tensor);
  (save as tf.GradSaveFunc)([p]);
  return { value: p, gradFunc: (dp, [probabilities]) => softmaxGradient(dp, probabilities) };
});

/** The gradient of softmax from its output: `dx = p ⊙ (dp − Σ p ⊙ dp)`. */
export function softmaxGradient(dp: tf.Tensor, p: tf.Tensor): tf.Tensor {
  const weighted = tf.mul(p, dp);
  return tf.sub(weighted, tf.mul(p, tf.sum(weighted, -1, true)));
}
