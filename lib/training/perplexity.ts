/**
 * How many equally likely tokens the model is torn between, on average: `exp(mean loss)`, for a loss in nats.
 *
 * 1 for a model that is always right and sure; the vocabulary's size for one that knows nothing.
 *
 * @throws RangeError where the loss is negative or not a number.
 */
export function perplexity(meanLoss: number): number {
  if (!(meanLoss >= 0)) {
    throw new RangeError(`meanLoss is ${meanLoss}: a mean cross-entropy in nats is a number that is not negative`);
  }
  return Math.exp(meanLoss);
}
