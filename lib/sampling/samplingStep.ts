import { weightedIndex } from "../tensor/random";
import { probabilities } from "./probabilities";
import { applyTemperature } from "./temperature";
import { topK as keepTopK } from "./topK";

/**
 * One step of sampling: `p = softmax(top-k(logits / temperature))`, and the first id whose running sum of p exceeds u.
 *
 * @param logits      one for each token of the vocabulary
 * @param temperature above 0; 1, the model's own distribution, unless told otherwise
 * @param topK        how many tokens stay possible; all unless told otherwise
 * @param uniform     u, a random number from [0, 1)
 * @returns the probabilities that were drawn from, and the id that was drawn
 * @throws RangeError for logits, a temperature, a topK or a number that can't be used.
 */
export function samplingStep(
  logits: ArrayLike<number>,
  { temperature = 1, topK }: { temperature?: number; topK?: number },
  uniform: number,
): { probabilities: ArrayLike<number>; id: number } {
  if (!(uniform >= 0 && uniform < 1)) throw new RangeError(`uniform is ${uniform}: expected a number from [0, 1)`);
  const scaled = applyTemperature(logits, temperature);
  const chances = probabilities(topK === undefined ? scaled : keepTopK(scaled, topK));
  return { probabilities: chances, id: weightedIndex(chances, uniform) };
}
