import {
  digamma, expectation, maximization, prunePieces, seedPieces, trainUnigram, viterbi, WordLattices, type PieceUsage,
  type ScoredPiece,
} from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

type Steps = Pick<typeof import("byhand"), "expectation" | "maximization" | "prunePieces" | "WordLattices">;
const real: Steps = { expectation, maximization, prunePieces, WordLattices };

const strings = fc.string({ unit: fc.constantFrom("a", "b", "👍"), minLength: 1, maxLength: 8 });
const words = fc.dictionary(strings, fc.integer({ min: 1, max: 9 }), { minKeys: 2, maxKeys: 12 })
  .map((entries) => new Map(Object.entries(entries)));

/** Words with pieces to begin with, and which of these are left, by new scores. */
const numberLists = fc.array(fc.integer({ min: -12, max: -1 }), { minLength: 1, maxLength: 40 });
const trainings = fc.tuple(words, numberLists).map(([given, numbers]) => {
  const seeds = seedPieces(given);
  const left = seeds.flatMap(([piece], i): ScoredPiece[] =>
    (i > 0 && numbers[i % numbers.length] % 3 === 0 ? [] : [[piece, numbers[(i * 7) % numbers.length]]]));
  return { given, seeds, left };
});

const latticesAreReadable = (steps: Steps): void => fc.assert(fc.property(trainings, fc.boolean(), (training, forget) => {
  const { given, seeds, left } = training;
  const lattices = new steps.WordLattices(given, seeds);
  if (forget) lattices.keep(left);
  const [fast, slow] = [lattices.expectation(left), expectation(left, given)];
  expect(fast.logLikelihood).toBeCloseTo(slow.logLikelihood, 8);
  left.forEach((_, id) => expect(fast.counts[id]).toBeCloseTo(slow.counts[id], 8));
  const usage = lattices.usage(left);
  expect(usage.words).toBe([...given.values()].reduce((sum, count) => sum + count, 0));
  const ways = Array.from(given, ([word, count]) => ({ count, pieces: viterbi(word, new Map(left)).pieces }));
  left.forEach(([piece], id) => {
    const times = (way: { pieces: string[] }): number => way.pieces.filter((each) => each === piece).length;
    expect(usage.counts[id]).toBe(ways.reduce((sum, way) => sum + way.count * times(way), 0));
    expect(usage.wordCounts[id]).toBe(ways.reduce((sum, way) => sum + (way.pieces.includes(piece) ? way.count : 0), 0));
  });
}), { numRuns: 1000, seed: 1 });

const likelihoodNeverFalls = (steps: Steps): void => fc.assert(fc.property(words, (given) => {
  let pieces: ScoredPiece[] = seedPieces(given);
  let before = -Infinity;
  for (let step = 0; step < 8; step++) {
    const { counts, logLikelihood } = steps.expectation(pieces, given);
    expect(logLikelihood).toBeGreaterThanOrEqual(before - 1e-9 * Math.abs(logLikelihood)); // rounding
    before = logLikelihood;
    pieces = steps.maximization(pieces, counts);
    expect(pieces.reduce((sum, [, score]) => sum + Math.exp(score), 0)).toBeCloseTo(1, 9);
  }
}), { numRuns: 300, seed: 1 });

/** The pieces, and all characters of the words where these are no pieces. */
function usageOf(pieces: readonly ScoredPiece[], given: ReadonlyMap<string, number>): PieceUsage {
  const characters = [...new Set([...given.keys()].join(""))].filter((character) => !pieces.some(([piece]) => piece === character));
  return new WordLattices(given, [...pieces, ...characters.map((character) => [character, 0] as const)]).usage(pieces);
}

const prunesByLoss = (steps: Steps): void => {
  const given = new Map([["an", 3], ["and", 50], ["ay", 1], ["y", 1]]);
  const pieces: ScoredPiece[] = [["a", -4], ["n", -4], ["an", -3], ["ay", -6], ["and", -1], ["y", -5]]; // no d
  expect(steps.prunePieces(pieces, usageOf(pieces, given), 4).map(([piece]) => piece)).toEqual(["a", "n", "y", "and"]);
};

