import { isDeepStrictEqual } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { generate, generateBatch, type GenerateOptions, type GPT, greedy, useEngine } from "byhand";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { mutated } from "../../mutated";
import { config, lively, randomIds } from "../decoder/models";

/** A random model with tied embeddings mostly says what it has just heard, which would hide much. */
const UNTIED = { tiedEmbeddings: false };
let model: GPT;
const models: Record<string, () => GPT> = {
  "GPT-2's shape": () => lively(byhand, 1, UNTIED),
  "Llama's shape": () => lively(byhand, 2, { ...UNTIED, positions: "rotary", norm: "rms", feedForward: "swiglu", biases: false }),
  "a sliding window": () => lively(byhand, 3, { ...UNTIED, positions: "rotary", slidingWindow: 4 }),
};
const prompts = [4, 1, 6, 2, 5].map((length, i) => randomIds(length, 20 + i));

/** One at a time, as the contract says: row i draws with seed + i. */
async function oneByOne(of: GPT, options: GenerateOptions): Promise<number[][]> {
  const made: number[][] = [];
  for (const [i, prompt] of prompts.entries()) {
    made.push(await generate(of, prompt, { ...options, seed: (options.seed ?? 0) + i }));
  }
  return made;
}

const STOPPING: GenerateOptions = { maxNewTokens: 10, seed: 8, temperature: 3, stop: [3, 8] };
const ENDING: GenerateOptions = { maxNewTokens: 9, seed: 9, stop: (ids) => ids.length > 1 && ids.at(-1)! > 8 };
const settings: [string, GenerateOptions][] = [
  ["the model's own distribution", { maxNewTokens: 8 }],
  ["temperature, top-k, top-p and min-p", { maxNewTokens: 8, seed: 5, temperature: 1.7, topK: 9, topP: 0.95, minP: 0.02 }],
  ["every penalty", { maxNewTokens: 8, seed: 6, repetitionPenalty: 1.3, frequencyPenalty: 0.4, presencePenalty: 0.2 }],
  ["greedy", { maxNewTokens: 8, choose: greedy }],
  ["no cache", { maxNewTokens: 8, seed: 7, temperature: 3, cache: false }],
  ["stopping tokens, which end rows at different times", STOPPING],
  ["a stop that counts", ENDING],
  ["a context that slides", { maxNewTokens: 16, seed: 10, temperature: 2 }],
  ["a context that ends the text", { maxNewTokens: 16, seed: 11, temperature: 2, whenFull: "stop" }],
];

beforeAll(async () => {
  await useEngine("wasm");
  model = models["GPT-2's shape"]();
});
afterAll(() => model.dispose());

