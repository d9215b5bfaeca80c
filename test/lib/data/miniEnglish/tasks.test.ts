import {
  inferenceCeiling, type InferenceExample, inferenceExamples, type PassageQuestion, passageQuestions,
  questionCeiling, sentimentCeiling, sentimentExamples, type TaggedSentence, taggedSentences, taggingCeiling,
  useEngine,
} from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../../mutated";
import { bagOfWordsAccuracy } from "./bagOfWordsModel";

const count = 1500;
const sentiments = sentimentExamples({ count, seed: 2 });
const inferences = inferenceExamples({ count: 600, seed: 2 });
const tagged = taggedSentences({ count, seed: 2 });
const questions = passageQuestions({ count, seed: 2 });

/** Three standard errors of a share of n. */
const margin = (share: number, n: number): number => 3 * Math.sqrt((share * (1 - share)) / n);

const POLARITY: Record<string, number> = {
  ...Object.fromEntries(["good", "lovely", "tasty", "fresh", "great", "perfect", "liked", "loved", "enjoyed"].map((word) => [word, 1])),
  ...Object.fromEntries(["bad", "awful", "bland", "stale", "burnt", "sour", "hated", "disliked", "refused"].map((word) => [word, -1])),
};

/** The rules, written apart from the generator: the last clause counts, and "not" or "never" turns it round. */
function judgeSentiment(text: string): string {
  const clauses = text.split(/ (?:but|and) /);
  const signs = clauses.map((clause) => {
    const words = clause.split(" ");
    return words.reduce((sum, word) => sum + (POLARITY[word] ?? 0), 0) * (words.includes("not") || words.includes("never") ? -1 : 1);
  });
  const joined = signs.length === 1 || (signs[0] === signs[1]) === text.includes(" and ");
  if (!joined || signs.some((sign) => Math.abs(sign) !== 1)) return "neither";
  return signs.at(-1)! > 0 ? "good" : "bad";
}

const GIRLS = ["anna", "clara", "emma", "julia", "mary", "nora"];
const pronoun = (name: string): string => (GIRLS.includes(name) ? "she" : "he");

/** Who gives and who gets, read from the sentence by hand. */
function giverAndReceiver(text: string): [giver: string, receiver: string] {
  const frames: [RegExp, order: 1 | -1][] = [
    [/(\w+) (?:gave|sold|lent|sent) the \w+ to (\w+) \./, 1],
    [/(\w+) (?:got|bought|borrowed|took) the \w+ from (\w+) \./, -1],
    [/went from (\w+) to (\w+) \./, 1],
    [/went to (\w+) from (\w+) \./, -1],
  ];
  const [frame, order] = frames.find(([one]) => one.test(text))!;
  const [, first, second] = frame.exec(text)!;
  return order === 1 ? [first!, second!] : [second!, first!];
}

function judgeInference({ premise, hypothesis }: Pick<InferenceExample, "premise" | "hypothesis">): string {
  const [giver, receiver] = giverAndReceiver(premise).map(pronoun);
  expect(giver).not.toBe(receiver);
  const [, who, verb, when] = /^(\w+) (has|likes) it (now|no more) \.$/.exec(hypothesis)!;
  if (verb === "likes") return "neutral";
  return (who === receiver) === (when === "now") ? "entailment" : "contradiction";
}

function judgeAnswer({ question, passage }: Pick<PassageQuestion, "question" | "passage">): string {
  const [giving, flight] = passage.split(/(?<= \.) /) as [string, string];
  const [giver, receiver] = giverAndReceiver(giving);
  const traveller = flight.split(" ")[0]!;
  const [from, to] = [/from (\w+)/, /to (\w+)/].map((part) => part.exec(flight)![1]!);
  const answers: Record<string, string> = {
    "who gave it ?": giver, "who got it ?": receiver,
    [`where did ${traveller} start ?`]: from!, [`where did ${traveller} arrive ?`]: to!,
  };
  return answers[question]!;
}

