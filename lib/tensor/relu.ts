import * as tf from "@tensorflow/tfjs-core";
import { requireTensor } from "./checks";

/**
 * Rectified linear unit: `relu(x) = max(x, 0)`.
 *
 * @param x float32 of any shape
 * @throws TypeError where x is not a float32 tensor.
 */
export function relu(x: tf.Tensor): tf.Tensor {
  requireTensor("x", x, "float32");
  return tf.relu(x);
}
