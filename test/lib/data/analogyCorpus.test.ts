import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import { analogyGrammar } from "../../../lib/data/analogyGrammar";
import { mutated } from "../../mutated";
import { enumerate } from "./enumerate";

type Library = typeof byhand;

const HE = ["he", "his", "him", "himself"];
const SHE = ["she", "her", "herself"];
const corpus = byhand.analogyCorpus();
const pairs = Object.values(corpus.questions).map((questions) =>
  [...new Set(questions.map(([a, b]) => `${a} ${b}`))].map((pair) => pair.split(" ") as [string, string]));

/** How often each word stands in a sentence with each other one. */
function companions(sentences: readonly string[][]): Map<string, Map<string, number>> {
  const all = new Map<string, Map<string, number>>();
  for (const sentence of sentences) {
    for (const [i, word] of sentence.entries()) {
      if (!all.has(word)) all.set(word, new Map());
      sentence.forEach((other, j) => {
        if (j !== i) all.get(word)!.set(other, (all.get(word)!.get(other) ?? 0) + 1);
      });
    }
  }
  return all;
}

describe("the analogy corpus", () => {
  it("comes again with the same seed, and only then", () => {
    expect(byhand.analogyCorpus()).toEqual(corpus);
    expect(byhand.analogyCorpus({ seed: 2 }).sentences).not.toEqual(corpus.sentences);
    expect(byhand.analogyCorpus({ sentences: 70 }).sentences).toEqual(corpus.sentences.slice(0, 70));
  });

  it("is made of lower-case words, each of which occurs often enough to be learnt", () => {
    expect(corpus.sentences).toHaveLength(10_000);
    const { words, counts } = byhand.countWords(corpus.sentences);
    expect(words.filter((word) => !/^[a-z]+$/.test(word))).toEqual([]);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(10);
  });

  it("asks for all ordered pairs of ten pairs of a kind, in words that it teaches", () => {
    const known = new Set(corpus.sentences.flat());
    for (const [kind, questions] of Object.entries(corpus.questions)) {
      expect(questions, kind).toHaveLength(90);
      expect(new Set(questions.map(String)).size).toBe(90);
      expect(questions.filter(([a, b, c, d]) => a === c || b === d)).toEqual([]);
      expect(questions.flat().filter((word) => !known.has(word))).toEqual([]);
    }
    expect(pairs.map(({ length }) => length)).toEqual([10, 10, 10, 10]);
    expect(corpus.questions.gender).toContainEqual(["man", "woman", "king", "queen"]);
    expect(corpus.questions.capital).toContainEqual(["france", "paris", "italy", "rome"]);
    expect(corpus.questions.tense).toContainEqual(["walk", "walked", "sing", "sang"]);
    expect(corpus.questions.plural).toContainEqual(["cat", "cats", "mouse", "mice"]);
  });

  it("tells no answer: no sentence holds words of two pairs, and only capitals stand beside their countries", () => {
    const together = companions(corpus.sentences);
    const all = pairs.flat();
    for (const [kind, ofKind] of pairs.entries()) {
      for (const [a, b] of ofKind) {
        if (kind !== 1) expect(together.get(a)!.has(b), `${a} with ${b}`).toBe(false);
        const others = all.filter(([other]) => other !== a).flat();
        for (const word of [a, b]) expect(others.filter((other) => together.get(word)!.has(other))).toEqual([]);
      }
    }
  });

  it("gives both words of a pair company that they share, and each, but for verbs, some of its own", () => {
    const together = companions(corpus.sentences);
    for (const [kind, ofKind] of pairs.entries()) {
      for (const [a, b] of ofKind) {
        // Words that stand beside hardly anything else of this kind: the pair's own world.
        const elsewhere = new Set(ofKind.filter(([other]) => other !== a).flatMap(([x, y]) =>
          [...together.get(x)!.keys(), ...together.get(y)!.keys()]));
        const [ofA, ofB] = [a, b].map((word) => [...together.get(word)!.keys()].filter((other) => !elsewhere.has(other)));
        expect(ofA!.filter((word) => ofB!.includes(word)).length, `${a} and ${b}`).toBeGreaterThan(0);
        if (kind === 2) continue;
        expect(ofA!.some((word) => !ofB!.includes(word)), a).toBe(true);
        expect(ofB!.some((word) => !ofA!.includes(word)), b).toBe(true);
      }
    }
  });

  it("names groups of words of which each is in its sentences", () => {
    const known = new Set(corpus.sentences.flat());
    expect(Object.keys(corpus.groups)).toEqual(
      ["men", "women", "countries", "capitals", "present", "past", "singular", "plural", "occupations"]);
    expect(Object.values(corpus.groups).flat().filter((word) => !known.has(word))).toEqual([]);
    expect(corpus.occupations.map(({ word }) => word)).toEqual(corpus.groups.occupations);
  });
});

