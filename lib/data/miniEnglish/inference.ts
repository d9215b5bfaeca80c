import { bestGuess, derivationsOf, mean } from "./ceiling";
import { drawExamples, type DrawOptions, once, wordsIn } from "./examples";
import { GIVER, GIVING_VALUES, GIVINGS, RECEIVER } from "./giving";
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
 * `anna gave the kite to ben .` → `he has it now .` follows, `she has it now .` is false, and `she likes it now .` may be.
 * The three are equally frequent. Who gives and who gets stands in the order of the words: a model that sees only which words
 * each sentence has knows what is neutral, and can toss a coin for the others. So it is right in two of three.
 *
 * @throws RangeError where an option can't be used; see {@link DrawOptions}.
 */
export function inferenceExamples({ count = 1000, ...options }: DrawOptions = {}): InferenceExample[] {
  return drawExamples(inferencePatterns(), { count, ...options }).map(({ sentences: [premise, hypothesis], label: [label] }) =>
    ({ premise: premise.join(" "), hypothesis: hypothesis.join(" "), label: label as InferenceExample["label"] }));
}

/** As {@link sentimentCeiling}; the model knows which words each of the two sentences has. */
export function inferenceCeiling(examples: readonly InferenceExample[]): number {
  const known = derivationsOf(examples, {
    patterns: inferencePatterns(), sentencesOf: ({ premise, hypothesis }) => [premise, hypothesis].map(wordsIn),
    generator: "inferenceExamples",
  });
  return mean(known.map((derivations) => bestGuess(derivations, ({ label: [label] }) => label)));
}

const inferencePatterns = once((): Pattern[] => GIVINGS.flatMap((giving) => {
  const make = (hypothesis: string, label: (typeof INFERENCES)[number]): Pattern =>
    pattern([giving, hypothesis], GIVING_VALUES, { label });
  return [
    make(`${RECEIVER} has it now .`, "entailment"),
    make(`${GIVER} has it now .`, "contradiction"),
    ...[GIVER, RECEIVER].map((who) => ({ ...make(`${who} likes it now .`, "neutral"), weight: 1 / 2 })),
  ];
}));
