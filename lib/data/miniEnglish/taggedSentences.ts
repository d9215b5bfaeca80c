import type { WeighedDerivation } from "./bagOfWords";
import { derivationsOf } from "./ceiling";
import { drawExamples, type DrawOptions, once } from "./examples";
import { JOURNEY_VALUES, journeys } from "./journeys";
import { type Pattern, pattern } from "./pattern";

export const NAME_TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"] as const;

export interface TaggedSentence {
  words: string[];
  /** for each word: B- begins a person's name or a place, I- goes on with it, O is neither */
  tags: (typeof NAME_TAGS)[number][];
}

/**
 * Sentences in which people and places are to be found: `sydney king flew from oslo to lake victoria .`
 *
 * Many names can be both, and "king" is a surname or a trade; only the words around a name tell. A model that sees where each
 * word stands can always be right.
 *
 * @throws RangeError where an option can't be used; see {@link DrawOptions}.
 */
export function taggedSentences({ count = 1000, ...options }: DrawOptions = {}): TaggedSentence[] {
  return drawExamples(taggingPatterns(), { count, ...options })
    .map(({ sentences: [words], label }) => ({ words, tags: label as TaggedSentence["tags"] }));
}

/**
 * The share of tags that the best possible bag-of-words model gets right in these sentences, in the mean: one that sees, for
 * each word, that word and which others there are in its sentence.
 *
 * It is a share of all words' tags, those of "O" included, as accuracy is; not of whole names.
 * @throws RangeError where there are no examples, or one is not of {@link taggedSentences}.
 */
export function taggingCeiling(examples: readonly TaggedSentence[]): number {
  const known = derivationsOf(examples, {
    patterns: taggingPatterns(), sentencesOf: ({ words }) => [words], generator: "taggedSentences",
  });
  const right = known.reduce((sum, derivations, i) => sum + bestTags(examples[i].words, derivations), 0);
  return right / examples.reduce((sum, { words }) => sum + words.length, 0);
}

const taggingPatterns = once((): Pattern[] =>
  journeys().map(({ text, tags }) => pattern([text], JOURNEY_VALUES, { label: tags })));

/** The mean number of right tags if each word gets the tag that it has most often among these derivations. */
function bestTags(words: readonly string[], derivations: readonly WeighedDerivation[]): number {
  const sums = new Map<string, Map<string, number>>();
  let total = 0;
  for (const { sentences, label, probability } of derivations) {
    total += probability;
    sentences[0].forEach((word, i) => {
      const tags = sums.get(word) ?? new Map<string, number>();
      sums.set(word, tags.set(label[i], (tags.get(label[i]) ?? 0) + probability));
    });
  }
  // Summed over each word's occurrences: the best single tag for all of them.
  return [...new Set(words)].reduce((sum, word) => sum + Math.max(...sums.get(word)!.values()), 0) / total;
}
