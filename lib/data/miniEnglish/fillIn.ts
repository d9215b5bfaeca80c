import { wordsIn } from "./examples";
import { pairProbabilities, sentenceProbabilities } from "./pairProbabilities";
import { BLANK, type Evidence, visible } from "./posterior";

/** What may stand in one blank, the likeliest first. */
export type BlankWords = { word: string; probability: number }[];

/**
 * What the rules of the mini-language say of the blanks in a sentence, or in a sentence and its next one.
 *
 * `fillIn("the soup was [MASK] .")` gives all adjectives; with the next sentence `"mary smiled ."` the pleasant ones.
 *
 * @param second the next sentence
 * @returns for each blank in turn, the words that may stand there with their exact probabilities
 * @throws RangeError where there is no blank, or the mini-language can't have such sentences.
 */
export function fillIn(first: string, { second, blank = "[MASK]" }: { second?: string; blank?: string } = {}): BlankWords[] {
  const seen = (text: string): Evidence[] => wordsIn(text).map((word) => (word === blank ? BLANK : visible(word)));
  const texts = second === undefined ? [first] : [first, second];
  if (!texts.some((text) => wordsIn(text).includes(blank))) {
    throw new RangeError(`"${texts.join(" | ")}" has no ${blank}: put one where a word is to be guessed`);
  }
  const words = second === undefined ? sentenceProbabilities(seen(first))
    : pairProbabilities([seen(first), seen(second)], { nextShare: 1 }).words.flat();
  return words.flatMap((found) => (found
    ? [[...found].map(([word, probability]) => ({ word, probability })).sort((a, b) => b.probability - a.probability)]
    : []));
}
