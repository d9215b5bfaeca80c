import type { Random } from "../../tensor/random";
import { weightedIndex } from "../../tensor/random";
import type { PieceTrie } from "./pieceTrie";
import type { FoundPiece } from "./viterbiFast";

/** All pieces that a text has anywhere, and for each place the logarithm of how probable all ways to it are together. */
export interface Lattice {
  /** The pieces by where they end. */
  endingAt: { id: number; start: number; score: number }[][];
  /** forward[at] = log Σ over all ways to cut what stands before. */
  forward: Float64Array;
}

/**
 * The lattice of a text: forward[end] = log Σ exp(forward[start] + score).
 * @param sharpness factor of the scores: 0 makes all ways equally probable, 1 leaves them as they are
 */
export function latticeOf(text: string, trie: PieceTrie, { sharpness = 1 }: { sharpness?: number } = {}): Lattice {
  const endingAt: Lattice["endingAt"] = Array.from({ length: text.length + 1 }, () => []);
  const forward = new Float64Array(text.length + 1).fill(-Infinity);
  forward[0] = 0;
  for (let start = 0; start < text.length; start++) {
    if (forward[start] === -Infinity) continue;
    trie.forEachAt(text, start, (end, id, score) => {
      endingAt[end].push({ id, start, score: sharpness * score });
      forward[end] = logAddExp(forward[end], forward[start] + sharpness * score);
    });
  }
  return { endingAt, forward };
}

/**
 * How often each piece is to be expected in a text, over all ways to cut it by their probability.
 *
 * P(piece from start to end) = exp(forward[start] + score + backward[end] − forward[whole text]).
 *
 * @param add called for each piece at each of its places with its probability there
 * @returns the logarithm of the text's probability: all ways together
 */
export function expectedPieces(text: string, trie: PieceTrie, add: (id: number, probability: number) => void): number {
  const { endingAt, forward } = latticeOf(text, trie);
  const whole = forward[text.length];
  const backward = new Float64Array(text.length + 1).fill(-Infinity);
  backward[text.length] = 0;
  for (let end = text.length; end > 0; end--) {
    for (const { id, start, score } of endingAt[end]) {
      add(id, Math.exp(forward[start] + score + backward[end] - whole));
      backward[start] = logAddExp(backward[start], backward[end] + score);
    }
  }
  return whole;
}

/**
 * One way to cut a text, drawn by its probability: the last piece first, then the one before, and so on.
 *
 * Training on texts that are cut anew each time makes a model steadier ("subword regularization").
 * Source: Kudo 2018, section 3.2; forward filtering, backward sampling.
 *
 * @param sharpness the larger, the more often the best way; 0 draws from all ways alike (the paper's α)
 */
export function sampleSegmentation(
  text: string, trie: PieceTrie, { random, sharpness = 1 }: { random: Random; sharpness?: number },
): FoundPiece[] {
  const { endingAt, forward } = latticeOf(text, trie, { sharpness });
  const pieces: FoundPiece[] = [];
  for (let end = text.length; end > 0; ) {
    const choices = endingAt[end];
    const weights = choices.map(({ start, score }) => Math.exp(forward[start] + score - forward[end]));
    const chosen = choices[weightedIndex(weights, random.uniform() * weights.reduce((sum, weight) => sum + weight, 0))];
    pieces.push({ id: chosen.id, start: chosen.start, end });
    end = chosen.start;
  }
  return pieces.reverse();
}

/** log(eᵃ + eᵇ) without overflow. */
function logAddExp(a: number, b: number): number {
  if (a === -Infinity) return b;
  const [low, high] = a < b ? [a, b] : [b, a];
  return high + Math.log1p(Math.exp(low - high));
}
