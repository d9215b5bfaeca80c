import * as tf from "@tensorflow/tfjs-core";

/**
 * Shortens a gradient that is too long and leaves its direction: `g · min(1, limit / (‖g‖ + 10⁻⁶))`.
 *
 * The norm is that of ALL parameters' gradients together, hence one flat vector: cut one by one, they would turn.
 * The 10⁻⁶ is PyTorch's (`torch.nn.utils.clip_grad_norm_`). Pascanu, Mikolov and Bengio, "On the difficulty of training
 * recurrent neural networks" (2013), algorithm 1.
 *
 * @param gradients [parameters]
 * @param limit     the largest norm that passes; Infinity for no clipping
 * @returns         the clipped gradients [parameters] and the norm before clipping
 * @throws RangeError where the limit is not positive.
 */
export function clipByGlobalNorm(gradients: tf.Tensor1D, limit: number): { clipped: tf.Tensor1D; norm: tf.Scalar } {
  if (!(limit > 0)) throw new RangeError(`limit is ${limit}: give a positive norm, or Infinity for no clipping`);
  const norm = tf.sqrt(tf.sum(tf.square(gradients))) as tf.Scalar;
  if (limit === Infinity) return { clipped: tf.clone(gradients), norm };
  const factor = tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1);
  return { clipped: tf.mul(gradients, factor), norm };
}
