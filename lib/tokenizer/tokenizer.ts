import type { Encoding } from "./encoding/encoding";
import type { Padding } from "./encoding/padding";
import type { Truncation } from "./encoding/truncation";
import type { SpecialTokenPolicy } from "./addedTokens";

/** Turns text into token ids and back. */
export interface Tokenizer {
  /** How many different tokens there are; ids run from 0 to one less. */
  readonly vocabularySize: number;
  /** The id that stands for whatever is not in the vocabulary, where there is such. */
  readonly unknownId?: number;
  /** The ids of a text's tokens; the empty text has none but those that the tokenizer puts around every text. */
  encode(text: string): number[];
  /** The same with all that is known of each token: where it comes from, what it belongs to, what attention goes to. */
  encodeWithOffsets(text: string, options?: EncodingOptions): Encoding;
  /** The text of these ids. */
  decode(ids: ArrayLike<number>): string;
  /** The bytes of these ids' text, where a token can be part of a character. */
  decodeBytes?(ids: ArrayLike<number>): Uint8Array;
  /** The text of one id, for labels in plots. */
  token(id: number): string;
  /** The content of a Hugging Face `tokenizer.json`, which Python's `tokenizers` and `transformers` read. */
  toJSON(): object;
}

export interface EncodeOptions {
  /** What special tokens in the text mean; choose "text" or "refuse" for what users send. */
  specialTokens?: SpecialTokenPolicy;
  /** Whether to add the ids that go around every text, where a tokenizer has such: BERT's [CLS] and [SEP]. */
  addSpecialTokens?: boolean;
}

export interface EncodingOptions extends EncodeOptions {
  /** A second text, as for questions about a text; the empty one is a text, too. */
  pair?: string;
  /** Nothing is cut off unless this, or the tokenizer's file, says so; null where the file shall not. */
  truncation?: Truncation | null;
  padding?: Padding | null;
}
