/** A token that a model found in a piece of text, from `start` to `end`. */
export interface ModelToken {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  /** The piece of text that no token is known for, where the tokenizer shows it and not its token for the unknown. */
  readonly text?: string;
}

/** What turns one piece of a normalized text into tokens: words, WordPiece, Unigram. */
export interface SubwordModel {
  /** Each token by its id. */
  readonly tokens: readonly string[];
  /** The token for what is unknown, where the vocabulary has one. */
  readonly unknownId: number | undefined;
  /** The tokens of a piece that is not empty; together they cover it. */
  encode(piece: string): readonly ModelToken[];
  /** The same model without some tokens, but for the unknown's: for texts that must not become special tokens. */
  without(ids: ReadonlySet<number>): Pick<SubwordModel, "encode">;
  /** The `model` of a `tokenizer.json`. */
  toJSON(): object;
}
