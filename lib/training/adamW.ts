import * as tf from "@tensorflow/tfjs-core";

/** AdamW's running averages of the gradient and of its square, each one flat vector over all parameters. */
export type Moments = {
  first: tf.Tensor1D; // [parameters]
  second: tf.Tensor1D; // [parameters]
};

/** AdamW's constants. */
export interface AdamWOptions {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  /** How strongly matrices are drawn towards zero; vectors (biases, norms) never are. */
  weightDecay?: number;
}

/** What AdamW and its training runs take unless told otherwise; the betas are those of GPT-3 (Brown et al., 2020). */
export const ADAMW_DEFAULTS = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1 };

/** The moments before the first step: zeros. The caller disposes them. */
export function initialMoments(size: number): Moments {
  return { first: tf.zeros([size]), second: tf.zeros([size]) };
}

/**
 * One AdamW update of all parameters, as a pure function of flat vectors.
 *
 *     m ← β₁ m + (1 − β₁) g            v ← β₂ v + (1 − β₂) g²
 *     θ ← θ − η λ θ                    (the first `decayed` entries only)
 *     θ ← θ − η · m̂ / (√v̂ + ε)         with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
 *
 * The decay stands apart from the gradient: inside it, m and v would rescale it, which is Adam with L2 regularisation.
 * One flat vector, since a dozen large operations are far faster than a dozen small ones for each parameter.
 * Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), algorithm 2, with λ multiplied by η as PyTorch
 * has it; Kingma and Ba, "Adam" (2015), algorithm 1.
 *
 * @param parameters [parameters], those that decay first
 * @param gradients  [parameters]
 * @param step       t, the number of this update, from 1; a tensor too, so that nothing is baked into a compiled step
 * @param learningRate η
 * @param decayed    how many leading entries decay
 * @param factors    [parameters], what η is multiplied by for each entry; 0 leaves it as it is
 */
export function adamW(
  { parameters, gradients, moments }: { parameters: tf.Tensor1D; gradients: tf.Tensor1D; moments: Moments },
  {
    step, learningRate, decayed, factors, beta1 = ADAMW_DEFAULTS.beta1, beta2 = ADAMW_DEFAULTS.beta2,
    epsilon = ADAMW_DEFAULTS.epsilon, weightDecay = ADAMW_DEFAULTS.weightDecay,
  }: AdamWOptions & {
    step: tf.Scalar | number;
    learningRate: tf.Scalar | number;
    decayed: number;
    factors?: tf.Tensor1D;
  },
): { parameters: tf.Tensor1D; moments: Moments } {
  return tf.tidy(() => {
    const first = tf.add(tf.mul(moments.first, beta1), tf.mul(gradients, 1 - beta1)) as tf.Tensor1D;
    const second = tf.add(tf.mul(moments.second, beta2), tf.mul(tf.square(gradients), 1 - beta2)) as tf.Tensor1D;

    // The scalars are gathered first, so that each vector is read and written as seldom as possible:
    // η m̂ / (√v̂ + ε) = (η √c₂ / c₁) · m / (√v + ε √c₂)
    const correction1 = biasCorrection(beta1, step);
    const correction2 = tf.sqrt(biasCorrection(beta2, step));
    const rate = tf.div(tf.mul(learningRate, correction2), correction1);
    const update = tf.div(first, tf.add(tf.sqrt(second), tf.mul(epsilon, correction2)));

    const split = (vector: tf.Tensor1D): tf.Tensor[] => tf.split(vector, [decayed, parameters.size - decayed]);
    const [matrices, vectors] = split(parameters);
    const decay = tf.mul(learningRate, weightDecay);
    const kept = tf.sub(1, factors ? tf.mul(decay, split(factors)[0]) : decay);
    const shrunk = tf.concat([tf.mul(matrices, kept), vectors]);
    const change = tf.mul(update, factors ? tf.mul(factors, rate) : rate);
    return { parameters: tf.sub(shrunk, change) as tf.Tensor1D, moments: { first, second } };
  });
}

/** `1 − βᵗ` as −expm1(t ln β): in float32, 1 − 0.999 has lost four of its seven digits. */
function biasCorrection(beta: number, step: tf.Scalar | number): tf.Tensor {
  return tf.neg(tf.expm1(tf.mul(step, Math.log(beta))));
}
