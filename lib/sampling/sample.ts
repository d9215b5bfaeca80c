import { type Random, weightedIndex } from "../tensor/random";
import { softmaxWeights } from "./probabilities";

/**
 * A token drawn with the probabilities softmax(logits): the first i with `u < p₀ + … + pᵢ`, u uniform on [0, 1).
 *
 * It runs on the host with its own generator, so that one seed gives one text on every engine. A token with logit −∞ is
 * never drawn.
 *
 * @throws RangeError for logits that no model should give: empty, NaN, +∞, or all −∞.
 */
export function sample(logits: ArrayLike<number>, random: Random): number {
  const { weights, total } = softmaxWeights(logits);
  return weightedIndex(weights, random.uniform() * total);
}
