import {
  digamma, expectation, maximization, nBest, PieceTrie, prunePieces, Random, sampleSegmentation, seedPieces, trainUnigram, trieOf,
  unknownScore, viterbi, viterbiFast, type ScoredPiece, type Segmentation,
} from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

/** Pieces over a, b and 👍, each with a score; not every single character is one. */
const vocabularies = fc.uniqueArray(
  fc.tuple(fc.string({ unit: fc.constantFrom("a", "b", "👍"), minLength: 1, maxLength: 4 }), fc.integer({ min: -12, max: -1 })),
  { minLength: 1, maxLength: 12, selector: ([piece]) => piece },
);
const strings = fc.string({ unit: fc.constantFrom("a", "b", "👍", "é"), maxLength: 9 });

/** Every way to cut the text into pieces of the vocabulary and single characters. */
function allWays(text: string, scores: ReadonlyMap<string, number>): Segmentation[] {
  if (text === "") return [{ pieces: [], score: 0 }];
  const ways: Segmentation[] = [];
  const first = [...text][0];
  for (let end = 1; end <= text.length; end++) {
    const piece = text.slice(0, end);
    const score = scores.get(piece) ?? (piece === first ? unknownScore(scores.values()) : undefined);
    if (score === undefined) continue;
    for (const way of allWays(text.slice(end), scores)) ways.push({ pieces: [piece, ...way.pieces], score: score + way.score });
  }
  return ways;
}

type Steps = Pick<typeof import("byhand"), "viterbi" | "viterbiFast" | "nBest" | "trieOf" | "expectation" | "maximization" | "sampleSegmentation" | "prunePieces">;
const real: Steps = { viterbi, viterbiFast, nBest, trieOf, expectation, maximization, sampleSegmentation, prunePieces };

const viterbiIsBruteForce = ({ viterbi: best }: Steps): void => fc.assert(fc.property(vocabularies, strings, (pieces, text) => {
  const scores = new Map(pieces);
  const found = best(text, scores);
  expect(found.pieces.join("")).toBe(text);
  expect(found.score).toBe(Math.max(...allWays(text, scores).map(({ score }) => score)));
}), { numRuns: 3000, seed: 1 });

const fastIsReadable = (steps: Steps): void => fc.assert(fc.property(vocabularies, strings, (pieces, text) => {
  const fast = steps.viterbiFast(text, steps.trieOf(pieces));
  expect(fast.map(({ start, end }) => text.slice(start, end))).toEqual(steps.viterbi(text, new Map(pieces)).pieces);
  for (const { id, start, end } of fast) expect(pieces[id]?.[0] ?? [...text.slice(start)][0]).toBe(text.slice(start, end));
}), { numRuns: 3000, seed: 1 });

const nBestIsBruteForce = (steps: Steps): void => fc.assert(fc.property(vocabularies, strings, fc.integer({ min: 1, max: 5 }),
  (pieces, text, n) => {
    const scores = new Map(pieces);
    const found = steps.nBest(text, scores, n);
    const expected = allWays(text, scores).map(({ score }) => score).sort((a, b) => b - a).slice(0, n);
    expect(found.map(({ score }) => score)).toEqual(expected);
    expect(new Set(found.map((way) => way.pieces.join("|"))).size).toBe(found.length);
    for (const way of found) expect(way.pieces.join("")).toBe(text);
  }), { numRuns: 2000, seed: 1 });

const expectationIsBruteForce = (steps: Steps): void => fc.assert(fc.property(vocabularies, strings, (pieces, text) => {
  const ways = allWays(text, new Map(pieces));
  const total = ways.reduce((sum, { score }) => sum + Math.exp(score), 0);
  const { counts, logLikelihood } = steps.expectation(pieces, new Map([[text, 3]]));
  expect(logLikelihood).toBeCloseTo(3 * Math.log(total), 9);
  pieces.forEach(([piece], id) => {
    const expected = ways.reduce((sum, way) =>
      sum + (Math.exp(way.score) / total) * way.pieces.filter((each) => each === piece).length, 0);
    expect(counts[id]).toBeCloseTo(3 * expected, 9);
  });
}), { numRuns: 1000, seed: 1 });

const words = fc.dictionary(fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 9 }),
  { minKeys: 2, maxKeys: 12 }).map((entries) => new Map(Object.entries(entries)));

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

