import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "./random";

/** A tensor of normal random numbers with mean 0 and this standard deviation. */
export function normalTensor(shape: number[], deviation: number, random: Random): tf.Tensor {
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
  for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
  return tf.tensor(values, shape);
}
