import { keepOnly, requireTopP } from "./logits";
import { softmaxWeights } from "./probabilities";

/**
 * Keeps the fewest likeliest tokens whose probabilities together reach p ("nucleus sampling") and rules the others out.
 *
 * A token stays where the likelier ones together have less than p: `Σ_{j likelier than i} pⱼ < p`. So the token that
 * crosses the threshold stays, and at least one does. Of tokens that tie, those with the larger id come first, as
 * Hugging Face's sort leaves them. Source: Holtzman et al. (2020), section 3.1.
 *
 * @param p a share of the probability, from (0, 1]; 1 keeps all
 * @throws RangeError where p is not from (0, 1], and for logits that no model should give.
 */
export function topP(logits: ArrayLike<number>, p: number): Float32Array {
  requireTopP(p);
  const { weights, total } = softmaxWeights(logits);
  if (p === 1) return Float32Array.from(logits);
  const kept = new Set<number>();
  let sum = 0;
  for (const id of likeliestFirst(weights)) {
    if (sum >= p * total) break;
    kept.add(id);
    sum += weights[id];
  }
  return keepOnly(logits, (_, id) => kept.has(id));
}

/** The possible ids by falling weight, ties by falling id. */
function likeliestFirst(weights: Float64Array): number[] {
  const ids = Array.from(weights.keys()).filter((id) => weights[id] > 0);
  return ids.sort((a, b) => weights[b] - weights[a] || b - a);
}
