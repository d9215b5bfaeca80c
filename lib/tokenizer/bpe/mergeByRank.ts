import type { MergeRules } from "./mergeRules";

/**
 * Byte-pair encoding of one piece of text: merge the pair of lowest rank (the leftmost of equals) until none is left.
 *
 * It is the rank that counts, the order in which training learned the merges, not how long or frequent a token is. Time
 * grows with the square of the length; {@link mergeByRankFast} gives the same for long pieces.
 */
export function mergeByRank(ids: readonly number[], rules: MergeRules): number[] {
  const result = [...ids];
  for (;;) {
    let [best, at] = [Infinity, -1];
    for (let i = 0; i + 1 < result.length; i++) {
      const rank = rules.rank(result[i], result[i + 1]);
      if (rank >= 0 && rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return result;
    result.splice(at, 2, rules.merged(best));
  }
}
