import type { Expectation, ScoredPiece } from "./emStep";
import { PiecePlaces } from "./piecePlaces";
import { unknownScore } from "./viterbi";

/** How often pieces stand in the most probable ways to cut all words. */
export interface PieceUsage {
  counts: Float64Array;
  /** How many words have the piece, each counted as often as it occurs. */
  wordCounts: Float64Array;
  /** How many words there are in all. */
  words: number;
}

/**
 * The words of a training text with all ways to cut them: where each piece stands in them is found once, for training only
 * drops pieces and changes scores.
 */
export class WordLattices {
  private readonly places: PiecePlaces;
  private readonly counts: readonly number[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly singles: readonly number[];

  /** @param pieces all that training begins with, every character of the words among them */
  constructor(words: ReadonlyMap<string, number>, pieces: readonly ScoredPiece[]) {
    this.places = new PiecePlaces([...words.keys()], pieces.map(([piece]) => piece));
    this.counts = [...words.values()];
    this.numbers = new Map(pieces.map(([piece], number) => [piece, number]));
    this.singles = pieces.flatMap(([piece], number) => ([...piece].length === 1 ? [number] : []));
  }

  /** Goes on with these pieces, and characters as unknown ones, only. */
  keep(pieces: readonly ScoredPiece[]): void {
    this.places.keep(new Set([...this.singles, ...pieces.map(([piece]) => this.numbers.get(piece)!)]));
  }

  /**
   * What `expectation` of these pieces and the words gives.
   *
   * P(piece ends here) = P(a cut is here) · its share of all ways to here, from right to left.
   */
  expectation(pieces: readonly ScoredPiece[]): Expectation {
    const { before, found, lengths, longest } = this.places;
    const scores = this.scoresOf(pieces);
    const counts = new Float64Array(scores.length);
    const shares = new Float64Array(found.length);
    const forward = new Float64Array(longest + 1); // log of all ways to each place together
    const cuts = new Float64Array(longest + 1); // how often a cut is to be expected at each place
    let logLikelihood = 0;
    this.forEachWord((first, length, count) => {
      for (let end = 1; end <= length; end++) {
        const [from, to] = [before[first + end - 1], before[first + end]];
        let most = -Infinity;
        for (let i = from; i < to; i++) {
          shares[i] = forward[end - lengths[i]] + scores[found[i]];
          if (shares[i] > most) most = shares[i];
        }
        forward[end] = most;
        if (most === -Infinity) continue; // in the middle of a character
        let sum = 0;
        for (let i = from; i < to; i++) sum += shares[i] = Math.exp(shares[i] - most);
        for (let i = from; i < to; i++) shares[i] /= sum;
        forward[end] += Math.log(sum);
      }
      cuts.fill(0, 0, length);
      cuts[length] = count;
      for (let end = length; end > 0; end--) {
        if (cuts[end] === 0) continue;
        for (let i = before[first + end - 1]; i < before[first + end]; i++) {
          const expected = cuts[end] * shares[i];
          cuts[end - lengths[i]] += expected;
          counts[found[i]] += expected;
        }
      }
      logLikelihood += count * forward[length];
    });
    return { counts: this.inOrder(pieces, counts), logLikelihood };
  }

  /** How often each of these pieces stands in the best segmentations, of equally good ones as `viterbi` has them. */
  usage(pieces: readonly ScoredPiece[]): PieceUsage {
    const { before, found, lengths, longest } = this.places;
    const scores = this.scoresOf(pieces);
    const counts = new Float64Array(scores.length);
    const wordCounts = new Float64Array(scores.length);
    const seenIn = new Int32Array(scores.length).fill(-1);
    const best = new Float64Array(longest + 1);
    const last = new Int32Array(longest + 1);
    let words = 0;
    this.forEachWord((first, length, count) => {
      for (let end = 1; end <= length; end++) {
        best[end] = -Infinity;
        for (let i = before[first + end - 1]; i < before[first + end]; i++) {
          const score = best[end - lengths[i]] + scores[found[i]];
          if (score > best[end]) [best[end], last[end]] = [score, i];
        }
      }
      for (let end = length; end > 0; end -= lengths[last[end]]) {
        const number = found[last[end]];
        counts[number] += count;
        if (seenIn[number] !== first) wordCounts[number] += count;
        seenIn[number] = first;
      }
      words += count;
    });
    return { counts: this.inOrder(pieces, counts), wordCounts: this.inOrder(pieces, wordCounts), words };
  }

  private forEachWord(visit: (first: number, length: number, count: number) => void): void {
    const { ends } = this.places;
    this.counts.forEach((count, word) => visit(ends[word], ends[word + 1] - ends[word], count));
  }

  /** The score of each piece by its number: none for those that were dropped, the unknown's for such characters. */
  private scoresOf(pieces: readonly ScoredPiece[]): Float64Array {
    const scores = new Float64Array(this.numbers.size).fill(-Infinity);
    const unknown = unknownScore(pieces.map(([, score]) => score));
    for (const number of this.singles) scores[number] = unknown;
    for (const [piece, score] of pieces) scores[this.numbers.get(piece)!] = score;
    return scores;
  }

  private inOrder(pieces: readonly ScoredPiece[], values: Float64Array): Float64Array {
    return Float64Array.from(pieces, ([piece]) => values[this.numbers.get(piece)!]);
  }
}
