import { requireLogits } from "./logits";

/**
 * The likeliest token: `argmax logits`, the first one of equals.
 * @throws RangeError for logits that no model should give: empty, NaN, +∞, or all −∞.
 */
export function greedy(logits: ArrayLike<number>): number {
  requireLogits(logits);
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
  return best;
}
