import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor } from "./checks";

/** Token ids for a model: an int32 tensor [batch, time], or rows of numbers of one length. */
export type TokenIds = tf.Tensor | readonly (readonly number[])[];

/**
 * The ids as an int32 tensor [batch, time].
 *
 * Rows of numbers are checked against the vocabulary; a tensor's values can't be, since reading them back would stop
 * the device. Texts that come through a tokenizer are inside the vocabulary anyway.
 *
 * @throws RangeError, TypeError where the ids are empty, ragged, outside the vocabulary or of another kind.
 */
export function tokenTensor(ids: TokenIds, { vocabularySize }: { vocabularySize: number }): tf.Tensor2D {
  if (!Array.isArray(ids)) {
    const tensor = ids as tf.Tensor;
    requireTensor("ids", tensor, "int32");
    requireRank("ids", tensor, 2, 2);
    if (tensor.size === 0) throw new RangeError("ids is empty: give at least one token");
    return tensor as tf.Tensor2D;
  }
  const rows = ids as readonly (readonly number[])[];
  if (rows.some((row) => typeof row === "number")) {
    throw new TypeError("ids is a flat list of numbers: give rows of them, one for each text, such as [[1, 2, 3]]");
  }
  const time = rows[0]?.length ?? 0;
  if (time === 0) throw new RangeError("ids is empty: give at least one row with at least one token");
  for (const [i, row] of rows.entries()) {
    if (row.length !== time) {
      throw new RangeError(`ids[${i}] has ${row.length} tokens but ids[0] has ${time}: rows must have one length`);
    }
    requireInVocabulary(`ids[${i}]`, row, vocabularySize);
  }
  return tf.tensor2d(rows.flat(), [rows.length, time], "int32");
}

/** @throws RangeError naming the first id that is not a whole number from 0 to vocabularySize − 1. */
export function requireInVocabulary(name: string, ids: ArrayLike<number>, vocabularySize: number): void {
  for (let i = 0; i < ids.length; i++) {
    if (Number.isInteger(ids[i]) && ids[i] >= 0 && ids[i] < vocabularySize) continue;
    throw new RangeError(
      `${name}[${i}] is ${ids[i]}: the vocabulary has the ids 0 to ${vocabularySize - 1}; ` +
        "was the text encoded with this model's tokenizer?",
    );
  }
}
