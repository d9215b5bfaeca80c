import * as tf from "@tensorflow/tfjs-core";
import { requireTensor } from "./checks";

/**
 * Sigmoid linear unit, also called swish: `silu(x) = x · σ(x)` with `σ(x) = 1 / (1 + exp(−x))`.
 *
 * Source: Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units" (2017), equation 4.
 *
 * @param x float32 of any shape
 * @throws TypeError where x is not a float32 tensor.
 */
export function silu(x: tf.Tensor): tf.Tensor {
  requireTensor("x", x, "float32");
  return differentiableSilu(x);
}

const differentiableSilu = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  const gate = tf.sigmoid(x);
  (save as tf.GradSaveFunc)([x, gate]);
  return {
    value: tf.mul(x, gate),
    // d/dx = σ (1 + x (1 − σ))
    gradFunc: (dy, [x, gate]) => tf.mul(dy, tf.mul(gate, tf.add(1, tf.mul(x, tf.sub(1, gate))))),
  };
});
