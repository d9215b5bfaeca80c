import * as tf from "@tensorflow/tfjs-core";
import { requireWhole } from "../tensor/checks";
import type { Encoding } from "../tokenizer";
import type { InputTensors } from "./inputs";

/** What a model has to know of an encoded text. */
export type EncodedText = Pick<Encoding, "ids" | "typeIds" | "attentionMask">;

export interface EncoderInputOptions {
  /** tokens in each row; as many as the longest text has unless told otherwise. One length for all batches makes one graph */
  length?: number;
  /** what texts are filled up with */
  paddingId?: number;
  /** how many token types the model has; 2 unless told otherwise */
  tokenTypes?: number;
}

/**
 * Encoded texts as one batch, filled up on the right to one length: ids, token types and attention mask.
 *
 * @returns three tensors [texts, length], which the caller disposes
 * @throws RangeError where there is no text, one is empty or longer than the length, has a token type that there is none of, or
 * nothing but padding.
 */
export function encoderInputs(
  texts: readonly EncodedText[], { length, paddingId = 0, tokenTypes = 2 }: EncoderInputOptions = {},
): InputTensors {
  texts.forEach((text, i) => requireText(`texts[${i}]`, text, tokenTypes));
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

/** @throws RangeError where types or mask are not as many as ids, or have values that a model can't use. */
function requireText(name: string, { ids, typeIds, attentionMask }: EncodedText, tokenTypes: number): void {
  for (const [list, values] of Object.entries({ typeIds, attentionMask })) {
    if (values.length === ids.length) continue;
    throw new RangeError(`${name}.${list} has ${values.length} entries for ${ids.length} ids: give one for each token`);
  }
  const type = typeIds.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < tokenTypes));
  if (type >= 0) {
    throw new RangeError(
      `${name}.typeIds[${type}] is ${typeIds[type]}: the types are 0 to ${tokenTypes - 1}; give the model's config.tokenTypes, if ` +
        "it has others",
    );
  }
  const mask = attentionMask.findIndex((value) => value !== 0 && value !== 1);
  if (mask >= 0) {
    throw new RangeError(`${name}.attentionMask[${mask}] is ${attentionMask[mask]}: expected 1 for a real token, 0 for padding`);
  }
  if (ids.length > 0 && !attentionMask.includes(1)) {
    throw new RangeError(`${name}.attentionMask is 0 everywhere: a text needs at least one real token to attend to`);
  }
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
