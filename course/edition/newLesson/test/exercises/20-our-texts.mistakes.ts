import * as tf from "@tensorflow/tfjs-core";

const table = (ids: tf.Tensor1D, vocabularySize: number): tf.Tensor =>
  tf.cast(tf.oneHot(ids, vocabularySize), "float32"); // [time, vocabulary]

/** Each misconception about tokenShares: what it computes. Checks look for it, and `npm run verify` tries it. */
export const mistakes = {
  counts: (ids: tf.Tensor1D, vocabularySize: number) => tf.sum(table(ids, vocabularySize), 0),
  overVocabulary: (ids: tf.Tensor1D, vocabularySize: number) =>
    tf.div(tf.sum(table(ids, vocabularySize), 0), vocabularySize),
};