describe("generateBatch", () => {
  describe.each(Object.entries(models))("with %s", (_, make) => {
    let each: GPT;
    beforeAll(() => void (each = make()));
    afterAll(() => each.dispose());

    it.each(settings)("gives the ids of one by one for prompts of several lengths and %s", async (_, options) => {
      const batch = await generateBatch(each, prompts, options);
      expect(batch).toEqual(await oneByOne(each, options));
      expect(new Set(batch.map(String)).size).toBeGreaterThan(2); // a lively model
    });
  });

  const mutants: Record<string, [file: string, from: string, to: string]> = {
    "pads on the right": ["sampling/growingTexts.ts", "[...Array<number>(length - ids.length).fill(PADDING), ...ids]",
      "[...ids, ...Array<number>(length - ids.length).fill(PADDING)]"],
    "lets padding be attended to": ["sampling/growingTexts.ts", "text.length < columns", "text.length < 0"],
    "counts positions from the padding on": ["decoder/positions.ts", "if (!span.attentionMask) return columns;", "if (span.time > 0) return columns;"],
    "is a position off once the cache serves": ["decoder/positions.ts", "gather(counted, columns, 1)",
      "gather(counted, tf.maximum(tf.sub(columns, tf.scalar(1, \"int32\")), tf.scalar(0, \"int32\")), 1)"],
    "leaves the cache of ended texts where it was": ["sampling/growingTexts.ts", "layer.select(rows)", "layer.select([...rows.keys()])"],
    "draws all rows with one seed": ["sampling/generate.ts", "new Random(seed + row)", "new Random(seed)"],
  };
  it.each(Object.entries(mutants))("is told from a mutant that %s", async (_, [file, from, to]) => {
    const mutant = await mutated(file, { from, to });
    const theirs = lively(mutant, 1, UNTIED);
    const differs = await Promise.all([ENDING, STOPPING].map(async (options) => {
      const made = await mutant.generateBatch(theirs, prompts, options).catch(() => null);
      return !isDeepStrictEqual(made, await oneByOne(model, options));
    }));
    theirs.dispose();
    expect(differs).toContain(true);
  });

  it("makes one forward pass for each step, without the texts that have ended", async () => {
    const shapes: string[] = [];
    const forward = vi.spyOn(model, "forward").mockImplementation(function (this: GPT, ids, options) {
      shapes.push(`${(ids as tf.Tensor).shape}${options?.attentionMask ? ` of ${options.attentionMask.shape[1]}` : ""}`);
      return Object.getPrototypeOf(model).forward.call(model, ids, options);
    });
    await generateBatch(model, [[1, 2, 3], [4]], { maxNewTokens: 2 });
    await generateBatch(model, [[1, 2, 3], [4, 5, 6]], { maxNewTokens: 2 });
    forward.mockRestore();
    expect(shapes).toEqual(["2,3 of 3", "2,1 of 4", "2,3", "2,1"]);
  });

  it("calls back with each token and its row, row by row", async () => {
    const seen: number[][] = [];
    const made = await generateBatch(model, [[1], [2, 3]], { maxNewTokens: 2, onToken: (id, row) => void seen.push([row, id]) });
    expect(seen).toEqual([[0, made[0][0]], [1, made[1][0]], [0, made[0][1]], [1, made[1][1]]]);
  });

  it("keeps what it has at a signal, and the number of live tensors constant, also where a row's cache is left behind", async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const during: number[] = [];
    const onToken = (_: number, row: number): void => {
      if (row === 0) during.push(tf.memory().numTensors);
      if (during.length === 5) controller.abort();
    };
    const made = await generateBatch(model, prompts.slice(0, 3), { onToken, signal: controller.signal });
    expect(made.map((ids) => ids.length)).toEqual([5, 5, 5]);
    expect(new Set(during.slice(0, 4)).size).toBe(1);
    await generateBatch(model, prompts, STOPPING);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("generates from a model in training as in evaluation, and leaves it in training", async () => {
    const training = lively(byhand, 1, { ...UNTIED, dropout: 0.5 });
    training.train();
    const inEvaluation = await generateBatch(model, prompts, { maxNewTokens: 4 });
    expect(await generateBatch(training, prompts, { maxNewTokens: 4 })).toEqual(inEvaluation);
    expect(training.training).toBe(true);
    training.dispose();
  });

  it.each([
    ["no prompts", [], {}, /prompts is empty: give at least one/],
    ["one prompt that is not in a list", [1, 2] as unknown as number[][], {}, /prompts\[0\] is 1: give a list of ids for each prompt/],
    ["an empty prompt", [[1], []], {}, /prompts\[1\] is empty/],
    ["a prompt beyond the context", [Array(config.contextLength + 1).fill(0)], {}, /prompts\[0\] has 12 tokens but .* holds 11/],
    ["an id outside the vocabulary", [[1], [2, 17]], {}, /prompts\[1\]\[1\] is 17/],
    ["a seed that leaves none for the last row", [[1], [2]], { seed: 0xffffffff }, /seed is 4294967296/],
    ["top-p 0", [[1]], { topP: 0 }, /topP is 0/],
  ])("refuses %s before any work", async (_, rows: number[][], options: GenerateOptions, message) => {
    const forward = vi.spyOn(model, "forward");
    await expect(generateBatch(model, rows, options)).rejects.toThrow(message);
    expect(forward).not.toHaveBeenCalled();
    forward.mockRestore();
  });
});
