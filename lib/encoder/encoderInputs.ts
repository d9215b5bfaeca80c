import * as tf from "@tensorflow/tfjs-core";
import { requireWhole } from "../tensor/checks";
import type { Encoding } from "../tokenizer";
import type { InputTensors } from "./inputs";

/** What a model has to know of an encoded text. */
export type EncodedText = Pick<Encoding, "ids" | "typeIds" | "attentionMask">;

export interface PaddedLength {
  /** tokens in each row; as many as the longest text has unless told otherwise. One length for all batches makes one graph */
  length?: number;
  /** what texts are filled up with */
  paddingId?: number;
}

/**
 * Encoded texts as one batch, filled up on the right to one length: ids, token types and attention mask.
 *
 * @returns three tensors [texts, length], which the caller disposes
 * @throws RangeError where there is no text, one is empty, or one is longer than the length.
 */
export function encoderInputs(texts: readonly EncodedText[], { length, paddingId = 0 }: PaddedLength = {}): InputTensors {
  const time = paddedLength(texts.map(({ ids }) => ids.length), length);
  const filled = (lists: readonly (readonly number[])[], filling: number): number[] =>
    lists.flatMap((list) => [...list, ...Array.from({ length: time - list.length }, () => filling)]);
  const shape: [number, number] = [texts.length, time];
  return {
    ids: tf.tensor2d(filled(texts.map(({ ids }) => ids), paddingId), shape, "int32"),
    tokenTypes: tf.tensor2d(filled(texts.map(({ typeIds }) => typeIds), 0), shape, "int32"),
    attentionMask: tf.tensor2d(filled(texts.map(({ attentionMask }) => attentionMask), 0), shape, "bool"),
  };
}

/** The length that all texts are filled up to. @throws RangeError where there is none that fits. */
export function paddedLength(lengths: readonly number[], length: number | undefined): number {
  if (lengths.length === 0) throw new RangeError("texts is empty: a batch needs at least one text");
  const empty = lengths.indexOf(0);
  if (empty >= 0) throw new RangeError(`texts[${empty}] has no tokens: a text needs at least one to attend to`);
  if (length === undefined) return Math.max(...lengths);
  requireWhole("length", length);
  const long = lengths.findIndex((tokens) => tokens > length);
  if (long < 0) return length;
  throw new RangeError(
    `texts[${long}] has ${lengths[long]} tokens, but length is ${length}: cut texts when encoding them, with ` +
      `truncation: { maxLength: ${length} }`,
  );
}
