import { probabilities } from "./probabilities";
import { processors, type SamplingOptions } from "./processors";

/** A distribution over the vocabulary, and the step that made it. */
export interface SamplingTraceStep {
  /** "the model", then the processors' names, such as "top-p 0.9" */
  name: string;
  probabilities: Float32Array;
}

/**
 * The distribution before and after each step of {@link processors}: the model's own first, what is drawn from last.
 *
 * @param ids the text so far, prompt included, which the penalties look at
 * @throws RangeError for logits, ids or options that can't be used.
 */
export function samplingTrace(
  logits: ArrayLike<number>,
  ids: readonly number[],
  options: SamplingOptions,
): SamplingTraceStep[] {
  const steps = [{ name: "the model", probabilities: probabilities(logits) }];
  let current: ArrayLike<number> = logits;
  for (const { name, apply } of processors(options)) {
    current = apply(current, ids);
    steps.push({ name, probabilities: probabilities(current) });
  }
  return steps;
}
