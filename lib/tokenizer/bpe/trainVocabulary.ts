import { requireWhole } from "../../tensor/checks";
import { type LearnedMerges, learnMerges, type MergeTrainingParts, type Word } from "./learnMerges";
import { learnMergesFast } from "./learnMergesFast";
import type { mergeByRank } from "./mergeByRank";
import type { BPEVocabulary } from "./vocabulary";
import { BYTE_CHARACTERS } from "./byteCharacters";
import { wellFormed } from "../codePoints";
import { PLAIN_TEMPLATE } from "../encoding/template";
import { gpt2PieceEnd } from "./gpt2PieceEnd";
import { requireSpecialTokens } from "../specialTokens";
import { utf8Bytes } from "../utf8";

/** Functions that take the place of the tokenizer's own, such as yours: all on texts, a byte written as its character. */
export interface BPEParts extends MergeTrainingParts {
  mergeByRank: typeof mergeByRank;
}

export interface BPETrainingOptions {
  /** How many tokens there shall be: special tokens, the 256 bytes, and one for each merge. */
  vocabularySize: number;
  /** They get the first ids; nothing is learned about them, even where the text has them. */
  specialTokens?: readonly string[];
  /** Called after each merge. */
  onProgress?: (progress: { merges: number; wanted: number }) => void;
  /** With a part for training, all pairs are counted anew for each merge, which takes a hundred times as long. */
  parts?: Partial<BPEParts>;
}

/**
 * Learns a byte-level vocabulary: special tokens, then the 256 bytes in the order of their characters, then merges.
 * @throws TypeError for a text that is no string; RangeError for an empty one, and for a vocabulary without room for the
 * bytes and the special tokens.
 */
export function trainVocabulary(
  text: string,
  { vocabularySize, specialTokens = [], onProgress, parts = {} }: BPETrainingOptions,
): BPEVocabulary {
  const trainingText = wellFormed(text);
  if (text.length === 0) throw new RangeError("text is empty: give the text that the merges shall be learned from");
  requireSpecialTokens(specialTokens, { byteLevel: true });
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
  const onMerge = (done: number): void => onProgress?.({ merges: done, wanted });
  const { tokens, merges } = parts.countPairs || parts.mergePair
    ? learnWithParts(words, first, vocabularySize, { parts, onMerge })
    : learnMergesFast(words, first, vocabularySize, onMerge);
  const addedTokens = specialTokens.map((content, id) => ({ id, content, special: true, normalized: false, inModel: true }));
  return { tokens, merges, addedTokens, pattern: "gpt2", ignoreMerges: false, template: PLAIN_TEMPLATE };
}

/** What `learnMerges` gives on texts, by ids. */
function learnWithParts(
  words: readonly Word[], first: readonly string[], vocabularySize: number, options: Parameters<typeof learnMerges>[3],
): LearnedMerges {
  const tokenized = words.map(({ ids, count }) => ({ tokens: ids.map((id) => first[id]), count }));
  const { tokens, merges } = learnMerges(tokenized, first, vocabularySize, options);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  return { tokens, merges: merges.map(([left, right]) => [ids.get(left)!, ids.get(right)!] as const) };
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
