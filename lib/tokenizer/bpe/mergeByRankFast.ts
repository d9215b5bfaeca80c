import { Heap } from "./heap";
import type { MergeRules } from "./mergeRules";

/** Up to this many ids, looking through all ranks for the lowest costs less than keeping them in a heap. */
const SHORT = 48;
const NONE = 0x7fffffff;

/** What `mergeByRank` gives, with each pair's rank looked up once; in time n log n for pieces of any length. */
export function mergeByRankFast(ids: number[], rules: MergeRules): number[] {
  return ids.length <= SHORT ? mergeShort(ids, rules) : mergeLong(ids, rules);
}

/** Ranks stand in an array beside the ids: ranks[i] is that of the pair (ids[i], ids[i + 1]). Changes `ids`. */
function mergeShort(ids: number[], rules: MergeRules): number[] {
  const rankAt = (i: number): number => {
    const rank = i + 1 < length ? rules.rank(ids[i], ids[i + 1]) : -1;
    return rank < 0 ? NONE : rank;
  };
  let length = ids.length;
  const ranks: number[] = [];
  for (let i = 0; i < length; i++) ranks.push(rankAt(i));
  for (;;) {
    let [best, at] = [NONE, 0];
    for (let i = 0; i + 1 < length; i++) {
      if (ranks[i] < best) {
        best = ranks[i];
        at = i;
      }
    }
    if (best === NONE) break;
    ids[at] = rules.merged(best);
    length--;
    for (let i = at + 1; i < length; i++) {
      ids[i] = ids[i + 1];
      ranks[i] = ranks[i + 1];
    }
    ranks[at] = rankAt(at);
    if (at > 0) ranks[at - 1] = rankAt(at - 1);
  }
  ids.length = length;
  return ids;
}

/** A list linked both ways, and a heap of the pairs that may be merged, by rank and then by place. */
function mergeLong(ids: number[], rules: MergeRules): number[] {
  const length = ids.length;
  const next = Int32Array.from(ids, (_, i) => i + 1);
  const previous = Int32Array.from(ids, (_, i) => i - 1);
  const queue = new Heap((a, b) => a < b);
  const rankAt = (i: number): number => (next[i] < length ? rules.rank(ids[i], ids[next[i]]) : -1);
  const add = (i: number): void => {
    const rank = rankAt(i);
    if (rank >= 0) queue.push(rank * length + i); // one number that sorts by rank, then by place
  };
  for (let i = 0; i < length; i++) add(i);

  for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
    const at = item % length;
    const rank = Math.floor(item / length);
    if (rankAt(at) !== rank) continue; // one of its two was merged meanwhile
    const gone = next[at];
    ids[at] = rules.merged(rank);
    ids[gone] = -1; // of no pair
    next[at] = next[gone];
    if (next[at] < length) previous[next[at]] = at;
    if (previous[at] >= 0) add(previous[at]);
    add(at);
  }
  return ids.filter((id) => id >= 0);
}
