/** Turns text into token ids and back. */
export interface Tokenizer {
  /** How many different tokens there are; ids run from 0 to one less. */
  readonly vocabularySize: number;
  /** The ids of a text's tokens; the empty text has none. */
  encode(text: string): number[];
  /** The text of these ids. */
  decode(ids: ArrayLike<number>): string;
  /** The bytes of these ids' text, where a token can be part of a character. */
  decodeBytes?(ids: ArrayLike<number>): Uint8Array;
  /** The text of one id, for labels in plots. */
  token(id: number): string;
  /** The content of a Hugging Face `tokenizer.json`, which Python's `tokenizers` and `transformers` read. */
  toJSON(): object;
}
