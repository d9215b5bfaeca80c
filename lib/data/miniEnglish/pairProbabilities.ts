import { onlySentences } from "./condense";
import { DOCUMENT_LENGTH } from "./documentPatterns";
import { allDocumentPatterns } from "./documents";
import { once } from "./examples";
import type { Pattern } from "./pattern";
import { type Evidence, read, type Reading } from "./posterior";

/** What the rules of the mini-language say of two sentences of which some words are hidden. */
export interface PairProbabilities {
  /** that the second is the first's next sentence, and not one of another document */
  next: number;
  /** for the wanted words of each sentence, the probability of each word that may stand there; null for the others */
  words: (Map<string, number> | null)[][];
}

interface PairLanguages {
  /** a sentence and its next one */
  pairs: Pattern[];
  /** any sentence but a document's last */
  firsts: Pattern[];
  /** any sentence */
  seconds: Pattern[];
}

/**
 * The exact probabilities of hidden words, and of being neighbours, for two sentences of {@link miniDocuments}, of which with
 * probability `nextShare` the second is the first's next one, and otherwise any sentence of another document.
 *
 *     P(next | seen) = s P(seen as neighbours) / (s P(seen as neighbours) + (1 − s) P(first seen) P(second seen))
 *
 * No model can know more: the mean of −ln P of what was hidden is the least loss that is possible (Gibbs' inequality).
 *
 * @param seen two sentences as evidence for each word
 * @throws RangeError where the language has no such sentences.
 */
export function pairProbabilities(
  seen: readonly [readonly Evidence[], readonly Evidence[]], { nextShare = 0.5 }: { nextShare?: number } = {},
): PairProbabilities {
  const { pairs, firsts, seconds } = pairLanguages();
  const together = read(pairs, seen);
  const first = read(firsts, [seen[0]]);
  const second = read(seconds, [seen[1]]);
  const asNeighbours = nextShare * together.probability;
  const asStrangers = (1 - nextShare) * first.probability * second.probability;
  const total = asNeighbours + asStrangers;
  if (!(total > 0)) throw notOfTheLanguage(seen);
  const apart: Reading["words"] = [...first.words, ...second.words];
  const others = [second.probability, first.probability]; // what a joint probability in one sentence lacks of the whole
  const words = together.words.map((sentence, i) => sentence.map((joint, position) => {
    if (!joint) return null;
    const sum = new Map<string, number>();
    const add = (word: string, p: number): unknown => p > 0 && sum.set(word, (sum.get(word) ?? 0) + p / total);
    for (const [word, p] of joint) add(word, nextShare * p);
    for (const [word, p] of apart[i][position]!) add(word, (1 - nextShare) * p * others[i]);
    return sum;
  }));
  return { next: asNeighbours / total, words };
}

/** As {@link pairProbabilities}, for the words of one sentence alone, wherever in a document it stands. */
export function sentenceProbabilities(seen: readonly Evidence[]): (Map<string, number> | null)[] {
  const { probability, words } = read(pairLanguages().seconds, [seen]);
  if (!(probability > 0)) throw notOfTheLanguage([seen]);
  return words[0].map((joint) => joint && new Map([...joint].map(([word, p]) => [word, p / probability])));
}

function notOfTheLanguage(seen: readonly (readonly Evidence[])[]): RangeError {
  const shown = seen.map((sentence) => sentence.map(({ word }) => word ?? "…").join(" ")).join(" | ");
  return new RangeError(`no document of the mini-language has "${shown}": see miniDocuments() for sentences that it has`);
}

const pairLanguages = once((): PairLanguages => {
  const documents = allDocumentPatterns();
  const places = Array.from({ length: DOCUMENT_LENGTH }, (_, i) => i);
  const joined = (parts: Pattern[][]): Pattern[] =>
    parts.flatMap((patterns) => patterns.map((one) => ({ ...one, weight: one.weight / parts.length })));
  return {
    pairs: joined(places.slice(1).map((i) => onlySentences(documents, [i - 1, i]))),
    firsts: joined(places.slice(1).map((i) => onlySentences(documents, [i - 1]))),
    seconds: joined(places.map((i) => onlySentences(documents, [i]))),
  };
});
