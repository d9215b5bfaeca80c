import type { Pair } from "./learnMerges";
import { PairTable } from "./pairTable";

/** Which pairs may be merged: a pair's rank is its place among the merges, and the lowest rank goes first. */
export class MergeRules {
  private readonly pairs = new PairTable();

  /** @param merged the id that takes the place of each pair */
  constructor(merges: readonly Pair[], private readonly mergedIds: readonly number[]) {
    for (const [left, right] of merges) this.pairs.add(left, right);
  }

  /** The pair's rank; −1 where there is no such merge. */
  rank(left: number, right: number): number {
    return this.pairs.find(left, right);
  }

  /** The id that takes the place of the pair of this rank. */
  merged(rank: number): number {
    return this.mergedIds[rank];
  }
}
