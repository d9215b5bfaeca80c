import * as tf from "@tensorflow/tfjs-core";

/**
 * One row for each id, 1 at the id and 0 elsewhere; all 0 for an id outside: [ids] → [ids, classes], float32.
 *
 * The cast is not idle: asked for float32, tfjs's WASM kernel (4.22) writes integers into a float tensor.
 */
export function oneHot(ids: tf.Tensor, classes: number): tf.Tensor2D {
  return tf.cast(tf.oneHot(ids as tf.Tensor1D, classes), "float32") as tf.Tensor2D;
}
