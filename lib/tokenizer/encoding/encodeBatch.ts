import type { EncodingOptions, Tokenizer } from "../tokenizer";
import type { Encoding } from "./encoding";
import { idOfToken, pad } from "./padding";

/** A text, or two that belong together. */
export type TextOrPair = string | readonly [first: string, second: string];

/**
 * The encodings of several texts or pairs, padded to the longest of them.
 *
 * @throws RangeError where the tokenizer does not have the padding's token.
 */
export function encodeBatch(
  tokenizer: Tokenizer, texts: readonly TextOrPair[], { padding = {}, ...options }: Omit<EncodingOptions, "pair"> = {},
): Encoding[] {
  const encodings = texts.map((text) => typeof text === "string"
    ? tokenizer.encodeWithOffsets(text, { ...options, padding: null })
    : tokenizer.encodeWithOffsets(text[0], { ...options, pair: text[1], padding: null }));
  return padding ? pad(encodings, padding, (token) => idOfToken(tokenizer, token)) : encodings;
}
