/** Two token ids that stand side by side. */
export type Pair = readonly [left: number, right: number];

/** A piece of the training text, as token ids, and how often the text has it. */
export interface Word {
  readonly ids: readonly number[];
  readonly count: number;
}

export interface LearnedMerges {
  /** The text of each token by its id: those that were there at the beginning, then one for each merge. */
  tokens: string[];
  /** The pairs that were merged, the first learned first: a pair's place is its rank. */
  merges: Pair[];
}

/**
 * Byte-pair encoding's training: count all pairs of neighbours, merge the most frequent pair everywhere, repeat.
 *
 * This is the idea in its plainest form, which counts everything anew for each merge. {@link learnMergesFast} gives the
 * same result in a hundredth of the time. Source: Sennrich, Haddow & Birch 2016, algorithm 1.
 *
 * @param tokens The tokens to begin with; words are made of their ids.
 * @param vocabularySize How many tokens there shall be at the end. Fewer come out where no pair is left.
 */
export function learnMerges(words: readonly Word[], tokens: readonly string[], vocabularySize: number): LearnedMerges {
  const learned: LearnedMerges = { tokens: [...tokens], merges: [] };
  while (learned.tokens.length < vocabularySize) {
    const pair = mostFrequent(countPairs(words));
    if (pair === undefined) break;
    learned.merges.push(pair);
    const text = learned.tokens[pair[0]] + learned.tokens[pair[1]];
    const known = learned.tokens.indexOf(text); // a special token can have the text of a merge; they share the id
    const id = known >= 0 ? known : learned.tokens.push(text) - 1;
    words = words.map(({ ids, count }) => ({ ids: mergePair(ids, pair, id), count }));
  }
  return learned;
}

/** How often each pair of neighbours occurs: `{ ids: [1, 2, 1, 2], count: 3 } → "1 2": 6, "2 1": 3`. */
export function countPairs(words: readonly Word[]): Map<string, { pair: Pair; count: number }> {
  const counts = new Map<string, { pair: Pair; count: number }>();
  for (const { ids, count } of words) {
    for (let i = 0; i + 1 < ids.length; i++) {
      const pair: Pair = [ids[i], ids[i + 1]];
      const key = pair.join(" ");
      const entry = counts.get(key);
      if (entry) entry.count += count;
      else counts.set(key, { pair, count });
    }
  }
  return counts;
}

/** Of equally frequent pairs the one with the smaller left id, then the smaller right id, as in Hugging Face's. */
function mostFrequent(counts: Map<string, { pair: Pair; count: number }>): Pair | undefined {
  const [best] = [...counts.values()].sort(
    (a, b) => b.count - a.count || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1],
  );
  return best?.pair;
}

/** Puts one id in place of each such pair, from left to right: `([1, 1, 1, 2], [1, 1], 9) → [9, 1, 2]`. */
export function mergePair(ids: readonly number[], [left, right]: Pair, merged: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === left && ids[i + 1] === right) {
      result.push(merged);
      i++;
    } else {
      result.push(ids[i]);
    }
  }
  return result;
}
