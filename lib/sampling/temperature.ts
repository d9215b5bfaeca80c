import { mapLogits, requireLogits, requireTemperature } from "./logits";

/**
 * Sharpens (t < 1) or flattens (t > 1) a distribution: `logits / t`, before the softmax.
 *
 * The probabilities become `pᵢ^(1/t) / Σ pⱼ^(1/t)`. Source: Ackley, Hinton and Sejnowski (1985).
 *
 * @throws RangeError where t is not above 0 (use {@link greedy} for its limit 0).
 */
export function applyTemperature(logits: ArrayLike<number>, temperature: number): Float32Array {
  requireTemperature(temperature);
  requireLogits(logits);
  return mapLogits(logits, (logit) => logit / temperature);
}
