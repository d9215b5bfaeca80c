import { embeddedCorpus } from "byhand";
import { describe, expect, it } from "vitest";
import { entropy, expectedLength, type Grammar } from "../../../lib/data/grammar";
import { storyGrammar } from "../../../lib/data/stories";
import { STORY_WORDS } from "../../../lib/data/storyWords";
import { mutated } from "../../mutated";
import { enumerate } from "./enumerate";

/** Where the grammar can end that starts at `from`, with the probability, once for each way to read the text. */
function parse(grammar: Grammar, text: string, from: number): [end: number, probability: number][] {
  if (typeof grammar === "string") return text.startsWith(grammar, from) ? [[from + grammar.length, 1]] : [];
  if ("options" in grammar) {
    return grammar.options.flatMap((option) =>
      parse(option.grammar, text, from).map(([end, p]): [number, number] => [end, p * option.probability]),
    );
  }
  return grammar.reduce(
    (reached: [number, number][], part) =>
      reached.flatMap(([at, p]) => parse(part, text, at).map(([end, q]): [number, number] => [end, p * q])),
    [[from, 1]],
  );
}

/** The same grammar with the first two words of each choice among words; choices among sentences stay. */
function thinned(grammar: Grammar): Grammar {
  if (typeof grammar === "string") return grammar;
  if (!("options" in grammar)) return grammar.map(thinned);
  const words = grammar.options.length > 2 && grammar.options.every((option) => typeof option.grammar === "string");
  const options = words ? grammar.options.slice(0, 2) : grammar.options;
  const total = options.reduce((sum, option) => sum + option.probability, 0);
  return {
    options: options.map(({ probability, grammar: inner }) => ({
      probability: probability / total,
      grammar: thinned(inner),
    })),
  };
}

describe("a grammar of which all stories can be enumerated", () => {
  const few = thinned(storyGrammar({
    girls: ["Mia"], boys: ["Tom"], things: [["knife", "knives"]], looks: ["old", "red"], animals: ["fox", "owl"],
    moods: ["shy"], places: ["well"], losses: ["lost", "hid"],
  }));
  const all = enumerate(few);

  it("makes each of its stories in one way only", () => {
    expect(all.length).toBeGreaterThan(50_000);
    expect(new Set(all.map(([text]) => text)).size).toBe(all.length);
    expect(all.reduce((sum, [, p]) => sum + p, 0)).toBeCloseTo(1, 10);
  });

  it("makes no story that begins another one, so that a text of stories can be cut in one way only", () => {
    const sorted = all.map(([text]) => text).sort();
    expect(sorted.filter((text, i) => i > 0 && text.startsWith(sorted[i - 1]))).toEqual([]);
  });

  it("has the entropy −Σ p ln p and the length Σ p · length of its stories", () => {
    expect(entropy(few)).toBeCloseTo(all.reduce((sum, [, p]) => sum - p * Math.log(p), 0), 9);
    expect(expectedLength(few)).toBeCloseTo(all.reduce((sum, [text, p]) => sum + p * text.length, 0), 8);
  });
});

describe("entropy", () => {
  it("is ln n for n equal options, adds up over parts, and follows the chain rule where options go on differently", () => {
    const half = (a: Grammar, b: Grammar): Grammar => ({
      options: [{ probability: 0.5, grammar: a }, { probability: 0.5, grammar: b }],
    });
    expect(entropy("abc")).toBe(0);
    expect(entropy(half("a", "b"))).toBeCloseTo(Math.LN2, 12);
    expect(entropy([half("a", "b"), "c", half("d", "e")])).toBeCloseTo(2 * Math.LN2, 12);
    expect(entropy(half("a", ["b", half("c", "d")]))).toBeCloseTo(1.5 * Math.LN2, 12); // Shannon's own example
    expect(expectedLength(half("a", ["b", half("c", "de")]))).toBeCloseTo(1.75, 12);
  });
});