const drawsByProbability = (steps: Steps): void => {
  const pieces: ScoredPiece[] = [["a", -1], ["b", -2], ["ab", -2], ["aba", -3.5], ["ba", -2.5]];
  const text = "ababa";
  const trie = steps.trieOf(pieces);
  for (const sharpness of [0, 0.3, 1]) {
    const ways = allWays(text, new Map(pieces));
    const total = ways.reduce((sum, { score }) => sum + Math.exp(sharpness * score), 0);
    const random = new Random(7);
    const counts = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const drawn = steps.sampleSegmentation(text, trie, { random, sharpness });
      const way = drawn.map(({ start, end }) => text.slice(start, end)).join("|");
      counts.set(way, (counts.get(way) ?? 0) + 1);
    }
    const chi = ways.reduce((sum, { pieces: way, score }) => {
      const expected = 20_000 * Math.exp(sharpness * score) / total;
      return sum + ((counts.get(way.join("|")) ?? 0) - expected) ** 2 / expected;
    }, 0);
    expect(chi).toBeLessThan(ways.length + 4 * Math.sqrt(2 * ways.length)); // χ² has the mean n and the variance 2n
  }
};

const prunesByLoss = (steps: Steps): void => {
  const given = new Map([["an", 3], ["and", 50], ["ay", 1], ["y", 1]]);
  const pieces: ScoredPiece[] = [["a", -4], ["n", -4], ["an", -3], ["ay", -6], ["and", -1], ["y", -5]]; // no d
  expect(steps.prunePieces(pieces, given, 4).map(([piece]) => piece)).toEqual(["a", "n", "y", "and"]);
};

describe("a unigram model", () => {
  it("cuts short strings in the way that brute force finds best", () => viterbiIsBruteForce(real));
  it("cuts fast as its readable form does", () => fastIsReadable(real));
  it("finds the n best ways that brute force finds", () => nBestIsBruteForce(real));
  it("expects each piece as often as all ways by their probability say", () => expectationIsBruteForce(real));
  it("never loses likelihood by a step of EM, and its probabilities stay a distribution", () => likelihoodNeverFalls(real));

  it("draws each way as often as it is probable", () => drawsByProbability(real));

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
    expect(prunePieces(pieces, given, 4).map(([piece]) => piece).sort()).toEqual(["a", "ab", "b", "c"]);
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

  it("cuts a text of a hundred thousand letters without spaces", () => {
    const trie = new PieceTrie(["a", "aa", "aaa"], [-3, -4, -5], -15);
    expect(viterbiFast("a".repeat(100_000), trie).length).toBe(33_334);
  });
});

describe("brute force tells a unigram model from one that", () => {
  const mutants: [name: string, compare: (steps: Steps) => void, file: string, from: string, to: string][] = [
    ["takes the longest piece first", viterbiIsBruteForce, "viterbi.ts", "best[start] + score <= best[end]", "best[end] > -Infinity"],
    ["charges nothing for what is unknown", viterbiIsBruteForce, "viterbi.ts", "end === character ? unknown", "end === character ? 0"],
    ["cuts within characters", viterbiIsBruteForce, "viterbi.ts", "text.codePointAt(start)! > 0xffff ? 2 : 1", "text ? 1 : 1"],
    ["takes the last of equally probable ways in its fast form", fastIsReadable, "viterbiFast.ts", "score <= best", "score < best"],
    ["misses pieces that others begin with", fastIsReadable, "pieceTrie.ts", "if (id < 0) continue;", "if (id < 0) continue; if (single) break;"],
    ["keeps one way less at each place", nBestIsBruteForce, "nBest.ts", ".slice(0, n)", ".slice(0, Math.max(1, n - 1))"],
    ["leaves out the way behind a piece", expectationIsBruteForce, "forwardBackward.ts", "+ backward[end] - whole", "- whole"],
    ["counts each word once", expectationIsBruteForce, "emStep.ts", "counts[id] += count * probability", "counts[id] += probability"],
    ["draws without regard to what stands before a piece", drawsByProbability, "forwardBackward.ts",
      "Math.exp(forward[start] + score - forward[end])", "Math.exp(score)"],
    ["draws by the scores as they are", drawsByProbability, "forwardBackward.ts", "endingAt[end].push({ id, start, score: sharpness * score });",
      "endingAt[end].push({ id, start, score });"],
    ["loses count where a replacement is no piece", prunesByLoss, "prunePieces.ts", "?? -1] ?? 0;", "?? -1];"],
    ["takes from the rare in every step", likelihoodNeverFalls, "emStep.ts", "sparse ? digamma : Math.log", "true ? digamma : Math.log"],
  ];
  it.each(mutants)("%s", async (_, compare, file, from, to) => {
    const mutant = await mutated(`tokenizer/unigram/${file}`, { from, to });
    expect(() => compare(mutant)).toThrow();
  });
});
