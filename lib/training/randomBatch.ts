import * as tf from "@tensorflow/tfjs-core";
import { requireWhole } from "../tensor/checks";
import type { Random } from "../tensor/random";

/**
 * What a model looks at and what it should find: each a tensor, or a plain object of tensors.
 *
 * For a language model, windows of text with, at each position, the token that comes next: int32 [batch, time].
 */
export interface Batch<Inputs = tf.Tensor2D, Targets = tf.Tensor2D> {
  inputs: Inputs;
  targets: Targets;
}

/**
 * Draws windows from anywhere in the text: `inputs[b, t] = ids[start_b + t]`, `targets[b, t] = ids[start_b + t + 1]`.
 *
 * Each start is equally likely and drawn from the caller's generator alone, so that its state is all that is needed to
 * repeat or resume the stream of batches.
 *
 * @param stride windows begin at its multiples: with sentences of n tokens each, stride n and contextLength n − 1 make
 *   every window one sentence
 * @returns two int32 tensors [batchSize, contextLength], which the caller disposes
 * @throws RangeError where a size is not a positive whole number or the text is shorter than contextLength + 1.
 */
export function randomBatch(
  ids: Int32Array,
  { batchSize, contextLength, random, stride = 1 }: {
    batchSize: number;
    contextLength: number;
    random: Random;
    stride?: number;
  },
): Batch {
  requireWhole("batchSize", batchSize);
  requireWhole("contextLength", contextLength);
  requireWhole("stride", stride);
  if (ids.length <= contextLength) {
    throw new RangeError(
      `ids has ${ids.length} tokens: a window needs ${contextLength + 1} (contextLength ${contextLength} and the next ` +
        "token); give more text or a shorter context",
    );
  }
  const possible = Math.ceil((ids.length - contextLength) / stride);
  const starts = Array.from({ length: batchSize }, () => stride * random.integer(possible));
  return windows(ids, { starts, length: contextLength });
}

/** The windows that begin at these places, as one batch. */
export function windows(ids: Int32Array, { starts, length }: { starts: readonly number[]; length: number }): Batch {
  const inputs = new Int32Array(starts.length * length);
  const targets = new Int32Array(starts.length * length);
  starts.forEach((start, row) => {
    inputs.set(ids.subarray(start, start + length), row * length);
    targets.set(ids.subarray(start + 1, start + length + 1), row * length); // shifted by one
  });
  const shape: [number, number] = [starts.length, length];
  return { inputs: tf.tensor2d(inputs, shape, "int32"), targets: tf.tensor2d(targets, shape, "int32") };
}
