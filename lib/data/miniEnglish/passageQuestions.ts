import { bestGuess, derivationsOf, mean } from "./ceiling";
import { drawExamples, type DrawOptions, once, wordsIn } from "./examples";
import { flights, GIVER, GIVING_VALUES, GIVINGS, RECEIVER } from "./giving";
import { type Pattern, pattern } from "./pattern";

export interface PassageQuestion {
  question: string;
  passage: string;
  /** words of the passage, as they stand there */
  answer: string;
  /** where the answer begins in the passage: `passage.slice(start, start + answer.length)` */
  start: number;
}

/**
 * Questions whose answers stand in a passage: `who got it ?` on `anna gave the kite to ben . she flew from oslo to cairo .`
 *
 * Two people and two towns, named in either order: the words around a name tell what part it plays. A model that reads them in
 * order can always be right. One that sees only which words there are can toss a coin between the two.
 *
 * @throws RangeError where an option can't be used; see {@link DrawOptions}.
 */
export function passageQuestions({ count = 1000, ...options }: DrawOptions = {}): PassageQuestion[] {
  return drawExamples(questionPatterns(), { count, ...options }).map(({ sentences, label }) => {
    const [question, passage] = sentences.map((words) => words.join(" "));
    const answer = label.join(" ");
    return {
      question, passage, answer,
      start: ` ${passage} `.indexOf(` ${answer} `), // between spaces: "ben" is not in "benches"
    };
  });
}

/**
 * How often the best possible model that sees only which words question and passage have gives the very answer, in the mean.
 * @throws RangeError where there are no examples, or one is not of {@link passageQuestions}.
 */
export function questionCeiling(examples: readonly PassageQuestion[]): number {
  const known = derivationsOf(examples, {
    patterns: questionPatterns(), sentencesOf: ({ question, passage }) => [question, passage].map(wordsIn),
    generator: "passageQuestions",
  });
  return mean(known.map((derivations) => bestGuess(derivations, ({ label }) => label.join(" "))));
}

/** The patterns of {@link passageQuestions}, made once. */
export const questionPatterns = once((): Pattern[] => GIVINGS.flatMap((giving) =>
  ([GIVER, RECEIVER] as const).flatMap((who) => flights(who).flatMap((flight) => {
    const ask = (question: string, label: string): Pattern =>
      pattern([question, `${giving} ${flight}`], GIVING_VALUES, { label });
    return [
      ask("who gave it ?", "{who}"),
      ask("who got it ?", "{who.3}"),
      ask(`where did ${who} start ?`, "{town}"),
      ask(`where did ${who} arrive ?`, "{town.1}"),
    ];
  }))));