describe("the planted bias", () => {
  /** How many standard deviations the share of "he" lies from what is said of it, for the farthest occupation. */
  function deviations({ analogyCorpus }: Library, bias: number): number {
    const { sentences, occupations } = analogyCorpus({ sentences: 30_000, bias });
    return Math.max(...occupations.map(({ word, he }) => {
      const ofWord = sentences.filter((sentence) => sentence.includes(word));
      const pronouns = ofWord.flat().filter((other) => [...HE, ...SHE].includes(other));
      expect(pronouns).toHaveLength(ofWord.length); // one in each of its sentences
      const difference = Math.abs(pronouns.filter((other) => HE.includes(other)).length / pronouns.length - he);
      return difference === 0 ? 0 : difference / Math.sqrt((he * (1 - he)) / pronouns.length);
    }));
  }

  it.each([0.8, 0.5, 1, 0.25])("is, with %s, in the occupations' sentences what it is said to be", (bias) => {
    expect(deviations(byhand, bias)).toBeLessThan(4);
  });

  it("is what the generator's probabilities say, sentence by sentence", () => {
    const probability: Record<string, number> = {};
    for (const [sentence, p] of enumerate(analogyGrammar(0.8))) {
      const words = sentence.split(" ");
      for (const { word } of corpus.occupations) {
        if (!words.includes(word)) continue;
        const pronoun = words.some((other) => HE.includes(other)) ? "he" : "she";
        probability[`${word} ${pronoun}`] = (probability[`${word} ${pronoun}`] ?? 0) + p;
      }
    }
    for (const { word, he } of corpus.occupations) {
      expect(probability[`${word} he`]! / (probability[`${word} he`]! + probability[`${word} she`]!)).toBeCloseTo(he, 12);
    }
  });

  it("goes with the occupations alone: men are he, women she", () => {
    for (const [group, pronouns, others] of [["men", HE, SHE], ["women", SHE, HE]] as const) {
      const ofGroup = corpus.sentences.filter((sentence) => sentence.some((word) => corpus.groups[group]!.includes(word)));
      expect(ofGroup.flat().some((word) => pronouns.includes(word))).toBe(true);
      expect(ofGroup.flat().filter((word) => others.includes(word))).toEqual([]);
    }
  });

  it.each([
    ["plants none", "[share, pronounSentence(word, HE)]", "[0.5, pronounSentence(word, HE)]"],
    ["plants the opposite", "sentence(bias))", "sentence(1 - bias))"],
    ["plants one also where none is said to be", "sentence(0.5)", "sentence(0.75)"],
  ])("is told apart from a generator that %s", async (_, from, to) => {
    expect(deviations(await mutated("data/analogyGrammar.ts", { from, to }), 0.8)).toBeGreaterThan(4.5);
  });
});

describe("analogyCorpus refuses", () => {
  it.each([
    [{ sentences: 0 }, "sentences is 0: expected a whole number, at least 1"],
    [{ sentences: 2.5 }, "sentences is 2.5"],
    [{ bias: 1.2 }, "bias is 1.2: give a share from 0 to 1, 0.5 for none"],
    [{ bias: NaN }, "bias is NaN"],
    [{ seed: -1 }, "seed is -1"],
  ])("%j", (options, message) => {
    expect(() => byhand.analogyCorpus(options)).toThrow(RangeError);
    expect(() => byhand.analogyCorpus(options)).toThrow(message);
  });
});