/** A name is a place after "in", "lake" and the like, by the verb's frame; all from the words around it, by hand. */
function judgeTags(words: readonly string[]): string[] {
  const text = words.join(" ");
  const tags = words.map(() => "O");
  const place = String.raw`((?:(?:lake|port|mount) )?\w+)`;
  const person = String.raw`(\w+(?: (?:baker|cook|king|mason))?)`;
  const frames: [RegExp, string][] = [
    [new RegExp(`^${person} flew from ${place} to ${place} \\.$`), "PLL"],
    [new RegExp(`^${person} met ${person} in ${place} \\.$`), "PPL"],
    [new RegExp(`^${person} wrote to ${person} from ${place} \\.$`), "PPL"],
    [new RegExp(`^in ${place} ${person} left ${person} \\.$`), "LPP"],
    [new RegExp(`^${person} left ${place} with the \\w+ \\.$`), "PL"],
    [new RegExp(`^the \\w+ of ${place} met ${person} \\.$`), "LP"],
    [new RegExp(`^${person} saw ${place} and liked it \\.$`), "PL"],
    [new RegExp(`^${person} saw ${person} and liked (?:him|her) \\.$`), "PP"],
  ];
  const [frame, kinds] = frames.find(([pattern]) => pattern.test(text))!;
  let from = 0;
  frame.exec(text)!.slice(1).forEach((name, i) => {
    const at = ` ${text} `.indexOf(` ${name} `, from);
    const first = text.slice(0, at).split(" ").filter(Boolean).length;
    name.split(" ").forEach((_, k) => { tags[first + k] = `${k === 0 ? "B" : "I"}-${kinds[i] === "P" ? "PER" : "LOC"}`; });
    from = at + name.length;
  });
  return tags;
}

describe("the tasks' labels", () => {
  it("follow from the rules, as written down apart from the generators: a perfect model is always right", () => {
    for (const { text, label } of sentiments) expect(`${text} ${judgeSentiment(text)}`).toBe(`${text} ${label}`);
    for (const example of inferences) expect(judgeInference(example)).toBe(example.label);
    for (const { words, tags } of tagged) expect([words, judgeTags(words)]).toEqual([words, tags]);
    for (const example of questions) expect(judgeAnswer(example)).toBe(example.answer);
  });

  it.each([
    ["forgets that negation turns a clause round", "opinions.ts", { from: "const says = negated ? opposite(mood) : mood;", to: "const says = mood;" }],
    ["lets the first clause count", "opinions.ts", { from: "return { text: `${joined} .`, mood,", to: "return { text: `${joined} .`, mood: clauses[0].mood," }],
  ])("are told apart from a variant that %s", async (_, file, change) => {
    const mutant = await mutated(`data/miniEnglish/${file}`, change);
    const wrong = mutant.sentimentExamples({ count: 300, seed: 2 }).filter(({ text, label }) => judgeSentiment(text) !== label);
    expect(wrong.length).toBeGreaterThan(10);
  });

  it("give the answer's place in the passage", () => {
    for (const { passage, answer, start } of questions) {
      expect(passage.slice(start, start + answer.length)).toBe(answer);
      expect(` ${passage} `.slice(start, start + answer.length + 2)).toBe(` ${answer} `);
    }
  });

  it("are equally frequent, within three standard errors", () => {
    const share = <T>(examples: readonly T[], is: (example: T) => boolean): number =>
      examples.filter(is).length / examples.length;
    expect(Math.abs(share(sentiments, ({ label }) => label === "good") - 1 / 2)).toBeLessThan(margin(1 / 2, count));
    for (const wanted of ["entailment", "contradiction", "neutral"]) {
      expect(Math.abs(share(inferences, ({ label }) => label === wanted) - 1 / 3)).toBeLessThan(margin(1 / 3, 600));
    }
  });
});

