import * as tf from "@tensorflow/tfjs-core";
import { requireWhole } from "../tensor/checks";
import { positionAngles } from "./angles";

/**
 * Sinusoidal positions: `P[p, 2i] = sin(p / 10000^(2i/size))`, `P[p, 2i+1] = cos(p / 10000^(2i/size))`.
 *
 * They are added to the token embeddings, are not learned, and have no last position.
 * Source: Vaswani et al., "Attention Is All You Need" (2017), section 3.5.
 *
 * @param positions how many, from 0 on; or which ones, int32 [...]
 * @param size      features of a vector, an even number
 * @returns         [positions, size], or [..., size]
 * @throws RangeError, TypeError where there are no positions, or size is odd.
 */
export function sinusoidalPositions(positions: number | tf.Tensor, size: number): tf.Tensor {
  if (typeof positions === "number") requireWhole("positions", positions);
  return tf.tidy(() => {
    const which = typeof positions === "number" ? tf.range(0, positions, 1, "int32") : positions;
    const angles = positionAngles(which, size); // [..., size / 2]
    const pairs = tf.stack([tf.sin(angles), tf.cos(angles)], -1); // [..., size / 2, 2]
    return tf.reshape(pairs, [...which.shape, size]);
  });
}
