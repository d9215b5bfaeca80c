import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beamSearch, type BeamOptions, generate, GPT, greedy, type Hypothesis, Random, useEngine } from "byhand";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { mutated } from "../../mutated";
import { oraclePath, readJsonOracle } from "../../oracle";
import { lively } from "../decoder/models";
import { everyText, treeModel } from "./treeModel";

interface Case { prompt: number[]; options: BeamOptions; found: { ids: number[]; score: number }[] }

/** From test/oracles/search.py: Hugging Face's beam search with the random GPT-2 of test/oracles/gpt2. */
const cases = readJsonOracle<{ beams: Case[] }>("search.json").beams;
const named = cases.map((each): [string, Case] => {
  const { beams, lengthPenalty, earlyStopping, maxNewTokens, stop } = each.options;
  const stops = (stop as number[] | undefined)?.length ?? 0;
  return [`${beams} beams, length penalty ${lengthPenalty}, early stopping ${earlyStopping}, ` +
    `${maxNewTokens} tokens after ${each.prompt.length}, ${stops} stopping tokens`, each];
});

let model: GPT;
beforeAll(async () => {
  await useEngine("wasm");
  model = await GPT.fromPretrained(oraclePath("gpt2"));
});
afterAll(() => model.dispose());

const isEqual = (found: Hypothesis[], expected: Case["found"]): boolean =>
  found.length === expected.length &&
  expected.every(({ ids, score }, i) => String(found[i].ids) === String(ids) && Math.abs(found[i].score - score) < 1e-4);

