import { modelIds, type BPEVocabulary } from "./vocabulary";
import { BYTE_CHARACTERS, bytesToCharacters } from "./byteCharacters";
import type { mergeByRank } from "./mergeByRank";
import { mergeByRankFast } from "./mergeByRankFast";
import { MergeRules } from "./mergeRules";
import { PIECE_ENDS } from "./preTokenize";
import { utf8Bytes } from "../utf8";

/** How many pieces of text are remembered with their ids; English text of a megabyte has some 15,000 different ones. */
const REMEMBERED = 1 << 16;
/** Longer pieces are rare, and V8 keeps the whole text in memory for any piece of 13 characters or more. */
const LONGEST_REMEMBERED = 12;

/** Turns text without special tokens into ids: cut it into pieces, and merge the bytes of each by rank. */
export class BPEEncoder {
  private readonly merge: (bytes: readonly number[]) => number[];
  private readonly pieceEnd: (text: string, start: number) => number;
  private readonly wholeTokens: ReadonlyMap<string, number>;
  /** The ids of pieces seen lately: words repeat. A piece of one token has its bare id. */
  private readonly seen = new Map<string, number | readonly number[]>();

  constructor(vocabulary: BPEVocabulary, parts: { mergeByRank?: typeof mergeByRank } = {}) {
    const ids = modelIds(vocabulary);
    const { tokens, merges } = vocabulary;
    const byteIds = BYTE_CHARACTERS.map((character) => ids.get(character)!);
    if (parts.mergeByRank) {
      const ranked = merges.map(([left, right]) => [tokens[left], tokens[right]] as const);
      this.merge = (bytes) => parts.mergeByRank!([...bytesToCharacters(bytes)], ranked).map((token) => ids.get(token)!);
    } else {
      const rules = new MergeRules(merges, merges.map(([left, right]) => ids.get(tokens[left] + tokens[right])!));
      this.merge = (bytes) => mergeByRankFast(bytes.map((byte) => byteIds[byte]), rules);
    }
    this.pieceEnd = PIECE_ENDS[vocabulary.pattern];
    this.wholeTokens = vocabulary.ignoreMerges ? ids : new Map();
  }

  /**
   * Appends the text's ids. Bytes hidden by `escapedText` come out as themselves.
   * @param onPiece called after each piece, with where it ends in the text
   */
  encodeInto(ids: number[], text: string, onPiece?: (end: number) => void): void {
    let start = 0;
    while (start < text.length) {
      const end = this.pieceEnd(text, start);
      const piece = text.slice(start, end);
      start = end;
      const known = this.seen.get(piece) ?? this.encodePiece(piece);
      if (typeof known === "number") ids.push(known);
      else for (let i = 0; i < known.length; i++) ids.push(known[i]);
      onPiece?.(end);
    }
  }

  private encodePiece(piece: string): number | readonly number[] {
    const bytes = utf8Bytes(piece);
    const whole = this.wholeTokens.get(bytesToCharacters(bytes));
    const ids = whole === undefined ? this.merge(bytes) : [whole];
    const known = ids.length === 1 ? ids[0] : ids;
    if (piece.length <= LONGEST_REMEMBERED) {
      if (this.seen.size === REMEMBERED) this.seen.clear();
      this.seen.set(piece, known);
    }
    return known;
  }
}
