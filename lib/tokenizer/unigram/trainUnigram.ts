import { requireWhole } from "../../tensor/checks";
import { byCodePoint } from "../codePoints";
import { countCharacters } from "../pipeline/countPieces";
import { maximization, type ScoredPiece } from "./emStep";
import { prunePieces } from "./prunePieces";
import { seedPieces } from "./seedPieces";
import { WordLattices } from "./wordLattices";

export interface UnigramTrainingOptions {
  /** How many pieces there shall be at most. */
  size: number;
  /** No piece has more characters. */
  longest?: number;
  /** What share of the pieces stays with each round of pruning. */
  shrinking?: number;
  /** How many steps of EM each round has. */
  steps?: number;
  /** Called after each round. */
  onProgress?: (progress: { pieces: number; wanted: number }) => void;
}

/** So many decimals every reader of JSON takes for the same number; Python's `tokenizers` misreads the last of sixteen. */
const DECIMALS = 9;

/**
 * Learns the pieces of a unigram model and their scores: begin with all parts of words that repeat, fit their probabilities by
 * EM, drop those that the likelihood misses least, and so on until few are left. The best come first.
 *
 * Source: Kudo 2018, section 3.2; SentencePiece's rounds, with its preference for few pieces.
 *
 * @param words how often each word occurs
 * @throws RangeError for a size without room for all characters.
 */
export function trainUnigram(
  words: ReadonlyMap<string, number>, { size, longest = 16, shrinking = 0.75, steps = 2, onProgress }: UnigramTrainingOptions,
): ScoredPiece[] {
  requireWhole("size", size);
  const characters = [...countCharacters(words).keys()];
  if (size < characters.length) {
    throw new RangeError(`size is ${size}: expected at least ${characters.length}, for the different characters of the text`);
  }
  const wanted = Math.floor(size * 1.1); // the last cut is by score alone
  let pieces = seedPieces(words, { longest });
  const lattices = new WordLattices(words, pieces);
  for (;;) {
    for (let i = 0; i < steps; i++) pieces = maximization(pieces, lattices.expectation(pieces).counts, { sparse: true });
    onProgress?.({ pieces: pieces.length, wanted: size });
    if (pieces.length <= wanted) break;
    const smaller = prunePieces(pieces, lattices.usage(pieces), Math.max(wanted, Math.floor(pieces.length * shrinking)));
    if (smaller.length === pieces.length) break; // characters only
    pieces = smaller;
    lattices.keep(pieces);
  }
  return withAllCharacters(pieces, characters, size);
}

/** At most `size` pieces, all characters among them: those that EM dropped get the least score. */
function withAllCharacters(pieces: readonly ScoredPiece[], characters: readonly string[], size: number): ScoredPiece[] {
  const scores = new Map(pieces);
  const least = pieces.reduce((low, [, score]) => Math.min(low, score), 0);
  const single = new Set(characters);
  const kept = characters.map((character, i): ScoredPiece => [character, scores.get(character) ?? least + i * 1e-4]);
  const others = pieces.filter(([piece]) => !single.has(piece)).sort((a, b) => b[1] - a[1]);
  const all = [...kept, ...others.slice(0, size - kept.length)];
  return all.map(([piece, score]): ScoredPiece => [piece, Number(score.toFixed(DECIMALS))])
    .sort((a, b) => b[1] - a[1] || byCodePoint(a[0], b[0]));
}