describe("beamSearch", () => {
  it.each(named)("finds what Hugging Face finds: %s", async (_, { prompt, options, found }) => {
    const ours = await beamSearch(model, prompt, options);
    expect(ours.map(({ ids }) => ids)).toEqual(found.map(({ ids }) => ids));
    ours.forEach(({ ids, logProbability, score }, i) => {
      expect(Math.abs(score - found[i].score)).toBeLessThan(1e-4); // sums of float32 logits
      expect(score).toBeCloseTo(logProbability / ids.length ** options.lengthPenalty!, 10);
    });
  });

  const mutants: Record<string, [file: string, from: string, to: string]> = {
    "does not normalise by length": ["beamStep.ts", "score: logProbability / ids.length ** lengthPenalty", "score: logProbability"],
    "counts one token too many for the score": ["beamStep.ts", "/ ids.length ** lengthPenalty }", "/ (ids.length + 1) ** lengthPenalty }"],
    "leaves each beam the cache of another": ["growingTexts.ts", "layer.select(rows)", "layer.select(rows.map(() => 0))"],
    "forgets the beams' own probabilities": ["beamSearch.ts", "=> logProbability + each", "=> each"],
    "adds logits in place of log-probabilities": ["probabilities.ts", "logit - shift", "Number(logit)"],
    "lets ended texts go on": ["beamSearch.ts", "candidates.filter((candidate) => !isOver(candidate))",
      "candidates.filter(({ ids }) => ids.length < longest)"],
    "ends texts that were not among the likeliest": ["beamSearch.ts", "candidates.slice(0, beams).filter(isOver)", "candidates.filter(isOver)"],
    "keeps too few to go on": ["beamSearch.ts", "const enough = beams * (1 + (", "const enough = beams + 0 * (1 + ("],
    "stops at once when enough have ended": ["beamSearch.ts", "if (earlyStopping === true) return true;", "return true;"],
    "never stops early": ["beamSearch.ts", "if (earlyStopping === true) return true;", "return false;"],
    "takes the length so far for \"never\"": ["beamSearch.ts", "lengthPenalty > 0 ? longest", "lengthPenalty > 0 ? best.ids.length"],
  };
  it.each(Object.entries(mutants))("is told from a mutant that %s", async (_, [file, from, to]) => {
    const mutant = await mutated(`sampling/${file}`, { from, to });
    const theirs = await mutant.GPT.fromPretrained(oraclePath("gpt2"));
    let told = false;
    for (const { prompt, options, found } of cases) {
      told ||= !isEqual(await mutant.beamSearch(theirs, prompt, options).catch(() => []), found);
      if (told) break;
    }
    theirs.dispose();
    expect(told).toBe(true);
  });

  it("finds every text in the order of brute force when nothing is dropped, over random trees", async () => {
    const cases = fc.record({
      seed: fc.nat(10_000), vocabularySize: fc.integer({ min: 1, max: 4 }), depth: fc.integer({ min: 1, max: 4 }),
      lengthPenalty: fc.constantFrom(0, 0.5, 1, 2, -1), earlyStopping: fc.constantFrom(false, true, "never" as const),
      stop: fc.constantFrom([], [0]),
    });
    await fc.assert(fc.asyncProperty(cases, async ({ seed, vocabularySize, depth, lengthPenalty, earlyStopping, stop }) => {
      const chances = randomTree(seed, vocabularySize);
      const all = everyText(chances, { prompt: [0], depth, stop })
        .map(({ ids, probability }) => ({ ids, score: Math.log(probability) / ids.length ** lengthPenalty }))
        .sort((a, b) => b.score - a.score);
      const options = { beams: all.length + 1, maxNewTokens: depth, lengthPenalty, earlyStopping, stop, cache: false };
      const found = await beamSearch(treeModel(chances, { vocabularySize }), [0], options);
      expect(found.map(({ ids }) => ids)).toEqual(all.map(({ ids }) => ids));
      found.forEach(({ score }, i) => expect(score).toBeCloseTo(all[i].score, 4)); // float32 logits
    }), { numRuns: 150, seed: 3 });
  });

  it("finds the likeliest text with few beams on most random trees, and never one that is likelier than the optimum", async () => {
    let optimal = 0;
    for (let seed = 0; seed < 40; seed++) {
      const chances = randomTree(seed, 4);
      const best = Math.log(Math.max(...everyText(chances, { prompt: [1], depth: 4, stop: [0] }).map((t) => t.probability)));
      const tree = treeModel(chances, { vocabularySize: 4 });
      const options = { maxNewTokens: 4, lengthPenalty: 0, stop: [0], cache: false };
      const scores = [];
      for (const beams of [1, 8]) scores.push((await beamSearch(tree, [1], { ...options, beams }))[0].score);
      for (const score of scores) expect(score).toBeLessThan(best + 1e-5);
      if (scores[1] > best - 1e-5) optimal++;
    }
    expect(optimal).toBeGreaterThan(35);
  });

  // By hand: greedy takes 0 (0.6) and can then make at best 0.6 · 0.5 = 0.3; through 1 there is 0.4 · 0.9 = 0.36.
  const trap = ([first, second]: number[]): number[] =>
    (second === undefined ? { 9: [0.6, 0.4] }[first]! : second === 0 ? [0.5, 0.5] : [0.1, 0.9]);
  const trapped = (): byhand.LanguageModel => treeModel((text) => [...trap(text), ...Array(8).fill(0)], { vocabularySize: 10 });

  it("walks into greedy's trap with one beam, and past it with two", async () => {
    const search = (beams: number): Promise<Hypothesis[]> => beamSearch(trapped(), [9], { beams, maxNewTokens: 2, cache: false });
    expect((await search(1)).map(({ ids }) => ids)).toEqual([[0, 0]]);
    const [best, second] = await search(2);
    expect([best.ids, second.ids]).toEqual([[1, 1], [0, 0]]);
    expect(best.logProbability).toBeCloseTo(Math.log(0.36), 6);
    expect(best.score).toBeCloseTo(Math.log(0.36) / 2, 6);
    expect(await generate(trapped(), [9], { choose: greedy, maxNewTokens: 2, cache: false })).toEqual([0, 0]);
  });

  it("follows more beams than the vocabulary has tokens, and gives fewer texts where there are not so many", async () => {
    const found = await beamSearch(trapped(), [9], { beams: 50, maxNewTokens: 2, cache: false });
    expect(found.map(({ ids }) => ids)).toEqual([[1, 1], [0, 0], [0, 1], [1, 0]]); // 0.36, 0.3, 0.3, 0.04; none impossible
  });

  it("is greedy with one beam, also past a full context", async () => {
    const [{ ids }] = await beamSearch(model, [7, 20, 3], { beams: 1, maxNewTokens: 30 });
    expect(ids).toEqual(await generate(model, [7, 20, 3], { choose: greedy, maxNewTokens: 30 }));
  });

  it("finds the same with and without the cache, in a full context that slides or ends the texts", async () => {
    const small = lively(byhand, 4, { tiedEmbeddings: false });
    for (const whenFull of ["slide", "stop"] as const) {
      const options = { beams: 4, maxNewTokens: 14, whenFull, stop: [2] };
      const cached = await beamSearch(small, [1, 2, 3, 4, 5], options);
      const whole = await beamSearch(small, [1, 2, 3, 4, 5], { ...options, cache: false });
      expect(whole.map(({ ids }) => ids)).toEqual(cached.map(({ ids }) => ids));
      expect(Math.max(...cached.map(({ ids }) => ids.length))).toBe(whenFull === "slide" ? 14 : 7); // 11 − 5 + 1
    }
    small.dispose();
  });

  it("ends texts as a function of their tokens says", async () => {
    const found = await beamSearch(model, [5], { beams: 3, maxNewTokens: 9, stop: (ids) => ids.length === 4 });
    expect(found.map(({ ids }) => ids.length)).toEqual([4, 4, 4]);
    expect(found[0].ids).toEqual((await beamSearch(model, [5], { beams: 3, maxNewTokens: 4 }))[0].ids);
  });

  it("gives the texts so far at a signal, and keeps the number of live tensors constant", async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const during: number[] = [];
    const forward = vi.spyOn(model, "forward").mockImplementation((ids, options) => {
      during.push(tf.memory().numTensors);
      if (during.length === 6) controller.abort();
      return GPT.prototype.forward.call(model, ids, options);
    });
    const found = await beamSearch(model, [1, 2], { beams: 3, maxNewTokens: 20, signal: controller.signal });
    forward.mockRestore();
    expect(found.map(({ ids }) => ids.length)).toEqual([6, 6, 6]);
    expect(new Set(during.slice(1)).size).toBe(1); // after the first, with its cache
    expect(tf.memory().numTensors).toBe(before);
    expect(await beamSearch(model, [1], { beams: 3, signal: AbortSignal.abort() })).toEqual([]);
  });

  it("searches with a model in training as in evaluation", async () => {
    const training = lively(byhand, 1, { dropout: 0.5 });
    const search = (): Promise<Hypothesis[]> => beamSearch(training, [1], { beams: 3, maxNewTokens: 5 });
    const evaluated = await search();
    training.train();
    expect(await search()).toEqual(evaluated);
    expect(training.training).toBe(true);
    training.dispose();
  });

  const refused: [string, number[], Partial<BeamOptions> & Record<string, unknown>, RegExp][] = [
    ["no beams", [1], { beams: 0 }, /beams is 0: expected a whole number, at least 1/],
    ["a temperature", [1], { temperature: 0.7 }, /temperature is given to beamSearch, which draws nothing/],
    ["top-k", [1], { topK: 5 }, /topK is given to beamSearch/],
    ["a seed", [1], { seed: 1 }, /seed is given to beamSearch/],
    ["another choice", [1], { choose: greedy }, /choose is given to beamSearch/],
    ["an infinite length penalty", [1], { lengthPenalty: Infinity }, /lengthPenalty is Infinity: expected a finite number/],
    ["another word for early stopping", [1], { earlyStopping: "always" as "never" }, /earlyStopping is "always": expected true/],
    ["an empty prompt", [], {}, /prompt is empty/],
    ["a prompt beyond the context", Array(24).fill(0), {}, /prompt has 24 tokens .* holds 23/],
    ["a stopping token outside the vocabulary", [1], { stop: [67] }, /stop\[0\] is 67/],
  ];
  it.each(refused)("refuses %s before any work", async (_, prompt, options, message) => {
    const forward = vi.spyOn(model, "forward");
    await expect(beamSearch(model, prompt, { beams: 2, ...options })).rejects.toThrow(message);
    expect(forward).not.toHaveBeenCalled();
    forward.mockRestore();
  });
});

/** For each text its own chances, the same whenever it is asked for. */
function randomTree(seed: number, vocabularySize: number): (text: number[]) => number[] {
  return (text) => {
    const random = new Random(seed).fork(text.join());
    const weights = Array.from({ length: vocabularySize }, () => Math.exp(2 * random.normal()));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  };
}
