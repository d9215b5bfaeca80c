import * as byhand from "byhand";
import { applyTemperature, greedy, probabilities, Random, sample, topK } from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

type Logits = ArrayLike<number>;

describe("greedy", () => {
  it("takes the likeliest token, the first of equals", () => {
    expect(greedy([-2, 5, 1, 5])).toBe(1);
    expect(greedy([-Infinity, -7])).toBe(1);
  });
});

/** Σ (observed − expected)² / expected over the possible tokens; Infinity where an impossible one was drawn. */
function chiSquare({ sample, Random }: typeof byhand, logits: number[], draws: number): number {
  const exponentials = logits.map(Math.exp);
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  const random = new Random(7);
  const counts = logits.map(() => 0);
  for (let i = 0; i < draws; i++) counts[sample(logits, random)]++;
  return exponentials.reduce((sum, value, i) => {
    const expected = (draws * value) / total;
    if (expected === 0) return counts[i] === 0 ? sum : Infinity;
    return sum + (counts[i] - expected) ** 2 / expected;
  }, 0);
}

describe("sample", () => {
  const logits = [0, Math.log(2), -Infinity, Math.log(0.25), 1, -1.5, Math.log(4), -Infinity];
  const limit = 20.52; // the 99.9 % point of χ² with 5 degrees of freedom (6 possible tokens)

  it("draws with the frequencies of the softmax in closed form", () => {
    expect(chiSquare(byhand, logits, 20_000)).toBeLessThan(limit);
  });

  const mutants: Record<string, [file: string, from: string, to: string]> = {
    "draws every possible token alike": ["sampling/sample.ts", "weightedIndex(weights, random.uniform() * total)",
      "random.choice([...weights.keys()].filter((id) => weights[id] > 0))"],
    "is a tenth too flat": ["sampling/sample.ts", "softmaxWeights(logits)", "softmaxWeights(Array.from(logits, (logit) => logit / 1.1))"],
    "leaves the sum out": ["sampling/sample.ts", "random.uniform() * total", "random.uniform()"],
    "gives the token before": ["tensor/random.ts", "if (left < weights[i]) return i;", "if (left < weights[i]) return Math.max(0, i - 1);"],
    "draws in proportion to the logits": ["sampling/probabilities.ts", "Math.exp(logit - largest)", "Math.max(logit, 0)"],
    "has random numbers that are too small": ["tensor/random.ts", "(high * 2 ** 26 + low) / 2 ** 53", "(high * 2 ** 26 + low) / 2 ** 54"],
  };
  it.each(Object.entries(mutants))("is told from a mutant that %s", async (_, [file, from, to]) => {
    const mutant = await mutated(file, { from, to });
    expect(chiSquare(mutant, logits, 20_000)).toBeGreaterThan(limit);
  });

  it("repeats its draws for the same seed and not for another", () => {
    const draws = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 30 }, () => sample(logits, random));
    };
    expect(draws(3)).toEqual(draws(3));
    expect(draws(3)).not.toEqual(draws(4));
  });

  it("gives the last possible token where rounding uses up the last sliver", () => {
    const nearlyOne = { uniform: () => 1 - 2 ** -53 } as Random;
    expect(sample([0, 0.3, -Infinity], nearlyOne)).toBe(1);
  });
});

describe("the sampling functions refuse", () => {
  it.each([[0], [-1], [NaN], [Infinity]])("the temperature %d, pointing to greedy", (temperature) => {
    expect(() => applyTemperature([1, 2], temperature)).toThrow(
      `temperature is ${temperature}: expected a number above 0; to always take the likeliest token use greedy`,
    );
  });

  it.each([[0], [-3], [1.5], [NaN]])("the top-k %d", (k) => {
    expect(() => topK([1, 2], k)).toThrow(`topK is ${k}: expected a whole number, at least 1`);
  });

  it("a top-k beyond the vocabulary", () => {
    expect(() => topK([1, 2], 3)).toThrow("topK is 3 but there are only 2 tokens: give 1 to 2");
  });

  const functions: Record<string, (logits: Logits) => unknown> = {
    greedy,
    probabilities,
    sample: (logits) => sample(logits, new Random(0)),
    applyTemperature: (logits) => applyTemperature(logits, 1),
    topK: (logits) => topK(logits, 1),
  };
  it.each(Object.entries(functions))("logits with NaN or +∞, all −∞, or none: %s", (name, run) => {
    expect(() => run([0, NaN])).toThrow(/logits\[1\] is NaN.*diverge/);
    expect(() => run([Infinity, 0])).toThrow(/logits\[0\] is Infinity/);
    expect(() => run([-Infinity, -Infinity])).toThrow(/all -Infinity: at least one/);
    expect(() => run([])).toThrow(name === "topK" ? /topK is 1 but there are only 0/ : /logits is empty/);
  });
});
