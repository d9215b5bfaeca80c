import * as tf from "@tensorflow/tfjs-core";
import { requireTensor } from "./checks";

const DENSITY = 1 / Math.sqrt(2 * Math.PI);

/**
 * Gaussian error linear unit in its exact form: `gelu(x) = x Φ(x)` with `Φ(x) = (1 + erf(x/√2)) / 2`, the share of normal
 * random numbers below x.
 *
 * This is the form that BERT was trained with ("gelu"); GPT-2 has the tanh form. Source: Hendrycks and Gimpel, "Gaussian Error
 * Linear Units" (2016), section 2.
 *
 * @param x float32 of any shape
 * @throws TypeError where x is not a float32 tensor.
 */
export function exactGelu(x: tf.Tensor): tf.Tensor {
  requireTensor("x", x, "float32");
  return differentiableGelu(x);
}

const differentiableGelu = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  const below = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5); // Φ(x)
  (save as tf.GradSaveFunc)([x, below]);
  return {
    value: tf.mul(x, below),
    // d/dx = Φ(x) + x φ(x), φ(x) = exp(−x²/2) / √2π
    gradFunc: (dy, [x, below]) => {
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), DENSITY);
      return tf.mul(dy, tf.add(below, tf.mul(x, density)));
    },
  };
});
