import * as tf from "@tensorflow/tfjs-core";
import type { PlainTensor, PlainValue } from "./types";

// Some exercises take functions as arguments. A function cannot be sent to another process, and text that is run there
// would be a door; so checks describe theirs by a name from this short list and a matrix, and the handle builds it.

const MAPS = {
  identity: (x: tf.Tensor): tf.Tensor => tf.clone(x),
  tanh: (x: tf.Tensor): tf.Tensor => tf.tanh(x),
  relu: (x: tf.Tensor): tf.Tensor => tf.relu(x),
};

/**
 * Describes a function for a learner's code as plain data: `x ↦ map(x · weight)`, or `x ↦ map(x)` without a weight.
 *
 * @param weight [in, out], on x's last axis; gradients with respect to it are taken like those of any other tensor
 */
export function plainFunction(map: keyof typeof MAPS, weight?: PlainTensor): PlainValue {
  return weight ? { function: map, weight } : { function: map };
}

/** The arguments of a call with each described function turned into a real one; all else is as it was. */
export function withFunctions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFunctions);
  if (typeof value !== "object" || value === null || value instanceof tf.Tensor) return value;
  if (isDescription(value)) return realFunction(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withFunctions(inner)]));
}

type Description = { function: keyof typeof MAPS; weight?: tf.Tensor };

function isDescription(value: object): value is Description {
  if (!Object.hasOwn(value, "function")) return false;
  return Object.hasOwn(MAPS, String((value as { function: unknown }).function));
}

function realFunction({ function: map, weight }: Description): (x: tf.Tensor) => tf.Tensor {
  return (x) => {
    if (!(x instanceof tf.Tensor)) {
      const given = x === undefined ? "nothing" : `something else (${typeof x})`;
      throw new TypeError(`a function that was handed to yours takes one tensor: it was called with ${given}`);
    }
    if (!weight) return MAPS[map](x);
    const [features, size] = weight.shape;
    if (x.shape.at(-1) !== features) {
      throw new RangeError(`a function that was handed to yours takes ${features} features on the last axis: it was called `
        + `with shape [${x.shape.join(", ")}]`);
    }
    const rows = tf.matMul(tf.reshape(x, [-1, features]) as tf.Tensor2D, weight as tf.Tensor2D);
    return MAPS[map](tf.reshape(rows, [...x.shape.slice(0, -1), size]));
  };
}
