import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor, shapeText } from "../tensor/checks";
import { positionAngles } from "./angles";

// A type, not an interface: tf.tidy passes on only what is known to hold tensors and nothing else.
export type RotaryAngles = {
  /** [time, head size / 2], or [batch, time, head size / 2] */
  cos: tf.Tensor;
  /** as cos */
  sin: tf.Tensor;
};

/**
 * The cosines and sines by which {@link rotate} turns queries and keys at these positions.
 *
 * @param positions int32 [time], or [batch, time] where texts begin at different places
 * @param headSize  an even number
 * @throws RangeError, TypeError where the head size is odd, base not above 1, or positions are no int32 tensor.
 */
export function rotaryAngles(positions: tf.Tensor, headSize: number, options: { base?: number } = {}): RotaryAngles {
  requireTensor("positions", positions, "int32");
  requireRank("positions", positions, 1, 2);
  const angles = positionAngles(positions, headSize, options);
  return { cos: tf.cos(angles), sin: tf.sin(angles) };
}

/**
 * Rotary positions: turns each pair of features (i, i + size/2) by the angle that its position gives.
 *
 *     y[i]          = x[i] · cos − x[i + size/2] · sin
 *     y[i + size/2] = x[i] · sin + x[i + size/2] · cos
 *
 * Queries and keys are turned, values are not; the product of a query and a key then depends on the distance between
 * their positions alone. The paper pairs neighbours (2i, 2i + 1); Llama's checkpoints pair the halves, as here.
 * Source: Su et al., "RoFormer" (2021), equation 34.
 *
 * @param x      [batch, heads, time, head size]
 * @param angles from {@link rotaryAngles}, for the same time (and batch)
 * @returns      the shape of x
 * @throws RangeError, TypeError where shapes do not fit together.
 */
export function rotate(x: tf.Tensor, { cos, sin }: RotaryAngles): tf.Tensor4D {
  requireTensor("x", x, "float32");
  requireRank("x", x, 4, 4);
  const [batch, , time, headSize] = x.shape;
  for (const [name, angles] of Object.entries({ cos, sin })) {
    const [size, positions, texts] = [...angles.shape].reverse();
    if (headSize === 2 * size && positions === time && (angles.rank === 2 || texts === batch)) continue;
    throw new RangeError(
      `x has shape ${shapeText(x.shape)} but ${name} has ${shapeText(angles.shape)}: expected ` +
        "[time, head size / 2] or [batch, time, head size / 2], made by rotaryAngles for x's positions",
    );
  }
  const [first, second] = tf.split(x, 2, -1); // [batch, heads, time, head size / 2]
  const [c, s] = [cos, sin].map((part) => (part.rank === 3 ? tf.expandDims(part, 1) : part)); // one for all heads
  const turned = [
    tf.sub(tf.mul(first, c), tf.mul(second, s)),
    tf.add(tf.mul(first, s), tf.mul(second, c)),
  ];
  return tf.concat(turned, -1) as tf.Tensor4D;
}
