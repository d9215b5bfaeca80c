import * as tf from "@tensorflow/tfjs-core";
import { requireTensor } from "../tensor/checks";

/**
 * The angles that sinusoidal and rotary positions share: `angle[p, i] = p / base^(2i / size)`.
 *
 * Pair i turns once in 2π · base^(2i/size) positions: the first pairs are fast hands of a clock, the last ones slow.
 *
 * @param positions int32 [...]
 * @param size      how many features there are, two for each angle
 * @returns         [..., size / 2]
 * @throws RangeError, TypeError where size is odd, base not above 1, or positions are no int32 tensor.
 */
export function positionAngles(positions: tf.Tensor, size: number, { base = 10_000 }: { base?: number } = {}): tf.Tensor {
  requireTensor("positions", positions, "int32");
  if (!Number.isInteger(size) || size < 2 || size % 2 !== 0) {
    throw new RangeError(`size is ${size}: expected an even number, since each angle needs two features`);
  }
  if (!(base > 1 && base < Infinity)) throw new RangeError(`base is ${base}: expected a number above 1, such as 10000`);
  const frequencies = Float32Array.from({ length: size / 2 }, (_, i) => base ** ((-2 * i) / size));
  return tf.mul(tf.cast(tf.expandDims(positions, -1), "float32"), tf.tensor1d(frequencies));
}
