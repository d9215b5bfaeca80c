import { requireWhole } from "../tensor/checks";
import type { Random } from "../tensor/random";

/** The power that Mikolov et al. found best: between the words' own frequencies (1) and equal chances (0). */
const POWER = 0.75;

/**
 * The chances of words to be drawn as negatives: `P(w) = count(w)^power / Σ count^power`.
 *
 * Below 1, the power makes rare words likelier than they are in the text.
 * Source: Mikolov et al., "Distributed Representations of Words and Phrases" (2013), section 2.2.
 *
 * @param counts how often each word occurs, by id
 * @returns probabilities that sum to 1
 * @throws RangeError where a count or the power is negative or not finite, or fewer than two words occur.
 */
export function negativeDistribution(
  counts: ArrayLike<number>, { power = POWER }: { power?: number } = {},
): Float64Array {
  if (!(power >= 0 && power < Infinity)) throw new RangeError(`power is ${power}: give a number that is not negative`);
  const weights = Float64Array.from(counts, (count, id) => {
    if (!(count >= 0 && count < Infinity)) {
      throw new RangeError(`counts[${id}] is ${count}: a word occurs 0 times or more`);
    }
    return count === 0 ? 0 : count ** power; // 0⁰ would be 1
  });
  const occurring = weights.filter((weight) => weight > 0).length;
  if (occurring < 2) {
    throw new RangeError(`counts has ${occurring} words that occur: negatives need at least two to choose from`);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Draws words by given probabilities, each draw in log₂(words) steps. */
export class NegativeSampler {
  private readonly upTo: Float64Array; // upTo[w]: the probability of w and all before it

  /** @param probabilities from {@link negativeDistribution} */
  constructor(probabilities: ArrayLike<number>) {
    let sum = 0;
    this.upTo = Float64Array.from(probabilities, (p) => (sum += p));
  }

  /**
   * Ids of `count` words, drawn one by one; the same word can come up again, and so can the word that they are
   * contrasted with, as the paper's equation has it (word2vec's program skips such a draw).
   * @throws RangeError where the count is not a positive whole number.
   */
  draw(count: number, random: Random): Int32Array {
    requireWhole("count", count);
    const total = this.upTo[this.upTo.length - 1];
    return Int32Array.from({ length: count }, () => this.find(random.uniform() * total));
  }

  /** The first word whose running sum exceeds the position. */
  private find(position: number): number {
    let low = 0;
    let high = this.upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.upTo[middle] > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
