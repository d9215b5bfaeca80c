import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { contrastiveSearch, type ContrastiveOptions, generate, GPT, greedy, useEngine } from "byhand";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { mutated } from "../../mutated";
import { oraclePath, readJsonOracle } from "../../oracle";

interface Case { prompt: number[]; options: ContrastiveOptions; ids: number[]; margin: number | null }

/** From test/oracles/search.py: the paper's equation, with a whole forward pass of PyTorch for each candidate. */
const cases = readJsonOracle<{ contrastive: Case[] }>("search.json").contrastive;
const named = cases.map((each): [string, Case] => {
  const { topK, penalty, maxNewTokens } = each.options;
  return [`k ${topK}, penalty ${penalty}, ${maxNewTokens} tokens after ${each.prompt.length}`, each];
});

let model: GPT;
beforeAll(async () => {
  await useEngine("wasm");
  model = await GPT.fromPretrained(oraclePath("gpt2"));
});
afterAll(() => model.dispose());

describe("contrastiveSearch", () => {
  it.each(named)("finds what the paper's equation says: %s", async (_, { prompt, options, ids, margin }) => {
    expect(margin ?? 1).toBeGreaterThan(5e-4); // no choice hangs on rounding: scores are good to about 1e-5
    expect(await contrastiveSearch(model, prompt, options)).toEqual(ids);
    expect(await contrastiveSearch(model, prompt, { ...options, cache: false })).toEqual(ids);
  });

  const mutants: Record<string, [file: string, from: string, to: string]> = {
    "rewards likeness": ["contrastiveSearch.ts", "* chance - penalty *", "* chance + penalty *"],
    "takes the mean likeness": ["contrastiveSearch.ts", "Math.max(...others.map((other) => cosine(states[i], other)))",
      "others.reduce((sum, other) => sum + cosine(states[i], other), 0) / others.length"],
    "compares with the prompt alone": ["contrastiveSearch.ts", "context = [...others, states[best]]", "context = others"],
    "compares lengths too": ["contrastiveSearch.ts", "(Math.sqrt(aSquared * bSquared) || 1)", "(30 + 0 * aSquared * bSquared)"],
    "weighs logits in place of probabilities": ["contrastiveSearch.ts", "const chances = probabilities(logits);", "const chances = logits;"],
    "keeps the first candidate's cache": ["contrastiveSearch.ts", "texts.select([best])", "texts.select([0])"],
    "compares a slid window's states with those before": ["contrastiveSearch.ts", "const isWhole = seen.states[0].length > 1", "const isWhole = false"],
  };
  it.each(Object.entries(mutants))("is told from a mutant that %s", async (_, [file, from, to]) => {
    const mutant = await mutated(`sampling/${file}`, { from, to });
    const theirs = await mutant.GPT.fromPretrained(oraclePath("gpt2"));
    let told = false;
    for (const { prompt, options, ids } of cases) {
      told ||= String(await mutant.contrastiveSearch(theirs, prompt, options)) !== String(ids);
      if (told) break;
    }
    theirs.dispose();
    expect(told).toBe(true);
  });

  it("is greedy at penalty 0 or with one candidate", async () => {
    const expected = await generate(model, [18], { choose: greedy, maxNewTokens: 26 });
    expect(await contrastiveSearch(model, [18], { penalty: 0, maxNewTokens: 26 })).toEqual(expected);
    expect(await contrastiveSearch(model, [18], { topK: 1, maxNewTokens: 26 })).toEqual(expected);
  });

  it("repeats itself less than greedy", async () => {
    const prompt = cases[0]!.prompt;
    const bored = await generate(model, prompt, { choose: greedy, maxNewTokens: 18 });
    const lively = await contrastiveSearch(model, prompt, { maxNewTokens: 18 });
    expect(byhand.distinctNGrams(lively, 2)).toBeGreaterThan(2 * byhand.distinctNGrams(bored, 2));
  });

  it("ends after a stopping token, as a function says, at a signal and in a full context", async () => {
    const { prompt, options, ids } = cases[0]!;
    expect(await contrastiveSearch(model, prompt, { ...options, stop: [ids[2]] })).toEqual(ids.slice(0, 3));
    expect(await contrastiveSearch(model, prompt, { ...options, stop: (made) => made.length === 4 })).toEqual(ids.slice(0, 4));
    expect(await contrastiveSearch(model, prompt, { maxNewTokens: 50, whenFull: "stop" })).toHaveLength(23 - 5 + 1);
    const controller = new AbortController();
    const stop = (made: readonly number[]): boolean => { if (made.length === 2) controller.abort(); return false; };
    expect(await contrastiveSearch(model, prompt, { ...options, stop, signal: controller.signal })).toEqual(ids.slice(0, 2));
  });

  it("keeps the number of live tensors constant, and works in training as in evaluation", async () => {
    const before = tf.memory().numTensors;
    const during: number[] = [];
    model.train();
    const stop = (): boolean => { during.push(tf.memory().numTensors); return false; };
    expect(await contrastiveSearch(model, cases[0]!.prompt, { ...cases[0]!.options, stop })).toEqual(cases[0]!.ids);
    expect(model.training).toBe(true);
    model.eval();
    expect(new Set(during).size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  const refused: [string, number[], ContrastiveOptions & Record<string, unknown>, RegExp][] = [
    ["a penalty above 1", [1], { penalty: 1.1 }, /penalty is 1\.1: expected 0 \(greedy\) to 1/],
    ["a penalty that is no number", [1], { penalty: NaN }, /penalty is NaN/],
    ["no candidates", [1], { topK: 0 }, /topK is 0: expected a whole number, at least 1/],
    ["more candidates than tokens", [1], { topK: 68 }, /topK is 68 but there are only 67/],
    ["a temperature", [1], { temperature: 2 }, /temperature is given to contrastiveSearch, which draws nothing/],
    ["a seed", [1], { seed: 2 }, /seed is given to contrastiveSearch/],
    ["an empty prompt", [], {}, /prompt is empty/],
    ["no tokens to make", [1], { maxNewTokens: 0 }, /maxNewTokens is 0/],
  ];
  it.each(refused)("refuses %s before any work", async (_, prompt, options, message) => {
    const forward = vi.spyOn(model, "forward");
    await expect(contrastiveSearch(model, prompt, options)).rejects.toThrow(message);
    expect(forward).not.toHaveBeenCalled();
    forward.mockRestore();
  });

  it("never takes an impossible token, and takes a vocabulary of fewer tokens than candidates", async () => {
    const toy: byhand.LanguageModel = {
      config: { contextLength: 9, vocabularySize: 3 },
      forward: ({ shape: [rows] }) => ({
        logits: tf.tile(tf.tensor3d([[[0, -Infinity, 1]]]), [rows!, 1, 1]),
        hiddenStates: [tf.ones([rows!, 1, 2])], // all tokens alike
      }),
      newCache: () => [{ select: () => undefined, dispose: () => undefined }],
    };
    expect(await contrastiveSearch(toy, [0], { penalty: 1, maxNewTokens: 3 })).toEqual([2, 2, 2]);
  });

  it("refuses a model that gives no hidden states", async () => {
    const silent = Object.assign(Object.create(model) as GPT, {
      forward: (...given: Parameters<GPT["forward"]>) => ({ logits: model.forward(...given).logits }),
    });
    await expect(contrastiveSearch(silent, [1])).rejects.toThrow(/model gives no hiddenStates: contrastiveSearch compares/);
  });
});
