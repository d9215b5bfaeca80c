import { requireInVocabulary } from "../tensor/tokenIds";
import { requireLogits, requireRepetitionPenalty } from "./logits";

/**
 * Makes the tokens that the text already has less likely: a positive logit is divided by the penalty, a negative one
 * multiplied. How often a token occurred does not matter.
 *
 * Source: Keskar et al. (2019), section 4.1; its sign rule as in Hugging Face: dividing a negative logit would reward.
 *
 * @param ids     the text so far, prompt included
 * @param penalty above 0: 1 changes nothing, 1.2 is usual, below 1 rewards repeating
 * @throws RangeError for a penalty, ids or logits that can't be used.
 */
export function repetitionPenalty(
  logits: ArrayLike<number>,
  ids: readonly number[],
  penalty: number,
): Float32Array {
  requireRepetitionPenalty(penalty);
  requireLogits(logits);
  requireInVocabulary("ids", ids, logits.length);
  const penalized = Float32Array.from(logits);
  for (const id of new Set(ids)) penalized[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
  return penalized;
}
