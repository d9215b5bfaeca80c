import { bestGuess, derivationsOf, mean } from "./ceiling";
import { drawExamples, type DrawOptions, once, wordsIn } from "./examples";
import { opinions } from "./opinions";
import { type Pattern, pattern } from "./pattern";

export const SENTIMENTS = ["bad", "good"] as const;

export interface SentimentExample {
  text: string;
  label: (typeof SENTIMENTS)[number];
}

/**
 * Opinions on meals, to be told good from bad: `the soup was not bad but the tea was awful .` is bad.
 *
 * "not" and "never" turn a clause round, and what comes after "but" counts. A model that reads all words in order can always
 * be right. One that sees only which words there are is right in 70 % at best: always where there is one clause (a fifth), or
 * two clauses joined by "and" that are both negated or both not (another fifth); on all others it can only toss a coin,
 * since the same words in another order mean the opposite.
 *
 * @throws RangeError where an option can't be used; see {@link DrawOptions}.
 */
export function sentimentExamples({ count = 1000, ...options }: DrawOptions = {}): SentimentExample[] {
  return drawExamples(sentimentPatterns(), { count, ...options })
    .map(({ sentences, label: [label] }) => ({ text: sentences[0].join(" "), label: label as SentimentExample["label"] }));
}

/**
 * The accuracy that the best possible bag-of-words model has on these examples, in the mean: one that has learnt all rules.
 * @throws RangeError where there are no examples, or one is not of {@link sentimentExamples}.
 */
export function sentimentCeiling(examples: readonly SentimentExample[]): number {
  const known = derivationsOf(examples, {
    patterns: sentimentPatterns(), sentencesOf: ({ text }) => [wordsIn(text)], generator: "sentimentExamples",
  });
  return mean(known.map((derivations) => bestGuess(derivations, ({ label: [label] }) => label)));
}

const sentimentPatterns = once((): Pattern[] =>
  opinions().map(({ text, mood, values }) => pattern([text], values, { label: mood })));