describe("a unigram model in training", () => {
  it("never loses likelihood by a step of EM, and its probabilities stay a distribution", () => likelihoodNeverFalls(real));

  it("counts by lattices what its readable forms count, also where pieces were dropped and forgotten", () => latticesAreReadable(real));
  it("knows the digamma function", () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 10); // −γ
    expect(digamma(0.5)).toBeCloseTo(-0.5772156649015329 - 2 * Math.LN2, 10);
    fc.assert(fc.property(fc.double({ min: 0.5, max: 1e6, noNaN: true }), (x) => {
      expect(digamma(x + 1)).toBeCloseTo(digamma(x) + 1 / x, 9);
    }));
  });

  it("begins training with characters and repeated parts of words, but none that only ever goes on in one way", () => {
    const seeds = seedPieces(new Map([["citizen", 2], ["citizens", 1], ["zebra", 1]])).map(([piece]) => piece);
    expect(seeds).toContain("citizen");
    expect(seeds).not.toContain("citize");
    expect(seeds).not.toContain("zebra"); // once only
    expect(seeds).toEqual(expect.arrayContaining(["c", "i", "t", "z", "e", "n", "s", "b", "r", "a"]));
  });

  it("prunes what the likelihood misses least, and never a character", () => {
    const given = new Map([["abab", 10], ["ab", 30], ["cb", 5], ["b", 1]]);
    let pieces: ScoredPiece[] = [["a", 0], ["b", 0], ["c", 0], ["ab", 0], ["abab", 0], ["cb", 0]].map(([p]) => [p as string, -2]);
    pieces = maximization(pieces, expectation(pieces, given).counts);
    expect(prunePieces(pieces, usageOf(pieces, given), 4).map(([piece]) => piece).sort()).toEqual(["a", "ab", "b", "c"]);
  });

  it("prunes by the loss also where a character is no piece any more", () => prunesByLoss(real));

  it("learns all characters and no more pieces than it may", () => {
    fc.assert(fc.property(words, fc.nat(20), (given, more) => {
      const characters = new Set([...given.keys()].flatMap((word) => [...word]));
      const pieces = trainUnigram(given, { size: characters.size + more });
      expect(pieces.length).toBeLessThanOrEqual(characters.size + more);
      const found = new Set(pieces.map(([piece]) => piece));
      expect(found.size).toBe(pieces.length);
      for (const character of characters) expect(found.has(character)).toBe(true);
      for (const [, score] of pieces) expect(Number.isFinite(score)).toBe(true);
    }), { numRuns: 300 });
  });
});

describe("brute force and readable forms tell training from one that", () => {
  const mutants: [name: string, compare: (steps: Steps) => void, file: string, from: string, to: string][] = [
    ["loses count where a replacement is no piece", prunesByLoss, "prunePieces.ts", "counts[other.id] ?? 0", "counts[other.id]"],
    ["finds a word's last piece only", latticesAreReadable, "wordLattices.ts", "cuts[end - lengths[i]] += expected;", ""],
    ["shares by the best way to a place", latticesAreReadable, "wordLattices.ts", "shares[i] /= sum;", "shares[i] /= 1;"],
    ["takes the shorter of equally good pieces", latticesAreReadable, "wordLattices.ts",
      "if (score > best[end])", "if (score >= best[end])"],
    ["counts a word for each place of a piece", latticesAreReadable, "wordLattices.ts",
      "if (seenIn[number] !== first) ", ""],
    ["forgets characters that were dropped", latticesAreReadable, "wordLattices.ts",
      "[...this.singles, ...pieces.map", "[...pieces.map"],
    ["keeps the places of what was forgotten", latticesAreReadable, "piecePlaces.ts", "this.lengths[to++] = this.lengths[from];", "to++;"],
    ["takes from the rare in every step", likelihoodNeverFalls, "emStep.ts", "sparse ? digamma : Math.log", "true ? digamma : Math.log"],
  ];
  it.each(mutants)("%s", async (_, compare, file, from, to) => {
    const mutant = await mutated(`tokenizer/unigram/${file}`, { from, to });
    expect(() => compare(mutant)).toThrow();
  });
});
