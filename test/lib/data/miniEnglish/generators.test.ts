import * as byhand from "byhand";
import {
  type InferenceExample, inferenceExamples, miniDocuments, miniVocabulary, type PassageQuestion, passageQuestions,
  type SentimentExample, sentimentExamples, type TaggedSentence, taggedSentences,
} from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../../mutated";

type Library = typeof byhand;

describe("the generators", () => {
  type Drawn = SentimentExample | InferenceExample | TaggedSentence | PassageQuestion;
  const generators: [string, (options: byhand.DrawOptions) => Drawn[], (example: never) => string][] = [
    ["sentimentExamples", sentimentExamples, ({ text }: SentimentExample) => text],
    ["inferenceExamples", inferenceExamples, ({ premise }: InferenceExample) => premise],
    ["taggedSentences", taggedSentences, ({ words }: TaggedSentence) => words.join(" ")],
    ["passageQuestions", passageQuestions, ({ passage }: PassageQuestion) => passage],
  ];
  it.each(generators)("%s repeats a seed", (_, make) => {
    const examples = make({ count: 300, seed: 5 });
    expect(make({ count: 300, seed: 5 })).toEqual(examples);
    expect(make({ count: 300, seed: 6 })).not.toEqual(examples);
  });

  it.each(generators)("%s and miniDocuments have no text that is kept for evaluation", (_, make, textOf) => {
    const apart = new Set(make({ count: 300, seed: 5 }).map((example) => textOf(example as never)));
    const plain = make({ count: 1500, seed: 5 }).map((example) => textOf(example as never));
    expect(plain.some((text) => apart.has(text))).toBe(true); // the same seed makes them again, so that this tells
    const training = make({ count: 1500, seed: 5, without: apart }).map((example) => textOf(example as never));
    expect(training.filter((text) => apart.has(text))).toEqual([]);
    const documents = miniDocuments({ count: 3000, seed: 5, without: apart }).map((sentences) => sentences.join(" "));
    expect(documents.filter((text) => [...apart].some((one) => `. ${text} `.includes(`. ${one} `)))).toEqual([]);
  });

  /** How many texts of training have a sentence, or two in a row, that are kept for evaluation. */
  function leaks(library: Library): Record<string, number> {
    const premises = new Set(library.inferenceExamples({ count: 2000, seed: 5 }).map(({ premise }) => premise));
    // Of passages in documents: the first two sentences of some documents, as a passage has them.
    const passages = new Set(library.miniDocuments({ count: 400, seed: 8 }).map(([first, second]) => `${first} ${second}`));
    const questions = library.passageQuestions({ count: 500, seed: 6, without: premises });
    const documents = library.miniDocuments({ count: 400, seed: 8, without: passages });
    return {
      "a passage with a premise": questions.filter(({ passage }) => premises.has(passage.split(/(?<= \.) /)[0]!)).length,
      "a document with a passage": documents.filter(([first, second]) => passages.has(`${first} ${second}`)).length,
    };
  }

  it("look for sentences in passages, and for passages in documents", () => {
    expect(leaks(byhand)).toEqual({ "a passage with a premise": 0, "a document with a passage": 0 });
  });

  it.each([
    ["a passage with a premise", ".split(/(?<= [.?]) /)", ".split(\"|\")"],
    ["a document with a passage", "texts.has(all.slice(from, from + more + 1).join(\" \"))", "texts.has(all[from + more])"],
  ])("would have %s, were that not looked for", async (kind, from, to) => {
    expect(leaks(await mutated("data/miniEnglish/examples.ts", { from, to }))[kind]).toBeGreaterThan(5);
  });

  it("use the words of the mini-language's vocabulary alone", () => {
    const words = new Set([
      ...sentimentExamples().map(({ text }) => text),
      ...inferenceExamples().flatMap(({ premise, hypothesis }) => [premise, hypothesis]),
      ...taggedSentences().map((sentence) => sentence.words.join(" ")),
      ...passageQuestions().flatMap(({ question, passage }) => [question, passage]),
    ].join(" ").split(" "));
    const vocabulary = new Set(miniVocabulary());
    expect([...words].filter((word) => !vocabulary.has(word))).toEqual([]);
  });

  it("refuse a count that is none, and sentences kept apart that leave nothing", () => {
    expect(() => sentimentExamples({ count: 0 })).toThrow(/count is 0: expected a whole number, at least 1/);
    const all = { has: () => true, size: 5000 } as unknown as ReadonlySet<string>;
    expect(() => sentimentExamples({ count: 3, without: all })).toThrow(/without has 5000 texts and leaves too little to draw 3/);
  });
});
