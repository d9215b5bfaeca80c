import type { LearnedMerges, Word } from "./learnMerges";
import { Heap } from "./heap";
import { PairTable } from "./pairTable";

/**
 * What `learnMerges` gives, without counting anew: a merge changes the counts of the pairs beside it only.
 *
 * Each pair keeps its count and the words that have it. A heap hands out the most frequent pair; since counts in it grow
 * old, a pair that comes out with a count that is no longer true goes back in with the true one. That is enough, for a
 * pair's count only falls after the merge that brought it into being.
 *
 * @param onMerge called after each merge with the number of merges so far
 */
export function learnMergesFast(
  words: readonly Word[],
  tokens: readonly string[],
  vocabularySize: number,
  onMerge: (merges: number) => void = () => {},
): LearnedMerges {
  const learned: LearnedMerges = { tokens: [...tokens], merges: [] };
  const idOf = new Map(tokens.map((text, id) => [text, id]));
  const pairs = new CountedPairs();
  const symbols: Int32Array[] = words.map(({ ids }) => Int32Array.from(ids));
  words.forEach(({ ids, count }, word) => {
    for (let i = 0; i + 1 < ids.length; i++) pairs.add(ids[i], ids[i + 1], count, word);
  });
  pairs.queueNew();

  while (learned.tokens.length < vocabularySize) {
    const pair = pairs.takeMostFrequent();
    if (pair === undefined) break;
    const [left, right] = [pairs.table.left[pair], pairs.table.right[pair]];
    const text = learned.tokens[left] + learned.tokens[right];
    const merged = idOf.get(text) ?? learned.tokens.push(text) - 1;
    idOf.set(text, merged);
    learned.merges.push([left, right]);
    for (const word of pairs.takeWords(pair)) {
      symbols[word] = mergeAndCount(symbols[word], left, right, merged, words[word].count, word, pairs);
    }
    pairs.queueNew();
    onMerge(learned.merges.length);
  }
  return learned;
}

/** Merges within one word, in place, and moves the counts of the neighbouring pairs from the old ids to the new one. */
function mergeAndCount(
  ids: Int32Array, left: number, right: number, merged: number, count: number, word: number, pairs: CountedPairs,
): Int32Array {
  let length = 0;
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] !== left || i + 1 === ids.length || ids[i + 1] !== right) {
      ids[length++] = ids[i];
      continue;
    }
    if (length > 0) {
      pairs.remove(ids[length - 1], left, count);
      pairs.add(ids[length - 1], merged, count, word);
    }
    i++;
    if (i + 1 < ids.length) {
      pairs.remove(right, ids[i + 1], count);
      pairs.add(merged, ids[i + 1], count, word);
    }
    ids[length++] = merged;
  }
  return ids.subarray(0, length);
}

/** The pairs of all words: how often each occurs now, and where it did when it was new. */
class CountedPairs {
  readonly table = new PairTable();
  private readonly counts: number[] = [];
  private readonly queuedCounts: number[] = [];
  private readonly words: number[][] = [];
  private readonly queue = new Heap((a, b) => this.comesBefore(a, b));

  add(left: number, right: number, count: number, word: number): void {
    const pair = this.table.add(left, right);
    if (pair === this.counts.length) {
      this.counts.push(count);
      this.words.push([word]);
      return;
    }
    this.counts[pair] += count;
    const words = this.words[pair];
    if (words[words.length - 1] !== word) words.push(word);
  }

  remove(left: number, right: number, count: number): void {
    this.counts[this.table.find(left, right)] -= count;
  }

  /** Puts the pairs that came up since the last call into the queue. */
  queueNew(): void {
    for (let pair = this.queuedCounts.length; pair < this.counts.length; pair++) {
      this.queuedCounts.push(this.counts[pair]);
      if (this.counts[pair] > 0) this.queue.push(pair);
    }
  }

  takeMostFrequent(): number | undefined {
    for (;;) {
      const pair = this.queue.pop();
      if (pair === undefined || this.queuedCounts[pair] === this.counts[pair]) return pair;
      this.queuedCounts[pair] = this.counts[pair];
      if (this.counts[pair] > 0) this.queue.push(pair);
    }
  }

  /** The words to merge this pair in; it is not needed a second time. */
  takeWords(pair: number): number[] {
    const words = this.words[pair];
    this.words[pair] = [];
    return words;
  }

  private comesBefore(a: number, b: number): boolean {
    const { left, right } = this.table;
    const more = this.queuedCounts[a] - this.queuedCounts[b];
    return more !== 0 ? more > 0 : left[a] !== left[b] ? left[a] < left[b] : right[a] < right[b];
  }
}