describe("embeddedCorpus", () => {
  const grammar = storyGrammar();
  const sampled = embeddedCorpus({ characters: 150_000, seed: 5 }).text.split("\n").slice(0, 600).map((line) => {
    const readings = parse(grammar, `${line}\n`, 0);
    return { line, readings: readings.length, surprise: -Math.log(readings[0][1]), length: line.length + 1 };
  });

  /** How many standard errors the stated entropy lies from −ln p of stories as drawn. */
  function standardErrors(stated: number): number {
    const n = sampled.length;
    const mean = sampled.reduce((sum, { length }) => sum + length, 0) / n;
    const residuals = sampled.map(({ surprise, length }) => surprise - stated * length);
    const average = residuals.reduce((sum, value) => sum + value, 0) / n;
    const deviation = Math.sqrt(residuals.reduce((sum, value) => sum + (value - average) ** 2, 0) / (n - 1));
    return Math.abs(average) / mean / (deviation / mean / Math.sqrt(n));
  }

  it("makes stories that can be read in exactly one way", () => {
    expect(sampled.filter(({ readings }) => readings !== 1)).toEqual([]);
  });

  it("states an entropy that the stories as drawn bear out, −ln p for each character", () => {
    expect(standardErrors(embeddedCorpus({ characters: 1 }).entropyPerCharacter!)).toBeLessThan(3.3);
  });

  it.each([
    ["gives bits for nats", { from: "- Math.log(probability)", to: "- Math.log2(probability)" }],
    ["forgets that options are not equally likely", { from: "sum + probability * (entropy", to: "sum + 0.5 * (entropy" }],
    ["counts the line end out", { from: "return [...grammar].length;", to: "return grammar.trim().length;" }],
    ["forgets what options choose inside", { from: "(entropy(option) -", to: "(0 * entropy(option) -" }],
  ])("is told apart from a variant that %s", async (_, change) => {
    const mutant = await mutated("data/grammar.ts", change);
    expect(standardErrors(mutant.embeddedCorpus({ characters: 1 }).entropyPerCharacter!)).toBeGreaterThan(3.3);
  });

  it("lets pronouns and verbs agree with the name and the thing of the story", () => {
    const plurals = STORY_WORDS.things.map(([, many]) => many).join("|");
    for (const { line } of sampled) {
      const girl = STORY_WORDS.girls.some((name) => new RegExp(`\\b${name}\\b`).test(line));
      expect(line).not.toMatch(girl ? /\b([Hh]e|him)\b/ : /\b([Ss]he|her)\b/);
      const many = new RegExp(`\\b(${plurals})\\b`).test(line);
      expect(line).not.toMatch(many ? /\bThe \w+ .*\bwas (very|too|not)\b|Is this/ : /\bwere\b|Are these|\bthem\b/);
    }
  });

  it("is repeated by its seed, has the length that was asked for and between 40 and 60 characters", () => {
    const { text } = embeddedCorpus({ characters: 30_001, seed: 9 });
    expect(text).toBe(embeddedCorpus({ characters: 30_001, seed: 9 }).text);
    expect(text).not.toBe(embeddedCorpus({ characters: 30_001, seed: 10 }).text);
    expect(text.length).toBe(30_001);
    expect(new Set(text).size).toBeGreaterThanOrEqual(40);
    expect(new Set(text).size).toBeLessThanOrEqual(60);
  });

  it("says what it is and what loss is the least possible", () => {
    const { message, entropyPerCharacter } = embeddedCorpus({ characters: 1000 });
    expect(message).toContain("1,000 characters, seed 1");
    expect(message).toContain(`${entropyPerCharacter!.toFixed(3)} nats`);
  });

  it("refuses a length or a seed that no text has", () => {
    expect(() => embeddedCorpus({ characters: 0 })).toThrow(/characters is 0: expected a whole number, at least 1/);
    expect(() => embeddedCorpus({ seed: 1.5 })).toThrow(/seed is 1.5/);
  });
});
