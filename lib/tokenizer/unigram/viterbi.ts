/** A text cut into pieces, and the logarithm of how probable that is: the sum of the pieces' own. */
export interface Segmentation {
  pieces: string[];
  score: number;
}

/** What a character costs that is no piece: as much as the least probable piece and e¹⁰ times that. */
export const UNKNOWN_PENALTY = 10;

/** The logarithm of the probability that a character has that is no piece. */
export function unknownScore(scores: Iterable<number>): number {
  let least = Infinity;
  for (const score of scores) if (score < least) least = score;
  return least - UNKNOWN_PENALTY;
}

/**
 * The most probable way to cut a text into pieces, where each piece comes by itself (a unigram model).
 *
 * best[end] = max over start of best[start] + score(text from start to end), from left to right; then back along the winners.
 * Of equally probable ways the one whose last piece is longer. This is the idea in its plainest form; `viterbiFast` gives the
 * same. Source: Viterbi 1967; Kudo 2018, section 3.1.
 *
 * @param pieces each piece with the logarithm of its probability
 */
export function viterbi(text: string, pieces: Iterable<readonly [piece: string, score: number]>): Segmentation {
  const scores = new Map(pieces);
  const unknown = unknownScore(scores.values());
  const best = [0, ...Array<number>(text.length).fill(-Infinity)];
  const lastStart: number[] = [];
  for (let start = 0; start < text.length; start++) {
    if (best[start] === -Infinity) continue; // in the middle of a character
    const character = start + (text.codePointAt(start)! > 0xffff ? 2 : 1);
    for (let end = start + 1; end <= text.length; end++) {
      const score = scores.get(text.slice(start, end)) ?? (end === character ? unknown : undefined);
      if (score === undefined || best[start] + score <= best[end]) continue;
      best[end] = best[start] + score;
      lastStart[end] = start;
    }
  }
  const found: string[] = [];
  for (let end = text.length; end > 0; end = lastStart[end]) found.unshift(text.slice(lastStart[end], end));
  return { pieces: found, score: best[text.length] };
}
