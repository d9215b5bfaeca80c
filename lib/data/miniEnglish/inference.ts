import { bestGuess, meanOf, sameBags } from "./bagOfWords";
import { COMPARISON, COMPARISON_VALUES } from "./documentPatterns";
import { drawExamples, type DrawOptions, once, wordsIn } from "./examples";
import { type Pattern, pattern } from "./pattern";

export const INFERENCES = ["entailment", "contradiction", "neutral"] as const;

export interface InferenceExample {
  premise: string;
  hypothesis: string;
  label: (typeof INFERENCES)[number];
}

/**
 * Does the first sentence say the second (entailment), its opposite (contradiction), or neither (neutral)?
 *
 * `anna is older than ben and clara .` → `ben is younger than anna .` follows, `clara is older than anna .` is false, and
 * `ben is older than clara .` may be. The three are equally frequent. Who is compared with whom stands in the order of the
 * words alone: without it a model is right in one of three.
 *
 * @throws RangeError where an option can't be used; see {@link DrawOptions}.
 */
export function inferenceExamples({ count = 1000, ...options }: DrawOptions = {}): InferenceExample[] {
  return drawExamples(inferencePatterns(), { count, ...options }).map(({ sentences: [premise, hypothesis], label: [label] }) =>
    ({ premise: premise.join(" "), hypothesis: hypothesis.join(" "), label: label as InferenceExample["label"] }));
}

/** As {@link sentimentCeiling}; the model knows which words each of the two sentences has. */
export function inferenceCeiling(examples: readonly InferenceExample[]): number {
  return meanOf(examples, ({ premise, hypothesis }) =>
    bestGuess(sameBags(inferencePatterns(), [wordsIn(premise), wordsIn(hypothesis)]), ({ label: [label] }) => label));
}

const inferencePatterns = once((): Pattern[] => {
  const [one, ...others] = ["{who}", "{who.3}", "{who.6}"];
  const says = (a: string, b: string, relation: 0 | 1): string => `${a} is {relation.${relation}} than ${b} .`;
  const make = (hypothesis: string, label: (typeof INFERENCES)[number]): Pattern =>
    pattern([COMPARISON, hypothesis], COMPARISON_VALUES, { label });
  return [
    ...others.flatMap((other) => [
      make(says(one, other, 0), "entailment"),
      make(says(other, one, 1), "entailment"),
      make(says(other, one, 0), "contradiction"),
      make(says(one, other, 1), "contradiction"),
    ]),
    ...([0, 1] as const).flatMap((relation) => [
      make(says(others[0], others[1], relation), "neutral"),
      make(says(others[1], others[0], relation), "neutral"),
    ]),
  ];
});
