import { bestGuess, meanOf, sameBags } from "./bagOfWords";
import { CARRYING, CARRYING_CLAUSES, CARRYING_VALUES } from "./documentPatterns";
import { drawExamples, type DrawOptions, once, wordsIn } from "./examples";
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
 * Questions whose answers stand in a passage: `where is the kite ?` on `anna took the kite to oslo and ben sent the drum
 * to cairo .`
 *
 * Two people, two things, two towns: a model must find out which belong together. One that does can always be right. One that
 * sees only which words there are can toss a coin between the two possible answers.
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

/** How often the best possible model that sees only which words question and passage have gives the very answer, in the mean. */
export function questionCeiling(examples: readonly PassageQuestion[]): number {
  return meanOf(examples, ({ question, passage }) =>
    bestGuess(sameBags(questionPatterns(), [wordsIn(question), wordsIn(passage)]), ({ label }) => label.join(" ")));
}

/** The patterns of {@link passageQuestions}, made once. */
export const questionPatterns = once((): Pattern[] => CARRYING_CLAUSES
  .flatMap(({ who, thing, town }) => {
    const ask = (question: string, label: string): Pattern => pattern([question, CARRYING], CARRYING_VALUES, { label });
    return [
      ask(`where is the ${thing} ?`, town),
      ask(`where is ${who} ?`, town),
      ask(`who has the ${thing} ?`, who),
      ask(`what does ${who} have ?`, `the ${thing}`),
    ];
  }));
