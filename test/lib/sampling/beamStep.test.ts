import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { type Beam, beamSearch, beamStep, type LanguageModel, Random, rankBeams, useEngine } from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

beforeAll(() => useEngine("cpu"));

/** The log-probabilities of the next token from the last one alone. */
function randomTable(seed: number, vocabularySize: number): number[][] {
  const random = new Random(seed);
  return Array.from({ length: vocabularySize }, () => {
    const weights = Array.from({ length: vocabularySize }, () => Math.exp(2 * random.normal()));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => Math.log(weight / total));
  });
}

/** Every text of this length, with its log-probability. */
function everyText(table: number[][], start: number, length: number): Beam[] {
  let texts: Beam[] = [{ ids: [], logProbability: 0 }];
  for (let step = 0; step < length; step++) {
    texts = texts.flatMap(({ ids, logProbability }) => table[ids.at(-1) ?? start].map((next, token) => (
      { ids: [...ids, token], logProbability: logProbability + next })));
  }
  return texts;
}

type Step = typeof beamStep;

function search(table: number[][], { start, length, width, step = beamStep }:
  { start: number; length: number; width: number; step?: Step }): Beam[] {
  let beams: Beam[] = [{ ids: [], logProbability: 0 }];
  for (let i = 0; i < length; i++) beams = step(beams, beams.map(({ ids }) => table[ids.at(-1) ?? start]), width);
  return beams;
}

/** Whether a search in which nothing is dropped finds the likeliest of all texts. */
const isExact = (step: Step): boolean => [1, 2, 3].every((seed) => {
  const table = randomTable(seed, 3);
  const best = everyText(table, 0, 4).sort((a, b) => b.logProbability - a.logProbability)[0];
  const [found] = search(table, { start: 0, length: 4, width: 81, step });
  return String(found?.ids) === String(best.ids) && Math.abs(found.logProbability - best.logProbability) < 1e-9;
});

describe("beamStep", () => {
  it("finds the likeliest of all texts when nothing is dropped", () => expect(isExact(beamStep)).toBe(true));

  it.each([
    ["forgets the text before", "logProbability: logProbability + logNext", "logProbability: logNext"],
    ["keeps the least likely", "b.logProbability - a.logProbability).slice(0, width)", "a.logProbability - b.logProbability).slice(0, width)"],
    ["loses the text's ids", "ids: [...ids, token]", "ids: [token]"],
  ])("is told from a mutant that %s", async (_, from, to) => {
    expect(isExact((await mutated("sampling/beamStep.ts", { from, to })).beamStep)).toBe(false);
  });

  it("keeps the texts that beamSearch keeps, step by step, on random tables", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const table = randomTable(seed, 6);
      const rows = tf.tensor2d(table);
      const model: LanguageModel = {
        config: { contextLength: 20, vocabularySize: 6 },
        newCache: () => [],
        forward: (ids) => ({ logits: tf.gather(rows, tf.cast(ids, "int32")) }),
      };
      const found = await beamSearch(model, [2], { beams: 3, maxNewTokens: 5, cache: false });
      const ours = rankBeams(search(table, { start: 2, length: 5, width: 3 }), 1);
      expect(ours.map(({ ids }) => ids)).toEqual(found.map(({ ids }) => ids));
      ours.forEach(({ score }, i) => expect(score).toBeCloseTo(found[i].score, 5)); // float32 logits
      rows.dispose();
    }
  });

  it("refuses rows that do not fit, and no width", () => {
    const beams = [{ ids: [1], logProbability: -1 }];
    expect(() => beamStep(beams, [], 2)).toThrow("next has 0 rows for 1 beams: give each beam's log-probabilities");
    expect(() => beamStep(beams, [[0]], 0)).toThrow("width is 0");
  });
});

describe("rankBeams", () => {
  const short = { ids: [7, 9], logProbability: Math.log(0.2) };
  const long = { ids: [7, 8, 8, 9], logProbability: Math.log(0.1) };
  const order = (rank: typeof rankBeams, penalty: number): number[] => rank([short, long], penalty).map(({ ids }) => ids.length);

  it("compares whole texts, or what they have per token", () => {
    expect(order(rankBeams, 0)).toEqual([2, 4]);
    expect(order(rankBeams, 1)).toEqual([4, 2]); // −0.805 and −0.576
    expect(rankBeams([long], 1)[0].score).toBeCloseTo(Math.log(0.1) / 4, 12);
    expect(rankBeams([long], 0.5)[0].score).toBeCloseTo(Math.log(0.1) / 2, 12);
  });

  it("is told from a mutant that does not look at the length", async () => {
    const mutant = await mutated("sampling/beamStep.ts", { from: "logProbability / ids.length ** lengthPenalty", to: "logProbability" });
    expect(order(mutant.rankBeams, 1)).toEqual([2, 4]);
  });

  it("refuses a text without tokens", () => {
    expect(() => byhand.rankBeams([{ ids: [], logProbability: 0 }], 1)).toThrow("beams[0].ids is empty");
  });
});
