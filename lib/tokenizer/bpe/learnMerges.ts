/** Two token ids that stand side by side. */
export type Pair = readonly [left: number, right: number];

/** Two tokens that stand side by side, as texts. */
export type TextPair = readonly [left: string, right: string];

/** A piece of the training text, as token ids, and how often the text has it. */
export interface Word {
  readonly ids: readonly number[];
  readonly count: number;
}

/** What training learned, by ids. */
export interface LearnedMerges {
  /** The text of each token by its id: those that were there at the beginning, then one for each merge. */
  tokens: string[];
  /** The pairs that were merged, the first learned first: a pair's place is its rank. */
  merges: Pair[];
}

/** A piece of the training text, as the texts of its tokens, and how often the text has it. */
export interface TokenizedWord {
  readonly tokens: readonly string[];
  readonly count: number;
}

/** How often two tokens stand side by side. */
export interface PairCount {
  pair: TextPair;
  count: number;
}

/** The steps of training that other functions can take over. */
export interface MergeTrainingParts {
  countPairs: (words: readonly TokenizedWord[]) => readonly PairCount[];
  mergePair: (tokens: readonly string[], pair: TextPair) => readonly string[];
}

/**
 * Byte-pair encoding's training: count all pairs of neighbours, merge the most frequent pair everywhere, repeat.
 *
 * This is the idea in its plainest form, which counts everything anew for each merge. {@link learnMergesFast} gives the
 * same result in a hundredth of the time. Source: Sennrich, Haddow & Birch 2016, algorithm 1.
 *
 * @param tokens The tokens to begin with; words are made of them.
 * @param vocabularySize How many tokens there shall be at the end. Fewer come out where no pair is left.
 * @returns all tokens, and the pairs that were merged, the first learned first: a pair's place is its rank
 */
export function learnMerges(
  words: readonly TokenizedWord[], tokens: readonly string[], vocabularySize: number,
  { parts = {}, onMerge }: { parts?: Partial<MergeTrainingParts>; onMerge?: (merges: number) => void } = {},
): { tokens: string[]; merges: TextPair[] } {
  const { countPairs: count = countPairs, mergePair: merge = mergePair } = parts;
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const merges: TextPair[] = [];
  while (ids.size < vocabularySize) {
    const pair = mostFrequent(count(words), ids);
    if (pair === undefined) break;
    merges.push(pair);
    if (!ids.has(pair[0] + pair[1])) ids.set(pair[0] + pair[1], ids.size); // a special token can have the same text
    words = words.map((word) => ({ ...word, tokens: merge(word.tokens, pair) }));
    onMerge?.(merges.length);
  }
  return { tokens: [...ids.keys()], merges };
}

/** How often each pair of neighbours occurs: `{ tokens: a b a b, count: 3 } → a b: 6, b a: 3`, in the order of their coming. */
export function countPairs(words: readonly TokenizedWord[]): PairCount[] {
  const counts = new Map<string, PairCount>();
  for (const { tokens, count } of words) {
    for (let i = 0; i + 1 < tokens.length; i++) {
      const pair: TextPair = [tokens[i], tokens[i + 1]];
      const key = JSON.stringify(pair); // no other pair has this text
      const entry = counts.get(key);
      if (entry) entry.count += count;
      else counts.set(key, { pair, count });
    }
  }
  return [...counts.values()];
}

/** Of equally frequent pairs the one with the smaller left id, then the smaller right id, as in Hugging Face's. */
function mostFrequent(counts: readonly PairCount[], ids: ReadonlyMap<string, number>): TextPair | undefined {
  const idOf = ({ pair }: PairCount, side: 0 | 1): number => ids.get(pair[side])!;
  const [best] = [...counts].sort(
    (a, b) => b.count - a.count || idOf(a, 0) - idOf(b, 0) || idOf(a, 1) - idOf(b, 1),
  );
  return best?.pair;
}

/** Puts one token in place of each such pair, from left to right: `(a a a b, [a, a]) → aa a b`. */
export function mergePair(tokens: readonly string[], [left, right]: TextPair): string[] {
  const result: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] === left && tokens[i + 1] === right) {
      result.push(left + right);
      i++;
    } else {
      result.push(tokens[i]);
    }
  }
  return result;
}
