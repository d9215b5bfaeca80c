import { weightedIndex } from "../tensor/random";
import { probabilities } from "./probabilities";
import { processors, type SamplingOptions } from "./processors";

/**
 * One step of sampling: `p = softmax(processors(logits))`, and the first id whose running sum of p exceeds u.
 *
 * @param logits      one for each token of the vocabulary
 * @param options     see {@link SamplingOptions}; without any, p is the model's own distribution
 * @param options.ids the text so far, prompt included; the penalties need it
 * @param uniform     u, a random number from [0, 1)
 * @returns the probabilities that were drawn from, and the id that was drawn
 * @throws RangeError for logits, an option or a number that can't be used; TypeError for a penalty without ids.
 */
export function samplingStep(
  logits: ArrayLike<number>,
  options: SamplingOptions & { ids?: readonly number[] },
  uniform: number,
): { probabilities: ArrayLike<number>; id: number } {
  if (!(uniform >= 0 && uniform < 1)) throw new RangeError(`uniform is ${uniform}: expected a number from [0, 1)`);
  const ids = options.ids ?? noText(options);
  const processed = processors(options).reduce((scores, { apply }) => apply(scores, ids), logits);
  const chances = probabilities(processed);
  return { probabilities: chances, id: weightedIndex(chances, uniform) };
}

function noText(options: SamplingOptions): readonly number[] {
  const penalty = (["repetitionPenalty", "frequencyPenalty", "presencePenalty"] as const)
    .find((name) => options[name] !== undefined);
  if (penalty) throw new TypeError(`${penalty} is given without ids: give the text so far, { ${penalty}, ids, … }`);
  return [];
}
