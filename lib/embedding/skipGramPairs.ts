import { requireWhole } from "../tensor/checks";

/** Words and words beside them: pair i is `centers[i]` with `contexts[i]`. */
export interface SkipGramPairs {
  centers: Int32Array;
  contexts: Int32Array;
}

/**
 * All pairs of a word and another one at most `window` places away in its sentence: `[1, 2, 3]` with window 1 gives
 * (1, 2), (2, 1), (2, 3), (3, 2).
 *
 * word2vec draws a window from 1 to `window` for each word, so that nearer words count more; here all count alike.
 *
 * @param sentences the ids of each sentence's words
 * @throws RangeError where window is not a positive whole number, or no sentence has two words.
 */
export function skipGramPairs(
  sentences: readonly ArrayLike<number>[],
  { window }: { window: number },
): SkipGramPairs {
  requireWhole("window", window);
  let count = 0;
  eachPair(sentences, window, () => count++);
  if (count === 0) {
    throw new RangeError(
      `sentences has ${sentences.length} sentences and none with two words: there are no pairs; give longer sentences`,
    );
  }
  const centers = new Int32Array(count);
  const contexts = new Int32Array(count);
  let at = 0;
  eachPair(sentences, window, (center, context) => {
    centers[at] = center;
    contexts[at++] = context;
  });
  return { centers, contexts };
}

function eachPair(
  sentences: readonly ArrayLike<number>[], window: number, take: (center: number, context: number) => void,
): void {
  for (const ids of sentences) {
    for (let i = 0; i < ids.length; i++) {
      const end = Math.min(ids.length - 1, i + window);
      for (let j = Math.max(0, i - window); j <= end; j++) if (j !== i) take(ids[i], ids[j]);
    }
  }
}
