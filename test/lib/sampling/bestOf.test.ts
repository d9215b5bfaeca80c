import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { bestOf, type BestOfOptions, generate, type GPT, greedy, useEngine } from "byhand";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { mutated } from "../../mutated";
import { lively } from "../decoder/models";

let model: GPT;
beforeAll(async () => {
  await useEngine("wasm");
  model = lively(byhand, 1, { tiedEmbeddings: false });
});
afterAll(() => model.dispose());

const options = { maxNewTokens: 5, temperature: 3, seed: 4 };
/** How many ids are even: many ties among 5 tokens. */
const scorer = (ids: number[]): number => ids.filter((id) => id % 2 === 0).length;

/** The definition: one text for each seed, sorted by score; sort is stable, so ties stay in the order of seeds. */
async function byDefinition(n: number): Promise<{ ids: number[]; score: number }[]> {
  const texts = [];
  for (let i = 0; i < n; i++) texts.push(await generate(model, [3, 1], { ...options, seed: options.seed + i }));
  return texts.map((ids) => ({ ids, score: scorer(ids) })).sort((a, b) => b.score - a.score);
}

describe("bestOf", () => {
  it("gives n texts, each by its own seed, best first and ties in the order of seeds", async () => {
    const found = await bestOf(model, [3, 1], { n: 9, scorer, ...options });
    expect(found).toEqual(await byDefinition(9));
    expect(new Set(found.map(({ score }) => score)).size).toBeGreaterThan(2);
    expect(new Set(found.map(({ ids }) => String(ids))).size).toBeGreaterThan(5);
  });

  it.each([
    ["gives the worst first", "b.score - a.score", "a.score - b.score"],
    ["gives ties in the reverse order", "scored.sort(", "scored.reverse().sort("],
    ["scores the first text only", "scorer([...ids])", "scorer([...texts[0]])"],
    ["draws one text n times", "options, signal })", "options, signal, topK: 1 })"],
  ])("is told from a mutant that %s", async (_, from, to) => {
    const mutant = await mutated("sampling/bestOf.ts", { from, to });
    const theirs = lively(mutant, 1, { tiedEmbeddings: false });
    const found = await mutant.bestOf(theirs, [3, 1], { n: 9, scorer, ...options });
    theirs.dispose();
    expect(found).not.toEqual(await byDefinition(9));
  });

  it("waits for a scorer that takes its time, one text after the other, and takes −∞ and ∞ for scores", async () => {
    const scores = [2, -Infinity, Infinity, -Infinity];
    let running = 0;
    const slow = async (): Promise<number> => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return scores.shift()!;
    };
    const found = await bestOf(model, [1], { n: 4, scorer: slow, ...options });
    expect(found.map(({ score }) => score)).toEqual([Infinity, 2, -Infinity, -Infinity]);
  });

  it("scores what it has at a signal", async () => {
    const controller = new AbortController();
    const onToken = (_: number, row: number): void => { if (row === 2) controller.abort(); };
    const found = await bestOf(model, [1], { n: 3, scorer: (ids) => ids.length, onToken, signal: controller.signal });
    expect(found.map(({ score }) => score)).toEqual([1, 1, 1]);
  });

  it("leaves no tensors behind, also where the scorer throws", async () => {
    const before = tf.memory().numTensors;
    const failing = (): never => { throw new Error("no opinion"); };
    await expect(bestOf(model, [1], { n: 2, scorer: failing, ...options })).rejects.toThrow("no opinion");
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses a score that is no number, naming the text", async () => {
    await expect(bestOf(model, [1], { n: 2, scorer: () => NaN, ...options })).rejects.toThrow(/scorer gave NaN for \[\d/);
    const none = (() => undefined) as unknown as () => number;
    await expect(bestOf(model, [1], { n: 2, scorer: none, ...options })).rejects.toThrow(/scorer gave undefined .* a number/);
  });

  const refused: [string, Partial<BestOfOptions>, RegExp][] = [
    ["n 0", { n: 0 }, /n is 0: expected a whole number, at least 1/],
    ["half a text", { n: 1.5 }, /n is 1\.5/],
    ["no scorer", { scorer: undefined }, /scorer is undefined: give a function/],
    ["greedy, which gives n equal texts", { choose: greedy, temperature: undefined }, /choose is greedy, so that all 2 texts would be/],
    ["top-k 1, which gives n equal texts", { topK: 1 }, /topK is 1, so that all 2/],
    ["top-p 0", { topP: 0 }, /topP is 0/],
  ];
  it("refuses a prompt by its own name", async () => {
    await expect(bestOf(model, [], { n: 2, scorer })).rejects.toThrow(/^prompt is empty/);
    await expect(bestOf(model, [17], { n: 2, scorer })).rejects.toThrow(/^prompt\[0\] is 17/);
  });


  it.each(refused)("refuses %s before any work", async (_, change, message) => {
    const forward = vi.spyOn(model, "forward");
    await expect(bestOf(model, [1], { n: 2, scorer, ...options, ...change })).rejects.toThrow(message);
    expect(forward).not.toHaveBeenCalled();
    forward.mockRestore();
  });

  it("takes greedy for a single text", async () => {
    const [{ ids }] = await bestOf(model, [1], { n: 1, scorer, maxNewTokens: 4, choose: greedy });
    expect(ids).toEqual(await generate(model, [1], { maxNewTokens: 4, choose: greedy }));
  });
});
