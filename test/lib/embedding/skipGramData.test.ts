import * as byhand from "byhand";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

type Library = typeof byhand;

const pairsOf = ({ skipGramPairs }: Library, sentences: number[][], window: number): string[] => {
  const { centers, contexts } = skipGramPairs(sentences, { window });
  return Array.from(centers, (center, i) => `${center} ${contexts[i]}`);
};

describe("skipGramPairs", () => {
  it("pairs each word with those in its window, and no others", () => {
    expect(pairsOf(byhand, [[1, 2, 3, 4]], 1)).toEqual(["1 2", "2 1", "2 3", "3 2", "3 4", "4 3"]);
    expect(pairsOf(byhand, [[1, 2, 3, 4]], 2))
      .toEqual(["1 2", "1 3", "2 1", "2 3", "2 4", "3 1", "3 2", "3 4", "4 2", "4 3"]);
  });

  it("goes across no sentence's end, and leaves out sentences of one word", () => {
    expect(pairsOf(byhand, [[1, 2], [7], [], [3, 4]], 5)).toEqual(["1 2", "2 1", "3 4", "4 3"]);
  });

  it("takes a word beside itself for a pair where the text repeats it, but never a word's own place", () => {
    expect(pairsOf(byhand, [[5, 5]], 2)).toEqual(["5 5", "5 5"]);
  });

  it("gives each pair in both directions, as many as places at most `window` apart", () => {
    const sentences = fc.array(fc.array(fc.nat(6), { maxLength: 12 }), { maxLength: 5 });
    fc.assert(fc.property(sentences, fc.integer({ min: 1, max: 6 }), (texts, window) => {
      fc.pre(texts.some(({ length }) => length > 1));
      const pairs = pairsOf(byhand, texts, window);
      const turned = pairs.map((pair) => pair.split(" ").reverse().join(" "));
      expect([...turned].sort()).toEqual([...pairs].sort());
      // In a sentence of n words there are n − d places at the distance d.
      const count = texts.reduce((sum, { length }) =>
        sum + Array.from({ length: window }, (_, i) => 2 * Math.max(0, length - 1 - i)).reduce((a, b) => a + b), 0);
      expect(pairs).toHaveLength(count);
    }), { numRuns: 500 });
  });

  it.each([
    ["looks only ahead", "let j = Math.max(0, i - window);", "let j = i;"],
    ["takes the place itself", "if (j !== i) take", "take"],
    ["leaves out equal words instead of its own place", "if (j !== i) take", "if (ids[j] !== ids[i]) take"],
    ["stops short of the window's end", "j <= end;", "j < end;"],
  ])("is told apart from one that %s", async (_, from, to) => {
    const mutant = await mutated("embedding/skipGramPairs.ts", { from, to });
    const seen = (library: Library): unknown => [pairsOf(library, [[1, 2, 3, 4]], 2), pairsOf(library, [[5, 5, 6]], 2)];
    expect(seen(mutant)).not.toEqual(seen(byhand));
  });
});

