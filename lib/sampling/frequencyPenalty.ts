import { requireInVocabulary } from "../tensor/tokenIds";
import { requireLogits, requirePenalty } from "./logits";

/**
 * Takes the penalty off a token's logit once for each time that the text already has it: `lᵢ − countᵢ · penalty`.
 *
 * Source: OpenAI's API reference, "Frequency and presence penalties". Here the counts include the prompt.
 *
 * @param ids     the text so far, prompt included
 * @param penalty finite: 0 changes nothing, 0.1 to 1 is usual, below 0 rewards repeating
 * @throws RangeError for a penalty, ids or logits that can't be used.
 */
export function frequencyPenalty(
  logits: ArrayLike<number>,
  ids: readonly number[],
  penalty: number,
): Float32Array {
  requirePenalty("frequencyPenalty", penalty);
  return lowered(logits, ids, penalty);
}

/**
 * Takes the penalty off the logit of each token that the text already has, once: `lᵢ − (countᵢ > 0) · penalty`.
 *
 * Source and arguments as for {@link frequencyPenalty}.
 *
 * @throws RangeError for a penalty, ids or logits that can't be used.
 */
export function presencePenalty(
  logits: ArrayLike<number>,
  ids: readonly number[],
  penalty: number,
): Float32Array {
  requirePenalty("presencePenalty", penalty);
  return lowered(logits, [...new Set(ids)], penalty);
}

/** The logits, less the penalty for each of the ids. */
function lowered(logits: ArrayLike<number>, ids: readonly number[], penalty: number): Float32Array {
  requireLogits(logits);
  requireInVocabulary("ids", ids, logits.length);
  const lower = Float64Array.from(logits);
  for (const id of ids) lower[id] -= penalty;
  return Float32Array.from(lower);
}
