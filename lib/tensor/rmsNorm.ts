import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireShape, requireTensor } from "./checks";
import { Module, Parameter } from "./module";

/**
 * Root mean square normalization over the last axis: `y = x / √(mean(x²) + ε) · weight`.
 *
 * Layer normalization without its mean and its shift: the vector keeps its direction, only its length is set.
 * Source: Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019), equation 4.
 *
 * @param x      [..., hidden], float32
 * @param weight [hidden]
 * @returns      the shape of x
 * @throws TypeError, RangeError where shapes or data types do not fit, or epsilon is not positive.
 */
export function rmsNorm(x: tf.Tensor, weight: tf.Tensor, epsilon = 1e-6): tf.Tensor {
  requireTensor("x", x, "float32");
  requireRank("x", x, 1);
  requireTensor("weight", weight, "float32");
  requireShape("weight", weight, [x.shape[x.rank - 1]], "one scale for each feature on x's last axis");
  if (!(epsilon > 0)) throw new RangeError(`epsilon is ${epsilon}: expected a small positive number such as 1e-6`);
  return tf.mul(scaleToUnit(x, epsilon), weight);
}

/** `x / √(mean(x²) + ε)`, with its gradient `(dy − ŷ · mean(dy ⊙ ŷ)) / √(mean(x²) + ε)`. */
function scaleToUnit(x: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.customGrad((input, save) => {
    const meanSquare = tf.mean(tf.square(input as tf.Tensor), -1, true);
    const inverseRoot = tf.rsqrt(tf.add(meanSquare, epsilon)); // [..., 1]
    const normalized = tf.mul(input as tf.Tensor, inverseRoot);
    (save as tf.GradSaveFunc)([normalized, inverseRoot]);
    return {
      value: normalized,
      gradFunc: (dy, [y, scale]) => {
        const along = tf.mul(y, tf.mean(tf.mul(dy, y), -1, true));
        return tf.mul(tf.sub(dy, along), scale);
      },
    };
  })(x);
}

/** The parameter of a root mean square normalization: `weight` [size], at first ones. */
export class RMSNorm extends Module {
  readonly weight: Parameter;

  constructor(size: number) {
    super();
    this.weight = new Parameter(tf.ones([size]));
  }
}
