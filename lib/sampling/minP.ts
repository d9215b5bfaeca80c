import { keepOnly, requireMinP } from "./logits";
import { softmaxWeights } from "./probabilities";

/**
 * Keeps the tokens at least p times as likely as the likeliest one, `pᵢ ≥ p · max pⱼ`, and rules the others out.
 *
 * Where the model is sure few tokens stay, where it isn't many do. Source: Nguyen et al. (2024), section 3.
 *
 * @param p a share of the likeliest token's probability, from [0, 1]; 0 keeps all, 1 the likeliest (and its ties)
 * @throws RangeError where p is not from [0, 1], and for logits that no model should give.
 */
export function minP(logits: ArrayLike<number>, p: number): Float32Array {
  requireMinP(p);
  const { weights } = softmaxWeights(logits); // relative to the likeliest, whose weight is 1
  return keepOnly(logits, (_, id) => weights[id] >= p);
}
