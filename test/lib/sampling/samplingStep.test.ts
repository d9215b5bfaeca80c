import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

const LOGITS = [0, Math.log(2), Math.log(4)];

/** The step's probabilities, and its choice at 100 evenly spaced numbers from [0, 1). */
function step({ samplingStep }: typeof byhand, options: { temperature?: number; topK?: number }): {
  probabilities: number[]; counts: number[];
} {
  const counts = [0, 0, 0];
  for (let i = 0; i < 100; i++) counts[samplingStep(LOGITS, options, (i + 0.5) / 100).id]!++;
  return { probabilities: Array.from(samplingStep(LOGITS, options, 0).probabilities), counts };
}

describe("samplingStep", () => {
  // By hand: e^0, e^(ln 2), e^(ln 4) = 1, 2, 4; at temperature 1/2 their squares 1, 4, 16; the top two of 1, 2, 4 are 2, 4.
  const cases: [string, { temperature?: number; topK?: number }, number[], number[]][] = [
    ["the model's own distribution", {}, [1 / 7, 2 / 7, 4 / 7], [14, 29, 57]],
    ["a temperature of a half", { temperature: 0.5 }, [1 / 21, 4 / 21, 16 / 21], [5, 19, 76]],
    ["the top two, renormalised", { topK: 2 }, [0, 1 / 3, 2 / 3], [0, 33, 67]],
    ["a temperature of a half, then the top two", { temperature: 0.5, topK: 2 }, [0, 1 / 5, 4 / 5], [0, 20, 80]],
  ];

  it.each(cases)("draws from %s, each id as often as its probability says", (_, options, probabilities, counts) => {
    const made = step(byhand, options);
    made.probabilities.forEach((p, i) => expect(p).toBeCloseTo(probabilities[i]!, 6));
    expect(made.counts).toEqual(counts);
  });

  it.each([
    ["takes no processor", { from: ".reduce((scores, { apply }) => apply(scores, ids), logits)", to: "&& logits" }, 1],
    ["takes the last processor alone", { from: "apply(scores, ids), logits)", to: "apply(logits, ids), logits)" }, 3],
    ["draws from the wrong end", { from: "weightedIndex(chances, uniform)", to: "weightedIndex(chances, 1 - uniform)" }, 0],
  ] as const)("is told from a mutant that %s", async (_, change, which) => {
    const [, options, probabilities] = cases[which]!;
    const isRight = (library: typeof byhand): boolean =>
      step(library, options).probabilities.every((p, i) => Math.abs(p - probabilities[i]!) < 1e-6) &&
      library.samplingStep(LOGITS, options, 0).id === probabilities.findIndex((p) => p > 0);
    expect([isRight(byhand), isRight(await mutated("sampling/samplingStep.ts", change))]).toEqual([true, false]);
  });

  // All steps at once, by hand: e^(ln 4) is halved by the penalty, so 1, 2, 2, 8; at temperature 1/2 their squares 1, 4, 4, 64;
  // the top three 4, 4, 64; 64 + 4 reaches 0.9 of 72 with the later of the tied, 4 and 64 stay; min-p 1/20 of 64 is 3.2.
  const logits = [0, Math.log(2), Math.log(4), Math.log(8)];
  const options = { presencePenalty: Math.log(2), ids: [2, 2], temperature: 0.5, topK: 3, topP: 0.9, minP: 0.05 };
  const expected = [0, 0, 4 / 68, 64 / 68];
  const limit = 10.83; // the 99.9 % point of χ² with 1 degree of freedom (2 possible tokens)

  /** Σ (observed − expected)² / expected of 5,000 draws; Infinity where an impossible token was drawn. */
  const chiSquare = (library: typeof byhand): number => {
    const random = new library.Random(11);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 5_000; i++) counts[library.samplingStep(logits, options, random.uniform()).id]!++;
    return expected.reduce((sum, p, i) => sum + (p === 0 ? (counts[i] === 0 ? 0 : Infinity)
      : (counts[i] - 5_000 * p) ** 2 / (5_000 * p)), 0);
  };

  it("draws with the frequencies that all steps together leave", () => expect(chiSquare(byhand)).toBeLessThan(limit));

  it.each([
    ["forgets to renormalise", "samplingStep.ts", "probabilities(processed)",
      "probabilities(logits).map((p, id) => (processed[id] === -Infinity ? 0 : p))"],
    ["draws from what temperature leaves alone", "topP.ts", "sum >= p * total", "sum > total"],
    ["reads the temperature upside down", "temperature.ts", "logit / temperature)", "logit * temperature)"],
    ["lets the penalty reward", "frequencyPenalty.ts", "-= penalty", "+= penalty"],
    ["draws all alike", "samplingStep.ts", "weightedIndex(chances, uniform)",
      "weightedIndex(chances.map((p) => (p > 0 ? 0.5 : 0)), uniform)"],
  ])("has its frequencies told from a mutant that %s", async (_, file, from, to) => {
    expect(chiSquare(await mutated(`sampling/${file}`, { from, to }))).toBeGreaterThan(limit);
  });

  it.each([1, -0.1, NaN])("refuses %s as the random number", (uniform) => {
    expect(() => byhand.samplingStep(LOGITS, {}, uniform)).toThrow(`uniform is ${uniform}: expected a number from [0, 1)`);
  });
});
