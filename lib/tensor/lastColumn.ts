import * as tf from "@tensorflow/tfjs-core";

/** What stands at the last place of the middle axis, such as the scores after a text: [batch, time, size] → [batch, size]. */
export function lastColumn(x: tf.Tensor): tf.Tensor2D {
  const [batch, time, size] = x.shape;
  return tf.reshape(tf.slice(x, [0, time! - 1, 0], [batch, 1, size!]), [batch, size!]) as tf.Tensor2D;
}
