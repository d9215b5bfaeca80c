import { requireWhole } from "../tensor/checks";

/** The words of a text, the most frequent one first, and how often each occurs. */
export interface WordCounts {
  words: string[];
  counts: number[];
}

/**
 * Counts the words of sentences; of equally frequent ones, the first in the alphabet comes first.
 *
 * @param minimumCount rarer words are left out
 * @throws RangeError where minimumCount is not a positive whole number, or fewer than two words are frequent enough.
 */
export function countWords(
  sentences: readonly (readonly string[])[], { minimumCount = 1 }: { minimumCount?: number } = {},
): WordCounts {
  requireWhole("minimumCount", minimumCount);
  const found = new Map<string, number>();
  for (const sentence of sentences) for (const word of sentence) found.set(word, (found.get(word) ?? 0) + 1);
  const frequent = [...found].filter(([, count]) => count >= minimumCount);
  if (frequent.length < 2) {
    const kept = minimumCount === 1 ? "" : `, of which ${frequent.length} occur ${minimumCount} times or more`;
    throw new RangeError(
      `sentences has ${sentences.length} sentences with ${found.size} different words${kept}: ` +
        "word vectors need at least two",
    );
  }
  frequent.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return { words: frequent.map(([word]) => word), counts: frequent.map(([, count]) => count) };
}
