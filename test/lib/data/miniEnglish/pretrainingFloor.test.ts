import { fillIn, miniDocuments, miniVocabulary, type MaskingRates, pretrainingFloor, type PretrainingText, Random } from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../../mutated";

const documents = miniDocuments({ count: 400, seed: 3 });
const vocabulary = miniVocabulary();

/** Pairs masked as in BERT's paper, written apart from the library's own masking. */
function maskedPairs(count: number, seed: number): PretrainingText[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const [document, place] = [random.choice(documents), random.integer(2)];
    const isNext = random.uniform() < 0.5;
    const second = isNext ? document[place + 1]! : random.choice(random.choice(documents.filter((other) => other !== document)));
    const words = ["[CLS]", ...document[place]!.split(" "), "[SEP]", ...second.split(" "), "[SEP]"];
    const chosen = words.map((word) => (!word.startsWith("[") && random.uniform() < 0.15 ? word : null));
    const tokens = words.map((word, i) => {
      if (chosen[i] === null) return word;
      const lot = random.uniform();
      return lot < 0.8 ? "[MASK]" : lot < 0.9 ? random.choice(vocabulary) : word;
    });
    return { tokens, chosen, isNext };
  });
}

function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

describe("fillIn", () => {
  it("finds in one sentence who is meant in the other, and which town", () => {
    const only = (first: string, second: string): string[] =>
      fillIn(first, { second })[0]!.map(({ word, probability }) => `${word} ${probability.toFixed(9)}`);
    const has = (text: string): string[] => only(text, "[MASK] has it now .");
    expect(has("anna gave the kite to ben .")).toEqual(["he 1.000000000"]);
    expect(has("anna got the kite from ben .")).toEqual(["she 1.000000000"]);
    expect(has("the kite went to anna from ben .")).toEqual(["she 1.000000000"]);
    expect(only("anna gave the kite to ben .", "she has it [MASK] more .")).toEqual(["no 1.000000000"]);
    expect(only("she flew to oslo from cairo .", "she is in [MASK] now .")).toEqual(["oslo 1.000000000"]);
    expect(only("[MASK] gave the kite to ben .", "he has it now .").length).toBe(6); // any girl
  });

  it("knows that the next sentence tells the mood, through negation and contrast", () => {
    const words = (first: string, second: string): string[] => fillIn(first, { second })[0]!.map(({ word }) => word).sort();
    const good = ["fresh", "good", "great", "lovely", "perfect", "tasty"];
    const bad = ["awful", "bad", "bland", "burnt", "sour", "stale"];
    expect(words("the soup was [MASK] .", "mary smiled .")).toEqual(good);
    expect(words("the soup was not [MASK] .", "mary smiled .")).toEqual(bad);
    expect(words("the soup was [MASK] but the tea was good .", "mary smiled .")).toEqual(bad);
    expect(words("the soup was not [MASK] but the tea was good .", "mary smiled .")).toEqual(good);
    expect(fillIn("the soup was good [MASK] the tea was not bad .")[0]).toEqual([{ word: "and", probability: 1 }]);
  });

  it("gives each possible word its probability, by hand", () => {
    // "the soup was … ." comes from the forms without negation of both moods: six words of each, all alike.
    const alone = fillIn("the soup was [MASK] .")[0]!;
    expect(alone.length).toBe(12);
    for (const { probability } of alone) expect(probability).toBeCloseTo(1 / 12, 12);
    const [verb, receiver] = fillIn("anna [MASK] the kite to [MASK] .");
    expect(verb!.map(({ word }) => word).sort()).toEqual(["gave", "lent", "sent", "sold"]);
    for (const { probability } of receiver!) expect(probability).toBeCloseTo(1 / 6, 12); // any boy
  });

  it("refuses sentences without a blank, and those that no document has", () => {
    expect(() => fillIn("the soup was good .")).toThrow(/"the soup was good \." has no \[MASK\]: put one/);
    expect(() => fillIn("the soup [MASK] the moon")).toThrow(/no document of the mini-language has "the soup … the moon"/);
  });
});

