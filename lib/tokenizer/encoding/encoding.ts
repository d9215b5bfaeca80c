/** A text as a model needs it: for each token its id and what is known of it. All lists have the same length. */
export interface Encoding {
  ids: number[];
  /** Each token as it stands in the vocabulary; where Unigram knows no token, the piece of text. */
  tokens: string[];
  /** Which text of a pair a token is of, 0 or 1, as the template says it: BERT's segments. */
  typeIds: number[];
  /** 1 for what the model shall attend to, 0 for padding. */
  attentionMask: number[];
  /** 1 for tokens that the template or the padding put there. */
  specialTokensMask: number[];
  /** Where each token comes from: `text.slice(start, end)`; [0, 0] for those of the template and the padding. */
  offsets: [start: number, end: number][];
  /** Which piece of its text a token is of, counted from 0: all tokens of one word have the same number. */
  words: (number | null)[];
  /** Which text a token is of, 0 or 1, whatever its type. */
  sequences: (0 | 1 | null)[];
  /** What truncation cut off: further encodings of the same length at most, for texts longer than the model takes. */
  overflowing: Encoding[];
}

/** The lists of an encoding that have an entry for each token. */
const LISTS = ["ids", "tokens", "typeIds", "attentionMask", "specialTokensMask", "offsets", "words", "sequences"] as const;

export function emptyEncoding(): Encoding {
  return {
    ids: [], tokens: [], typeIds: [], attentionMask: [], specialTokensMask: [], offsets: [], words: [], sequences: [],
    overflowing: [],
  };
}

/** One token's entry. */
export interface EncodedToken {
  id: number;
  token: string;
  typeId: number;
  attention: 0 | 1;
  special: 0 | 1;
  offsets: [start: number, end: number];
  word: number | null;
  sequence: 0 | 1 | null;
}

/** Appends one token. */
export function pushToken(to: Encoding, entry: EncodedToken): void {
  to.ids.push(entry.id);
  to.tokens.push(entry.token);
  to.typeIds.push(entry.typeId);
  to.attentionMask.push(entry.attention);
  to.specialTokensMask.push(entry.special);
  to.offsets.push(entry.offsets);
  to.words.push(entry.word);
  to.sequences.push(entry.sequence);
}

/** The tokens from `start` to `end`. */
export function sliceEncoding(encoding: Encoding, start: number, end: number): Encoding {
  const part: Record<string, unknown> = { overflowing: [] };
  for (const list of LISTS) part[list] = encoding[list].slice(start, end);
  return part as unknown as Encoding;
}

/** The tokens of all parts, one behind the other; what overflowed is left out. */
export function joinEncodings(parts: readonly Encoding[]): Encoding {
  const joined: Record<string, unknown> = { overflowing: [] };
  for (const list of LISTS) joined[list] = parts.flatMap<unknown>((part) => part[list]);
  return joined as unknown as Encoding;
}
