import { beforeAll, describe, expect, it } from "vitest";
import { everyOutcome, fewWords, type Library, sumsBy } from "./fewWords";

/** The words of each text in alphabetical order: all that a bag of words can know. */
const bags = (...texts: string[]): string => texts.map((text) => text.split(" ").sort().join(" ")).join(" | ");

interface Task<Example> {
  make: (library: Library) => Example[];
  bag: (example: Example) => string;
  answer: (example: Example) => string;
  ceiling: (library: Library) => (examples: readonly Example[]) => number;
  /** of all examples */
  total: number;
}

const task = <Example>(one: Task<Example>): Task<Example> => one;

/** The tasks with one answer to each example. */
const TASKS = {
  sentiment: task({
    make: ({ sentimentExamples }) => sentimentExamples({ count: 1 }),
    bag: ({ text }) => bags(text), answer: ({ label }) => label, ceiling: ({ sentimentCeiling }) => sentimentCeiling, total: 0.7,
  }),
  inference: task({
    make: ({ inferenceExamples }) => inferenceExamples({ count: 1 }),
    bag: ({ premise, hypothesis }) => bags(premise, hypothesis),
    answer: ({ label }) => label, ceiling: ({ inferenceCeiling }) => inferenceCeiling, total: 2 / 3,
  }),
  questions: task({
    make: ({ passageQuestions }) => passageQuestions({ count: 1 }),
    bag: ({ question, passage }) => bags(question, passage),
    answer: ({ answer }) => answer, ceiling: ({ questionCeiling }) => questionCeiling, total: 1 / 2,
  }),
};

type Name = keyof typeof TASKS;

/** The best share of right answers on each bag, and an example of each. */
interface Counted<Example> { byBag: Map<string, number>; examples: Map<string, Example> }

/** Of a task, by counting all examples: the best share of right answers on each bag, and over all. */
function countedTask<Example>(library: Library, { make, bag, answer }: Task<Example>): Counted<Example> & { total: number } {
  const all = everyOutcome(library, () => make(library)[0]!);
  const whole = sumsBy(all, bag);
  const best = new Map<string, number>();
  for (const [key, probability] of sumsBy(all, (example) => `${bag(example)} = ${answer(example)}`)) {
    const [own] = key.split(" = ") as [string];
    best.set(own, Math.max(best.get(own) ?? 0, probability));
  }
  return {
    total: [...best.values()].reduce((sum, p) => sum + p, 0),
    byBag: new Map([...best].map(([key, p]) => [key, p / whole.get(key)!])),
    examples: new Map(all.map(({ outcome }) => [bag(outcome), outcome])),
  };
}

/** Of tagging: each word of a sentence gets one tag, the one that it has most often in sentences of the same words. */
function countedTags(library: Library): Counted<{ words: string[] }> {
  const all = everyOutcome(library, () => library.taggedSentences({ count: 1 })[0]!);
  const right = new Map<string, Map<string, Record<string, number>>>(); // bag → word → tag → how often
  const whole = sumsBy(all, ({ words }) => bags(words.join(" ")));
  for (const { outcome: { words, tags }, probability } of all) {
    const key = bags(words.join(" "));
    const counts = right.get(key) ?? right.set(key, new Map()).get(key)!;
    words.forEach((word, i) => {
      const own = counts.get(word) ?? counts.set(word, {}).get(word)!;
      own[tags[i]!] = (own[tags[i]!] ?? 0) + probability;
    });
  }
  const best = (own: Record<string, number>): number => Math.max(...Object.values(own));
  const share = (key: string): number =>
    [...right.get(key)!.values()].reduce((sum, own) => sum + best(own), 0) / whole.get(key)! / key.split(" ").length;
  return {
    byBag: new Map([...whole.keys()].map((key) => [key, share(key)])),
    examples: new Map(all.map(({ outcome }) => [bags(outcome.words.join(" ")), outcome])),
  };
}

describe("where a language is so small that all its examples can be counted, the bag-of-words ceiling", () => {
  let library: Library;
  beforeAll(async () => {
    library = await fewWords();
  });

  /** The largest difference between a ceiling of single examples, one for each bag, and the share that was counted. */
  function largest<Example>(
    ceiling: (examples: readonly Example[]) => number,
    { byBag, examples }: Counted<Example>,
  ): number {
    return Math.max(...[...byBag].map(([key, share]) => Math.abs(ceiling([examples.get(key)!]) - share)));
  }

  const difference = <Example>(tried: Library, one: Task<Example>): number =>
    largest(one.ceiling(tried), countedTask(library, one));

  it.each(Object.keys(TASKS) as Name[])("of %s is the share of the likeliest answer among all examples with the same words", (name) => {
    expect(difference(library, TASKS[name] as Task<unknown>)).toBeLessThan(1e-9);
    const { total, byBag } = countedTask(library, TASKS[name] as Task<unknown>);
    expect(total).toBeCloseTo(TASKS[name].total, 9);
    expect(byBag.size).toBeGreaterThan(20);
  });

  it("of tagging is the share of each word's likeliest tag in all sentences with the same words", () => {
    const counted = countedTags(library);
    expect(largest(library.taggingCeiling as never, counted)).toBeLessThan(1e-9);
    const doubtful = [...counted.byBag.values()].filter((share) => share < 0.999);
    expect(doubtful.length).toBeGreaterThan(20);
    expect(counted.byBag.size - doubtful.length).toBeGreaterThan(20);
  });

  it.each<[string, Name | "tagging", string, string, string]>([
    ["lets words of one sentence stand in the other", "inference", "bagOfWords.ts", "take(bags[i], slot)", "take(bags[0], slot)"],
    ["uses a word twice that is there once", "tagging", "bagOfWords.ts", "if (count > 0) bag.set(word, count - 1);", ""],
    ["gives each occurrence of a word the tag of its last one", "tagging", "taggedSentences.ts",
      "(tags.get(label[i]) ?? 0) + probability", "probability"],
    ["knows the words' order", "sentiment", "bagOfWords.ts", "if (allFit) {", "if (allFit && used.length > 0 && k < 1) {"],
  ])("is told from one that %s", async (_, name, file, from, to) => {
    const mutant = await fewWords(`data/miniEnglish/${file}`, { from, to });
    const apart = (): number => name === "tagging" ? largest(mutant.taggingCeiling as never, countedTags(library))
      : difference(mutant, TASKS[name] as Task<unknown>);
    const found = await Promise.resolve().then(apart).catch((error: Error) => {
      expect(error.message).toContain("never makes"); // it refuses an example that it finds no derivation of
      return Infinity;
    });
    expect(found).toBeGreaterThan(1e-3);
  });
});
