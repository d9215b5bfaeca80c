import { requireWhole } from "../../tensor/checks";
import type { Word } from "./learnMerges";
import { learnMergesFast } from "./learnMergesFast";
import type { BPEVocabulary } from "./vocabulary";
import { BYTE_CHARACTERS } from "./byteCharacters";
import { wellFormed } from "../codePoints";
import { PLAIN_TEMPLATE } from "../encoding/template";
import { gpt2PieceEnd } from "./gpt2PieceEnd";
import { requireSpecialTokens } from "../specialTokens";
import { utf8Bytes } from "../utf8";

export interface BPETrainingOptions {
  /** How many tokens there shall be: special tokens, the 256 bytes, and one for each merge. */
  vocabularySize: number;
  /** They get the first ids; nothing is learned about them, even where the text has them. */
  specialTokens?: readonly string[];
  /** Called after each merge. */
  onProgress?: (progress: { merges: number; wanted: number }) => void;
}

/**
 * Learns a byte-level vocabulary: special tokens, then the 256 bytes in the order of their characters, then merges.
 * @throws TypeError for a text that is no string; RangeError for an empty one, and for a vocabulary without room for the
 * bytes and the special tokens.
 */
export function trainVocabulary(
  text: string,
  { vocabularySize, specialTokens = [], onProgress }: BPETrainingOptions,
): BPEVocabulary {
  const trainingText = wellFormed(text);
  if (text.length === 0) throw new RangeError("text is empty: give the text that the merges shall be learned from");
  requireSpecialTokens(specialTokens);
  requireWhole("vocabularySize", vocabularySize);
  const first = [...specialTokens, ...[...BYTE_CHARACTERS].sort()];
  if (vocabularySize < first.length) {
    throw new RangeError(
      `vocabularySize is ${vocabularySize}: expected at least ${first.length}, ` +
        `for the 256 bytes and ${specialTokens.length} special tokens`,
    );
  }
  const words = countWords(trainingText, first);
  const wanted = vocabularySize - first.length;
  const { tokens, merges } = learnMergesFast(words, first, vocabularySize, (done) => onProgress?.({ merges: done, wanted }));
  const addedTokens = specialTokens.map((content, id) => ({ id, content, special: true, normalized: false, inModel: true }));
  return { tokens, merges, addedTokens, pattern: "gpt2", ignoreMerges: false, template: PLAIN_TEMPLATE };
}

/** The different pieces of the text, as ids of bytes, with how often each occurs. */
function countWords(text: string, tokens: readonly string[]): Word[] {
  const counts = new Map<string, { count: number }>();
  let start = 0;
  while (start < text.length) {
    const end = gpt2PieceEnd(text, start);
    const piece = text.slice(start, end);
    start = end;
    const entry = counts.get(piece);
    if (entry) entry.count++;
    else counts.set(piece, { count: 1 });
  }
  const byteIds = BYTE_CHARACTERS.map((character) => tokens.indexOf(character));
  return Array.from(counts, ([piece, { count }]) => ({ ids: utf8Bytes(piece).map((byte) => byteIds[byte]), count }));
}
