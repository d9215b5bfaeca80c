import { requireWhole } from "../../tensor/checks";
import { unknownScore, type Segmentation } from "./viterbi";

/**
 * The n most probable ways to cut a text into pieces, the best first; fewer where there are fewer.
 *
 * Like `viterbi`, with the n best ways to each place instead of one. Of equally probable ways the one with the longer last
 * piece is first.
 *
 * @param unknown the score of a character that is no piece
 * @throws RangeError where n is not a positive whole number.
 */
export function nBest(
  text: string, scores: ReadonlyMap<string, number>, n: number, unknown = unknownScore(scores.values()),
): Segmentation[] {
  requireWhole("n", n);
  const best: Segmentation[][] = [[{ pieces: [], score: 0 }]];
  for (let end = 1; end <= text.length; end++) {
    const ways: Segmentation[] = [];
    for (let start = 0; start < end; start++) {
      const piece = text.slice(start, end);
      const score = scores.get(piece) ?? (isOneCharacter(piece) ? unknown : undefined);
      if (score === undefined) continue;
      for (const way of best[start]) ways.push({ pieces: [...way.pieces, piece], score: way.score + score });
    }
    best.push(ways.sort((a, b) => b.score - a.score).slice(0, n));
  }
  return best[text.length];
}

/** One code point, and no half of one. */
function isOneCharacter(piece: string): boolean {
  return piece.length <= 2 && [...piece].length === 1 && !/\p{Surrogate}/u.test(piece);
}
