import * as tf from "@tensorflow/tfjs-core";

// What the misconceptions of lesson 06 compute: the checks recognise them, and they are the wrong answers of the exercises.

type Norm = {
  axis?: number;
  /** what the summed squares are divided by, given how many there are */
  count?: (n: number) => number;
  deviation?: (variance: tf.Tensor, epsilon: number) => tf.Tensor;
  scaled?: boolean;
};

/** Layer norm with one step bent as a misconception would bend it. */
const normVariant = ({ axis = -1, count = (n) => n, deviation, scaled = true }: Norm) =>
  (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5): tf.Tensor => {
    const centred = tf.sub(x, tf.mean(x, axis, true));
    const length = x.shape.at(axis)!;
    const variance = tf.div(tf.sum(tf.square(centred), axis, true), count(length));
    const root = deviation?.(variance, epsilon) ?? tf.sqrt(tf.add(variance, epsilon));
    const normalized = tf.div(centred, root);
    return scaled ? tf.add(tf.mul(normalized, weight), bias) : normalized;
  };

/** Each misconception about layer norm, by name. */
export const normMistakes = {
  sampleVariance: normVariant({ count: (n) => n - 1 }),
  overBatch: normVariant({ axis: 0 }),
  unscaled: normVariant({ scaled: false }),
  noRoot: normVariant({ deviation: (variance, epsilon) => tf.add(variance, epsilon) }),
  epsilonOutside: normVariant({ deviation: (variance, epsilon) => tf.add(tf.sqrt(variance), epsilon) }),
  epsilonForgotten: normVariant({ deviation: (variance) => tf.sqrt(variance) }),
};