describe("the bag-of-words ceilings", () => {
  it("are the closed forms: 7/10 for sentiment, 2/3 for inference, 1/2 for answers", () => {
    expect(Math.abs(sentimentCeiling(sentiments) - 0.7)).toBeLessThan(margin(0.7, count));
    expect(Math.abs(inferenceCeiling(inferences) - 2 / 3)).toBeLessThan(margin(2 / 3, 600));
    expect(questionCeiling(questions)).toBeCloseTo(1 / 2, 9);
  });

  it("are below 1 by more than a coin's toss for names that only their place explains, and 1 where no name is ambiguous", () => {
    const sentence = (text: string, tags: string): TaggedSentence => ({ words: text.split(" "), tags: tags.split(" ") as TaggedSentence["tags"] });
    expect(taggingCeiling([sentence("anna met ben in oslo .", "B-PER O B-PER O B-LOC O")])).toBeCloseTo(1, 12);
    // Three names that can all be either: two are people's, so two of three are right at best.
    expect(taggingCeiling([sentence("victoria met austin in sydney .", "B-PER O B-PER O B-LOC O")])).toBeCloseTo(5 / 6, 12);
    // "saw austin and liked him": the pronoun is in the bag, so there is no doubt.
    expect(taggingCeiling([sentence("victoria saw austin and liked him .", "B-PER O B-PER O O O O")])).toBeCloseTo(1, 12);
  });

  it("are refused for no examples, and for words that the generator never has together", () => {
    const text = "hello world";
    const strange: Record<string, () => unknown> = {
      sentimentExamples: () => sentimentCeiling([...sentiments.slice(0, 1), { text, label: "good" }]),
      inferenceExamples: () => inferenceCeiling([...inferences.slice(0, 1), { premise: text, hypothesis: text, label: "neutral" }]),
      taggedSentences: () => taggingCeiling([...tagged.slice(0, 1), { words: text.split(" "), tags: ["O", "O"] }]),
      passageQuestions: () => questionCeiling([...questions.slice(0, 1), { question: text, passage: text, answer: text, start: 0 }]),
    };
    for (const [generator, run] of Object.entries(strange)) {
      expect(run).toThrow(new RegExp(`examples\\[1\\] is "hello world.*", which ${generator}\\(\\) never makes: give examples of`));
    }
    for (const ceiling of [sentimentCeiling, inferenceCeiling, taggingCeiling, questionCeiling]) {
      expect(() => ceiling([])).toThrow(/examples is empty: there is nothing to take the mean of/);
    }
  });

  describe("against a real bag-of-words classifier", () => {
    beforeAll(() => useEngine());
    const inBag = (prefix: string, text: string): string[] => text.split(" ").map((word) => `${prefix}:${word}`);
    type Examples = (seed: number, count: number) => { features: string[]; label: string }[];
    const tasks: [string, number, Examples, (seed: number) => number][] = [
      ["sentiment", 0.03, (seed, count) => sentimentExamples({ seed, count }).map(({ text, label }) => ({ features: inBag("", text), label })),
        (seed) => sentimentCeiling(sentimentExamples({ seed, count: 1000 }))],
      ["inference", 0.05, (seed, count) => inferenceExamples({ seed, count })
        .map(({ premise, hypothesis, label }) => ({ features: [...inBag("premise", premise), ...inBag("hypothesis", hypothesis)], label })),
      () => 2 / 3],
      ["tagging", 0.03, (seed, count) => taggedSentences({ seed, count }).flatMap(({ words, tags }) => words.map((word, i) =>
        ({ features: [...inBag("", words.join(" ")), `this:${word}`], label: tags[i]! }))),
      (seed) => taggingCeiling(taggedSentences({ seed, count: 1000 }))],
    ];
    it.each(tasks)("%s: it comes near, and not above by more than three standard errors", async (_, near, draw, ceilingOf) => {
      const [training, test] = [draw(11, 6000), draw(12, 1000)];
      const ceiling = ceilingOf(12);
      const accuracy = await bagOfWordsAccuracy(training, test);
      expect(accuracy).toBeLessThan(ceiling + margin(ceiling, test.length));
      expect(accuracy).toBeGreaterThan(ceiling - near - margin(ceiling, test.length));
    }, 60_000);
  });
});
