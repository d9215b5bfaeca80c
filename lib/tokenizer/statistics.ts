import type { Encoding } from "./encoding/encoding";
import { unknownShare } from "./encoding/unknownShare";
import type { Tokenizer } from "./tokenizer";

export interface Compression {
  tokens: number;
  /** UTF-8 bytes of the text that a token stands for, on average; comparable between tokenizers. */
  bytesPerToken: number;
  /** Code points of the text that a token stands for, on average. */
  charactersPerToken: number;
}

/**
 * How short a tokenizer makes a text: its bytes and its characters for each token.
 *
 * Tokens that a tokenizer puts around every text don't count.
 *
 * @throws RangeError for a text without tokens: an empty one, and white space only where the tokenizer drops that.
 */
export function compression(tokenizer: Tokenizer, text: string): Compression {
  const tokens = encodeAlone(tokenizer, text).ids.length;
  const bytes = new TextEncoder().encode(text).length;
  return { tokens, bytesPerToken: bytes / tokens, charactersPerToken: [...text].length / tokens };
}

export interface UnknownRate {
  /** Unknown tokens of all tokens. It says little between tokenizers, whose unknown tokens stand for more or less text. */
  ofTokens: number;
  /** Characters that are lost in unknown tokens, of all characters but white space; comparable between tokenizers. */
  ofCharacters: number;
}

/**
 * What share of a text a tokenizer does not know.
 *
 * A whole word is unknown where WordPiece lacks one of its characters, and characters are to Unigram; nothing is to
 * byte-level BPE.
 *
 * @throws as {@link compression}; as the tokenizer where that refuses what is unknown.
 */
export function unknownRate(tokenizer: Tokenizer, text: string): UnknownRate {
  const encoding = encodeAlone(tokenizer, text);
  const { unknownId } = tokenizer;
  if (unknownId === undefined) return { ofTokens: 0, ofCharacters: 0 };
  const unknown = encoding.ids.filter((id) => id === unknownId).length;
  return { ofTokens: unknown / encoding.ids.length, ofCharacters: unknownShare(text, encoding, unknownId) };
}

function encodeAlone(tokenizer: Tokenizer, text: string): Encoding {
  const encoding = tokenizer.encodeWithOffsets(text, { addSpecialTokens: false, truncation: null, padding: null });
  if (encoding.ids.length > 0) return encoding;
  throw new RangeError(`text is ${text === "" ? "empty" : "white space only, which gives no tokens"}: give a text to measure`);
}