describe("pretrainingFloor", () => {
  const texts = maskedPairs(700, 7);
  const floor = pretrainingFloor(texts);

  it("says truly how probable it is that a sentence is the next one", () => {
    // P(next) is expected to be right in the mean, among the unsure ones too.
    const probabilities = floor.nextSentence.map((nats, i) => (texts[i]!.isNext ? Math.exp(-nats) : 1 - Math.exp(-nats)));
    const errors = probabilities.map((p, i) => Number(texts[i]!.isNext) - p);
    const { mean, error } = meanAndError(errors);
    expect(Math.abs(mean)).toBeLessThan(3.3 * error);
    const unsure = errors.filter((_, i) => probabilities[i]! > 0.05 && probabilities[i]! < 0.95);
    expect(unsure.length).toBeGreaterThan(20);
    expect(Math.abs(meanAndError(unsure).mean)).toBeLessThan(3.3 * meanAndError(unsure).error);
  });

  /** How many standard errors the mean of other nats lies above the floor's, text by text. */
  function above(nats: readonly number[], least: readonly number[]): number {
    const { mean, error } = meanAndError(nats.map((value, i) => Math.min(value, 50) - least[i]!));
    return mean / error;
  }

  it.each<[string, MaskingRates]>([
    ["that more of the chosen ones are wrong", { masked: 0.3, random: 0.69 }],
    ["that all of the chosen ones that are seen are wrong", { masked: 0.8, random: 0.199 }],
    ["that neighbours are rare", { nextShare: 0.05 }],
  ])("lies below the loss of who believes %s", (_, rates) => {
    const believed = pretrainingFloor(texts, rates);
    const [least, other] = "nextShare" in rates ? [floor.nextSentence, believed.nextSentence] : [floor.tokens, believed.tokens];
    expect(above(other, least)).toBeGreaterThan(3);
  });

  it.each([
    ["takes what is seen at a chosen place for a blank", "pretrainingFloor.ts",
      { from: "match: kept + wrong, other: wrong, wanted", to: "match: 1, other: 1, wanted" }],
    ["takes the pair for neighbours", "pairProbabilities.ts",
      { from: "add(word, nextShare * p)", to: "add(word, (p * total) / together.probability)" }],
    ["forgets the other sentence where they are strangers", "pairProbabilities.ts",
      { from: "const others = [second.probability, first.probability]", to: "const others = [1, 1]" }],
    ["forgets what the other slots of a value show", "posterior.ts",
      { from: "(joint * each[i]) / sum", to: "joint * variables.get(name)!.probabilities[i]" }],
  ])("lies below that of a variant that %s", async (_, file, change) => {
    const mutant = await mutated(`data/miniEnglish/${file}`, change);
    const { tokens } = mutant.pretrainingFloor(texts);
    // Such a variant has no distribution: its probabilities don't sum to 1, or cost more in the mean.
    const z = above(tokens, floor.tokens);
    expect(Number.isFinite(z) && Math.abs(z) < 3).toBe(false);
  });

  it("refuses texts that are not two sentences, and words that no document has", () => {
    const text = { tokens: ["[CLS]", "the", "soup", "[SEP]"], chosen: [null, null, null, null], isNext: true };
    expect(() => pretrainingFloor([text])).toThrow(/texts\[0\]\.tokens are "\[CLS\] the soup \[SEP\]": expected \[CLS\], a sentence, \[SEP\]/);
    const tokens = ["[CLS]", "the", "soup", "[SEP]", "the", "[SEP]"];
    expect(() => pretrainingFloor([{ ...text, tokens, chosen: tokens.map(() => null) }])).toThrow(/no document of the mini-language has "the soup \| the"/);
  });

  it("refuses chosen words that are not one for each token, or stand where no word is, and rates that are none", () => {
    const [text] = texts as [PretrainingText];
    expect(() => pretrainingFloor([text, { ...text, chosen: text.chosen.slice(1) }]))
      .toThrow(/texts\[1\]\.chosen has \d+ entries for \d+ tokens: give one for each, null or a word/);
    expect(() => pretrainingFloor([{ ...text, chosen: ["anna", ...text.chosen.slice(1)] }]))
      .toThrow(/texts\[0\]\.chosen\[0\] is "anna", but no word stands there, only \[CLS\]: give null/);
    for (const [rates, message] of [
      [{ share: 15 }, /share is 15: expected a probability from 0 to 1/], [{ nextShare: NaN }, /nextShare is NaN/],
      [{ masked: 0.95 }, /masked \+ random is 1\.05/], [{ random: -0.1 }, /random is -0\.1/],
    ] as [MaskingRates, RegExp][]) expect(() => pretrainingFloor([text], rates)).toThrow(message);
  });
});

describe("miniDocuments", () => {
  it("repeats the documents of a seed, gives others for another, and none with a sentence that is kept apart", () => {
    expect(miniDocuments({ count: 20, seed: 3 })).toEqual(documents.slice(0, 20));
    expect(miniDocuments({ count: 20, seed: 4 })).not.toEqual(documents.slice(0, 20));
    const apart = new Set(documents.map(([first]) => first!));
    const others = miniDocuments({ count: 2000, seed: 3, without: apart });
    expect(others.flat().filter((sentence) => apart.has(sentence))).toEqual([]);
  });

  it("has words of the vocabulary alone, between 100 and 200", () => {
    const words = new Set(documents.flat().join(" ").split(" "));
    expect([...words].filter((word) => !vocabulary.includes(word))).toEqual([]);
    expect(vocabulary.length).toBeGreaterThanOrEqual(100);
    expect(vocabulary.length).toBeLessThanOrEqual(200);
  });

  it("refuses a count that is none", () => {
    expect(() => miniDocuments({ count: 0 })).toThrow(/count is 0: expected a whole number, at least 1/);
  });
});
