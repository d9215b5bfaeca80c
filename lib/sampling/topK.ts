import { keepOnly, requireLogits, requireTopK } from "./logits";

/**
 * Keeps the k largest logits and rules the others out: they become −∞, so that the softmax gives them 0 and shares the
 * rest among those kept.
 *
 * Tokens that tie with the k-th are all kept, as in Hugging Face. Source: Fan, Lewis and Dauphin (2018), section 5.1.
 *
 * @throws RangeError where k is not a whole number from 1 to the vocabulary's size.
 */
export function topK(logits: ArrayLike<number>, k: number): Float32Array {
  requireTopK(k, logits.length);
  requireLogits(logits);
  const threshold = new Float64Array(logits).sort()[logits.length - k]; // the k-th largest
  return keepOnly(logits, (logit) => logit >= threshold);
}
