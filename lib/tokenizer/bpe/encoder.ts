import { modelIds, type BPEVocabulary } from "./vocabulary";
import { BYTE_CHARACTERS, bytesToCharacters } from "./byteCharacters";
import type { mergeByRank } from "./mergeByRank";
import { mergeByRankFast } from "./mergeByRankFast";
import { MergeRules } from "./mergeRules";
import { PIECE_ENDS } from "./preTokenize";
import { remembering } from "../remembering";
import { utf8Bytes } from "../utf8";

/** Turns text without special tokens into ids: cut it into pieces, and merge the bytes of each by rank. */
export class BPEEncoder {
  private readonly merge: (bytes: readonly number[]) => number[];
  private readonly pieceEnd: (text: string, start: number) => number;
  private readonly wholeTokens: ReadonlyMap<string, number>;
  /** The ids of a piece; the bare id where it is one token, which takes less memory. */
  private readonly encodePiece = remembering((piece) => this.mergePiece(piece));

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
   * @param onPiece called after each piece
   */
  encodeInto(ids: number[], text: string, onPiece?: () => void): void {
    let start = 0;
    while (start < text.length) {
      const end = this.pieceEnd(text, start);
      const piece = text.slice(start, end);
      start = end;
      const found = this.encodePiece(piece);
      if (typeof found === "number") ids.push(found);
      else for (let i = 0; i < found.length; i++) ids.push(found[i]);
      onPiece?.();
    }
  }

  private mergePiece(piece: string): number | readonly number[] {
    const bytes = utf8Bytes(piece);
    const whole = this.wholeTokens.get(bytesToCharacters(bytes));
    const ids = whole === undefined ? this.merge(bytes) : [whole];
    return ids.length === 1 ? ids[0] : ids;
  }
}
