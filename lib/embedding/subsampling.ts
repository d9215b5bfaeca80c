import type { Random } from "../tensor/random";

/**
 * How likely each word is kept when frequent words are thinned out: `min(1, √(threshold / f))`, f its share of a text.
 *
 * "The" stands beside nearly every word and so tells little of any. Words rarer than the threshold are all kept.
 * Source: Mikolov et al., "Distributed Representations of Words and Phrases" (2013), equation 5.
 *
 * @param counts    how often each word occurs, by id
 * @param threshold a share of the text; the paper takes 1e-5 for a billion words, small vocabularies need far more
 * @throws RangeError where a count is negative or not finite, no word occurs, or threshold is not positive.
 */
export function keepProbabilities(counts: ArrayLike<number>, { threshold }: { threshold: number }): Float64Array {
  if (!(threshold > 0)) {
    throw new RangeError(`threshold is ${threshold}: give a positive share of the text, such as 0.001`);
  }
  let total = 0;
  for (let id = 0; id < counts.length; id++) {
    if (!(counts[id] >= 0)) throw new RangeError(`counts[${id}] is ${counts[id]}: a word occurs 0 times or more`);
    total += counts[id];
  }
  if (!(total > 0 && total < Infinity)) throw new RangeError(`counts sum to ${total}: give the counts of a text`);
  return Float64Array.from(counts, (count) => Math.min(1, Math.sqrt((threshold * total) / count)));
}

/** The sentences without the words that fell to chance: word w stays with probability `keep[w]`. */
export function subsample(
  sentences: readonly Int32Array[], keep: ArrayLike<number>, random: Random,
): Int32Array[] {
  return sentences.map((ids) => ids.filter((id) => random.uniform() < keep[id]));
}
