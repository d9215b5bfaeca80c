import * as tf from "@tensorflow/tfjs-core";

/**
 * Runs code through which gradients must flow, and stops it where it reads the numbers of a tensor that came from
 * `inputs`: what is computed from them is constant for the gradient. Printing a tensor is no such read.
 *
 * WebGPU can't read synchronously at all, so this also makes verdicts the same on every engine.
 */
export function withoutReads<T>(inputs: readonly tf.Tensor[], run: () => T): T {
  prototype.dataSync = function (this: tf.Tensor): never {
    if (comeFrom(inputs).has(this.id)) throw new Error(LEFT_TAPE);
    return dataSync.call(this) as never;
  };
  prototype.toString = function (this: tf.Tensor, verbose?: boolean): string {
    const reading = prototype.dataSync;
    prototype.dataSync = dataSync;
    try {
      return toString.call(this, verbose);
    } finally {
      prototype.dataSync = reading;
    }
  };
  try {
    return run();
  } finally {
    allowReads();
  }
}

const { prototype } = tf.Tensor;
const { dataSync, toString } = prototype;

/** For whoever ends code from outside, which runs no `finally`. */
export function allowReads(): void {
  Object.assign(prototype, { dataSync, toString });
}

const LEFT_TAPE = "it reads numbers out of a tensor (dataSync, arraySync), and no gradient flows back through numbers, so "
  + "no model could be trained through this. Stay with tensor operations (tf.sum, tf.mul, tf.gather …) from the arguments "
  + "to the result";

/** The float32 tensors that were computed from the inputs, by what the gradient tape has recorded so far. */
function comeFrom(inputs: readonly tf.Tensor[]): Set<number> {
  const found = new Set(inputs.map(({ id }) => id));
  for (const node of tf.engine().state.activeTape ?? []) {
    if (!Object.values(node.inputs).some(({ id }) => found.has(id))) continue;
    for (const { id, dtype } of node.outputs) if (dtype === "float32") found.add(id);
  }
  return found;
}
