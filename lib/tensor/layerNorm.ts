import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireShape, requireTensor } from "./checks";
import { Module, Parameter } from "./module";

/**
 * Layer normalization over the last axis: `y = (x − mean x) / √(var x + ε) · weight + bias`.
 *
 * The variance is the population's (divided by n, not n − 1).
 * Source: Ba, Kiros and Hinton, "Layer Normalization" (2016), equations 3 and 4.
 *
 * @param x      [..., hidden], float32
 * @param weight [hidden]
 * @param bias   [hidden]
 * @returns      the shape of x
 * @throws TypeError, RangeError where shapes or data types do not fit, or epsilon is not positive.
 */
export function layerNorm(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5): tf.Tensor {
  requireTensor("x", x, "float32");
  requireRank("x", x, 1);
  const hidden = x.shape[x.rank - 1];
  requireTensor("weight", weight, "float32");
  requireShape("weight", weight, [hidden], "one scale for each feature on x's last axis");
  requireTensor("bias", bias, "float32");
  requireShape("bias", bias, [hidden], "one shift for each feature on x's last axis");
  if (!(epsilon > 0)) throw new RangeError(`epsilon is ${epsilon}: expected a small positive number such as 1e-5`);
  return tf.add(tf.mul(standardize(x, epsilon), weight), bias);
}

/** `(x − mean x) / √(var x + ε)`, with its gradient `(dy − mean dy − ŷ · mean(dy ⊙ ŷ)) / √(var x + ε)`. */
function standardize(x: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.customGrad((input, save) => {
    const centred = tf.sub(input as tf.Tensor, tf.mean(input as tf.Tensor, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon)); // [..., 1]
    const normalized = tf.mul(centred, inverseDeviation);
    (save as tf.GradSaveFunc)([normalized, inverseDeviation]);
    return {
      value: normalized,
      gradFunc: (dy, [y, scale]) => {
        const along = tf.mul(y, tf.mean(tf.mul(dy, y), -1, true));
        return tf.mul(tf.sub(tf.sub(dy, tf.mean(dy, -1, true)), along), scale);
      },
    };
  })(x);
}

/** The parameters of a layer normalization: `weight` [size], at first ones, and, unless it has none, `bias`, at first zeros. */
export class LayerNorm extends Module {
  readonly weight: Parameter;
  readonly bias?: Parameter;

  constructor(size: number, { bias = true }: { bias?: boolean } = {}) {
    super();
    this.weight = new Parameter(tf.ones([size]));
    if (bias) this.bias = new Parameter(tf.zeros([size]));
  }
}
