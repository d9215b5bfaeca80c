import {
  expectation, nBest, PieceTrie, Random, sampleSegmentation, trieOf, unknownScore, viterbi, viterbiFast, type ScoredPiece,
  type Segmentation,
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

type Steps = Pick<typeof import("byhand"), "viterbi" | "viterbiFast" | "nBest" | "trieOf" | "expectation" | "sampleSegmentation">;
const real: Steps = { viterbi, viterbiFast, nBest, trieOf, expectation, sampleSegmentation };

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

describe("a unigram model", () => {
  it("cuts short strings in the way that brute force finds best", () => viterbiIsBruteForce(real));
  it("cuts fast as its readable form does", () => fastIsReadable(real));
  it("finds the n best ways that brute force finds", () => nBestIsBruteForce(real));
  it("expects each piece as often as all ways by their probability say", () => expectationIsBruteForce(real));
  it("draws each way as often as it is probable", () => drawsByProbability(real));

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
  ];
  it.each(mutants)("%s", async (_, compare, file, from, to) => {
    const mutant = await mutated(`tokenizer/unigram/${file}`, { from, to });
    expect(() => compare(mutant)).toThrow();
  });
});
