import * as tf from "@tensorflow/tfjs-core";
import { requireTensor } from "./checks";

const SLOPE = Math.sqrt(2 / Math.PI);
const CUBE = 0.044715;

/**
 * Gaussian error linear unit in its tanh form: `gelu(x) = x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
 *
 * This is the form that GPT-2 was trained with ("gelu_new"); BERT uses the exact one with erf ({@link exactGelu}), and the
 * two differ by up to 5e-4. Source: Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), section 2.
 *
 * @param x float32 of any shape
 * @throws TypeError where x is not a float32 tensor.
 */
export function gelu(x: tf.Tensor): tf.Tensor {
  requireTensor("x", x, "float32");
  return differentiableGelu(x);
}

const differentiableGelu = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  const squared = tf.square(x);
  // In this order TensorFlow recognizes GELU in a graph, and computes it together with the matrix product before it.
  const t = tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(x, CUBE), squared)), SLOPE));
  const half = tf.mul(tf.add(t, 1), 0.5);
  (save as tf.GradSaveFunc)([x, squared, t, half]);
  return {
    value: tf.mul(x, half),
    // d/dx = (1 + t)/2 + x/2 · (1 − t²) · √(2/π) (1 + 3 · 0.044715 x²)
    gradFunc: (dy, [x, squared, t, half]) => {
      const inner = tf.add(tf.mul(squared, 1.5 * SLOPE * CUBE), 0.5 * SLOPE);
      const bend = tf.mul(tf.mul(x, inner), tf.sub(1, tf.square(t)));
      return tf.mul(dy, tf.add(half, bend));
    },
  };
});
