import { mapLogits, requireLogits } from "./logits";

/**
 * The softmax on the host: `pᵢ = exp(lᵢ − max l) / Σ exp(lⱼ − max l)`; they sum to 1.
 * @throws RangeError for logits that no model should give: empty, NaN, +∞, or all −∞.
 */
export function probabilities(logits: ArrayLike<number>): Float32Array {
  const { weights, total } = softmaxWeights(logits);
  return mapLogits(weights, (weight) => weight / total);
}

/**
 * The logarithms of the softmax, in nats: `lᵢ − max l − ln Σ exp(lⱼ − max l)`; accurate for the unlikeliest too.
 * @throws RangeError for logits that no model should give: empty, NaN, +∞, or all −∞.
 */
export function logProbabilities(logits: ArrayLike<number>): Float64Array {
  const { largest, total } = softmaxWeights(logits);
  const shift = largest + Math.log(total);
  return new Float64Array(logits).map((logit) => logit - shift);
}

/** `exp(lᵢ − max l)` in double precision, and their sum. */
export function softmaxWeights(logits: ArrayLike<number>): { weights: Float64Array; total: number; largest: number } {
  requireLogits(logits);
  let largest = -Infinity;
  for (let i = 0; i < logits.length; i++) largest = Math.max(largest, logits[i]);
  const weights = new Float64Array(logits).map((logit) => Math.exp(logit - largest));
  return { weights, total: weights.reduce((sum, weight) => sum + weight, 0), largest };
}