describe("negatives", () => {
  /** 1^¾ = 1, 16^¾ = 8, 81^¾ = 27: together 36. */
  const COUNTS = [16, 1, 0, 81];
  const CLOSED_FORM = [8 / 36, 1 / 36, 0, 27 / 36];

  it("are distributed as counts to the power of ¾", () => {
    byhand.negativeDistribution(COUNTS).forEach((p, id) => expect(p).toBeCloseTo(CLOSED_FORM[id]!, 12));
  });

  it("are distributed as the words themselves with power 1, and all alike with 0, of those that occur", () => {
    expect([...byhand.negativeDistribution(COUNTS, { power: 1 })]).toEqual([16 / 98, 1 / 98, 0, 81 / 98]);
    expect([...byhand.negativeDistribution(COUNTS, { power: 0 })]).toEqual([1 / 3, 1 / 3, 0, 1 / 3]);
  });

  /** How many standard deviations the farthest share of drawn words lies from its probability. */
  function deviations({ NegativeSampler, negativeDistribution }: Library): number {
    const draws = 200_000;
    const drawn = new NegativeSampler(negativeDistribution(COUNTS)).draw(draws, new byhand.Random(6));
    const shares = COUNTS.map((_, word) => drawn.filter((id) => id === word).length / draws);
    return Math.max(...shares.map((share, word) => {
      const p = CLOSED_FORM[word]!;
      if (p === 0) return share === 0 ? 0 : Infinity;
      return Math.abs(share - p) / Math.sqrt((p * (1 - p)) / draws);
    }));
  }

  it("are drawn in those shares, and never a word that does not occur", () => {
    expect(deviations(byhand)).toBeLessThan(4);
  });

  it("come again with the same seed", () => {
    const sampler = new byhand.NegativeSampler([0.2, 0.5, 0.3]);
    const [first, again, other] = [1, 1, 2].map((seed) => sampler.draw(40, new byhand.Random(seed)));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it.each([
    ["another power", "const POWER = 0.75;", "const POWER = 0.8;"],
    ["all words, those too that do not occur", "return count === 0 ? 0 : count ** power;", "return (count + 1) ** power;"],
    ["a search that ends one word too far", "this.upTo[middle] > position", "this.upTo[middle - 1]! > position"],
    ["a search that never gives the last word", "let high = this.upTo.length - 1;", "let high = this.upTo.length - 2;"],
  ])("are told apart from those with %s", async (_, from, to) => {
    expect(deviations(await mutated("embedding/negativeSampling.ts", { from, to }))).not.toBeLessThan(10);
  });
});

describe("subsampling", () => {
  /** Shares 0.64, 0.32 and 0.04 of 100 words. */
  const COUNTS = [64, 32, 4];

  /** √(0.16 / 0.64) = 1/2, √(0.16 / 0.32) = 1/√2; the rarest word is all kept. */
  const far = ({ keepProbabilities }: Library): number => {
    const kept = keepProbabilities(COUNTS, { threshold: 0.16 });
    return Math.max(...[0.5, Math.SQRT1_2, 1].map((p, id) => Math.abs(kept[id]! - p)));
  };

  it("keeps a word with probability √(threshold / f), at most 1", () => {
    expect(far(byhand)).toBeLessThan(1e-12);
  });

  it("thins words out in those shares and keeps the order", () => {
    const sentence = Int32Array.from({ length: 60_000 }, (_, i) => i % 3);
    const kept = byhand.subsample([sentence], byhand.keepProbabilities(COUNTS, { threshold: 0.16 }), new byhand.Random(4))[0]!;
    const shares = [0, 1, 2].map((word) => kept.filter((id) => id === word).length / 20_000);
    expect(Math.abs(shares[0]! - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 20_000)); // four standard deviations
    expect(Math.abs(shares[1]! - Math.SQRT1_2)).toBeLessThan(4 * Math.sqrt(0.21 / 20_000));
    expect(shares[2]).toBe(1);
  });

  it.each([
    ["forgets the root", "Math.sqrt((threshold * total) / count)", "(threshold * total) / count"],
    ["gives what is left out", "Math.min(1, Math.sqrt((threshold * total) / count))",
      "Math.max(0, 1 - Math.sqrt((threshold * total) / count))"],
    ["takes counts for shares", "(threshold * total) / count", "threshold / count"],
  ])("is told apart from one that %s", async (_, from, to) => {
    expect(far(await mutated("embedding/subsampling.ts", { from, to }))).toBeGreaterThan(0.1);
  });
});

describe("countWords", () => {
  const sentences = [["b", "a"], ["b", "c", "a"], ["b", "d"]];

  it("orders words by frequency, then by the alphabet, and leaves rare ones out", () => {
    expect(byhand.countWords(sentences)).toEqual({ words: ["b", "a", "c", "d"], counts: [3, 2, 1, 1] });
    expect(byhand.countWords(sentences, { minimumCount: 2 })).toEqual({ words: ["b", "a"], counts: [3, 2] });
  });
});
