import * as tf from "@tensorflow/tfjs-core";
import { requireTensor } from "./checks";
import { nextDraw } from "./seed";
import { uniformFromSeed } from "./uniform";

/**
 * Sets a random share of the elements to zero and scales the others up: `y = x ⊙ m / (1 − rate)`, m ~ Bernoulli(1 − rate).
 *
 * The scale keeps the expected value, so nothing changes in evaluation, where it is not called.
 * Source: Srivastava et al., "Dropout" (2014), in the inverted form that all frameworks use.
 *
 * @param x    float32 of any shape
 * @param rate the share to drop, from 0 up to but not including 1
 * @throws RangeError where the rate is outside [0, 1); Error outside {@link withSeed}.
 */
export function dropout(x: tf.Tensor, rate: number): tf.Tensor {
  requireTensor("x", x, "float32");
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`rate is ${rate}: expected the share to drop, from 0 up to (not including) 1`);
  }
  if (rate === 0) return x;
  const { seed, draw } = nextDraw();
  const kept = tf.greaterEqual(uniformFromSeed(seed, draw, x.shape), rate);
  return tf.mul(x, tf.mul(tf.cast(kept, "float32"), 1 / (1 - rate)));
}
