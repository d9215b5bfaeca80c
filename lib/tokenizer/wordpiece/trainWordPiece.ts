import { requireWhole } from "../../tensor/checks";
import type { Word } from "../bpe/learnMerges";
import { learnMergesFast } from "../bpe/learnMergesFast";
import { byCodePoint } from "../codePoints";
import { countCharacters } from "../pipeline/countPieces";
import { requireSpecialTokens } from "../specialTokens";

export interface WordPieceTrainingOptions {
  /** How many tokens there shall be: special tokens, the characters, and one for each merge. */
  vocabularySize: number;
  /** They get the first ids. */
  specialTokens: readonly string[];
  prefix?: string;
  /** Called after each merge. */
  onProgress?: (progress: { merges: number; wanted: number }) => void;
}

/** Stands before a word's first character while merges are learned, so that t and ##t differ; no text has it. */
const BEGIN = "\ud800";

/**
 * Learns WordPiece's vocabulary as Hugging Face does: by byte-pair encoding's merges, on words whose characters but the first
 * have the prefix. Special tokens come first, then all characters, those that go on in a word, and the merges.
 *
 * Google's own trainer, which was not published, merged what raises the text's likelihood most (Schuster & Nakajima 2012).
 * Python orders characters with the prefix by chance, and equally frequent merges by that; here both are the same each time.
 *
 * @param words how often each word occurs
 * @throws RangeError for a vocabulary without room for the special tokens and the characters.
 */
export function trainWordPiece(
  words: ReadonlyMap<string, number>, { vocabularySize, specialTokens, prefix = "##", onProgress }: WordPieceTrainingOptions,
): string[] {
  requireSpecialTokens(specialTokens);
  requireWhole("vocabularySize", vocabularySize);
  const begins = new Set(Array.from(words.keys(), (word) => String.fromCodePoint(word.codePointAt(0)!)));
  const alphabet = [...countCharacters(words).keys()].sort(byCodePoint);
  const goingOn = [...countCharacters(new Map(Array.from(words, ([word, count]) =>
    [word.slice(String.fromCodePoint(word.codePointAt(0)!).length), count]))).keys()].sort(byCodePoint);
  const characters = alphabet.filter((character) => !specialTokens.includes(character));
  const first = [...specialTokens, ...characters, ...goingOn.map((character) => prefix + character)];
  if (vocabularySize < first.length) {
    throw new RangeError(
      `vocabularySize is ${vocabularySize}: expected at least ${first.length}, for ${specialTokens.length} special tokens, ` +
        `${characters.length} characters, and ${goingOn.length} that go on in a word`,
    );
  }
  const symbols = [...alphabet.filter((character) => begins.has(character)).map((character) => BEGIN + character), ...goingOn];
  const idOf = new Map(symbols.map((symbol, id) => [symbol, id]));
  const counted = Array.from(words, ([word, count]): Word =>
    ({ ids: Array.from(word, (character, i) => idOf.get(i === 0 ? BEGIN + character : character)!), count }));
  const wanted = vocabularySize - first.length;
  const { tokens } = learnMergesFast(counted, symbols, symbols.length + wanted, (merges) => onProgress?.({ merges, wanted }));
  const learned = tokens.slice(symbols.length).map((token) => (token.startsWith(BEGIN) ? token.slice(1) : prefix + token));
  return [...new Set([...first, ...learned])];
}
