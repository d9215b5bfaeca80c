import * as tf from "@tensorflow/tfjs-core";
import type { ContextSentence } from "byhand";

/**
 * Sentences as inputs and targets of which only the answers count: every other target is −100, the ignore index.
 *
 * The other words are drawn at random, so that their loss would only add noise to the gradient.
 *
 * @returns two int32 tensors [sentences, tokens − 1], which the caller disposes; `targets[b, t]` follows `inputs[b, t]`
 */
export function answerBatch(sentences: readonly ContextSentence[]): { inputs: tf.Tensor2D; targets: tf.Tensor2D } {
  const inputs = sentences.map(({ ids }) => ids.slice(0, -1));
  const targets = sentences.map(({ ids, answerPosition }) =>
    ids.slice(1).map((id, i) => (i + 1 === answerPosition ? id : -100)),
  );
  const shape: [number, number] = [sentences.length, inputs[0].length];
  return { inputs: tf.tensor2d(inputs, shape, "int32"), targets: tf.tensor2d(targets, shape, "int32") };
}
