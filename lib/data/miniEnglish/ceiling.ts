import { shown } from "../../system/shown";
import { sameBags, type WeighedDerivation } from "./bagOfWords";
import type { Derivation, Pattern } from "./pattern";

/**
 * What a bag-of-words model can know of each example: the derivations with the same words.
 *
 * @param sentencesOf the words of each of an example's texts
 * @param generator   what makes such examples, for the message
 * @throws RangeError where there are no examples, or one has words that the language never has together.
 */
export function derivationsOf<Example>(
  examples: readonly Example[],
  { patterns, sentencesOf, generator }: {
    patterns: readonly Pattern[];
    sentencesOf: (example: Example) => readonly (readonly string[])[];
    generator: string;
  },
): WeighedDerivation[][] {
  if (examples.length === 0) throw new RangeError("examples is empty: there is nothing to take the mean of");
  return examples.map((example, i) => {
    const sentences = sentencesOf(example);
    const derivations = sameBags(patterns, sentences);
    if (derivations.length > 0) return derivations;
    const text = sentences.map((words) => words.join(" ")).join(" | ");
    throw new RangeError(`examples[${i}] is ${shown(text)}, which ${generator}() never makes: give examples of that generator`);
  });
}

/**
 * The probability of the likeliest answer, among derivations of which each has one: what a bag-of-words model scores at best.
 */
export function bestGuess(derivations: readonly WeighedDerivation[], answerOf: (derivation: Derivation) => string): number {
  const sums = new Map<string, number>();
  for (const derivation of derivations) {
    const answer = answerOf(derivation);
    sums.set(answer, (sums.get(answer) ?? 0) + derivation.probability);
  }
  return Math.max(...sums.values()) / [...sums.values()].reduce((sum, p) => sum + p, 0);
}

/** The mean of numbers, of which there is one at least. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
