import type { TextPair } from "./learnMerges";

/**
 * Byte-pair encoding of one piece of text: merge the pair of lowest rank (the leftmost of equals) until none is left.
 *
 * It is the rank that counts, the order in which training learned the merges, not how long or frequent a token is. Time
 * grows with the square of the length; `mergeByRankFast` gives the same for long pieces.
 *
 * @param tokens the piece's characters
 * @param merges the pairs that may be merged; a pair's rank is its place
 */
export function mergeByRank(tokens: readonly string[], merges: readonly TextPair[]): string[] {
  const ranks = new Map(merges.map((pair, rank) => [JSON.stringify(pair), rank]));
  const result = [...tokens];
  for (;;) {
    let [best, at] = [Infinity, -1];
    for (let i = 0; i + 1 < result.length; i++) {
      const rank = ranks.get(JSON.stringify([result[i], result[i + 1]])) ?? Infinity;
      if (rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return result;
    result.splice(at, 2, result[at] + result[at + 1]);
  }
}
