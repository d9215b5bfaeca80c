import { expectedPieces } from "./forwardBackward";
import { PieceTrie } from "./pieceTrie";
import { unknownScore } from "./viterbi";

/** A piece and the logarithm of its probability. */
export type ScoredPiece = readonly [piece: string, score: number];

export interface Expectation {
  /** How often each piece is to be expected in all words. */
  counts: Float64Array;
  /** The logarithm of all words' probability together. */
  logLikelihood: number;
}

/** Expectation: how often each piece occurs, over all ways to cut each word by their probability. */
export function expectation(pieces: readonly ScoredPiece[], words: ReadonlyMap<string, number>): Expectation {
  const trie = trieOf(pieces);
  const counts = new Float64Array(pieces.length);
  let logLikelihood = 0;
  for (const [word, count] of words) {
    logLikelihood += count * expectedPieces(word, trie, (id, probability) => {
      if (id >= 0) counts[id] += count * probability;
    });
  }
  return { counts, logLikelihood };
}

export function trieOf(pieces: readonly ScoredPiece[]): PieceTrie {
  const scores = pieces.map(([, score]) => score);
  return new PieceTrie(pieces.map(([piece]) => piece), scores, unknownScore(scores));
}

/**
 * Maximization: each piece's share of what was expected, score = log(count / Σ counts). The likelihood never falls by it.
 *
 * @param sparse Whether to favour few pieces, as SentencePiece does: pieces that are expected less than half a time go, and
 * the digamma function stands for the logarithm, which takes most from the rare (a variational step; Liang & Klein 2007).
 */
export function maximization(
  pieces: readonly ScoredPiece[], counts: ArrayLike<number>, { sparse = false }: { sparse?: boolean } = {},
): ScoredPiece[] {
  const least = sparse ? 0.5 : Number.MIN_VALUE;
  const logarithm = sparse ? digamma : Math.log;
  const kept = pieces.flatMap(([piece], id) => (counts[id] >= least ? [[piece, counts[id]] as const] : []));
  const total = logarithm(kept.reduce((sum, [, count]) => sum + count, 0));
  return kept.map(([piece, count]) => [piece, logarithm(count) - total]);
}

/** ψ(x) = d/dx ln Γ(x), for x > 0: by ψ(x) = ψ(x + 1) − 1/x up to 7, from there by its series. */
export function digamma(x: number): number {
  let result = 0;
  let y = x;
  for (; y < 7; y++) result -= 1 / y;
  const z = 1 / (y * y);
  return result + Math.log(y) - 0.5 / y - z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z / 132))));
}
