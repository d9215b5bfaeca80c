import * as tf from "@tensorflow/tfjs-core";
import {
  generate, generateStream, GPT, greedy, type LanguageModel, Random, repetitionRate, samplingStep,
  useEngine,
} from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

const sizes = { vocabularySize: 11, contextLength: 10, hiddenSize: 12, layers: 2, heads: 3 };
let model: GPT;

beforeAll(async () => {
  await useEngine("cpu");
  model = new GPT(sizes, { seed: 3 });
  // A fresh GPT gives nearly equal logits, which would hide mistakes: make its parameters large.
  for (const parameter of model.namedParameters().values()) {
    if (parameter.value.rank === 2) tf.tidy(() => parameter.set(tf.mul(parameter.value, 30)));
  }
});
afterAll(() => model.dispose());

/** The definition: every step a whole forward pass over the last `contextLength` tokens. */
async function byDefinition(prompt: number[], count: number): Promise<number[]> {
  const text = [...prompt];
  for (let i = 0; i < count; i++) {
    const rows = tf.tidy(() => model.forward([text.slice(-sizes.contextLength)]).logits);
    const last = ((await rows.array()) as number[][][])[0].at(-1)!;
    rows.dispose();
    text.push(last.indexOf(Math.max(...last)));
  }
  return text.slice(prompt.length);
}

/** After token a comes a + 1, nearly surely; counts what it was called with. */
function counting(contextLength = 100): LanguageModel & { inputs: number[]; caches: boolean[] } {
  const inputs: number[] = [];
  const caches: boolean[] = [];
  return {
    config: { contextLength, vocabularySize: 10 },
    inputs,
    caches,
    newCache: () => [{ select: () => undefined, dispose: () => undefined }],
    forward: (ids, { cache } = {}) => {
      inputs.push(ids.shape[1]!);
      caches.push(cache !== undefined);
      const next = tf.mod(tf.add(ids, tf.scalar(1, "int32")), tf.scalar(10, "int32")) as tf.Tensor2D;
      return { logits: tf.mul(tf.oneHot(next, 10), 50) }; // [1, time, 10]
    },
  };
}

describe("generate", () => {
  it("continues greedily as the definition says, past a full context too", async () => {
    const expected = await byDefinition([1, 2, 3], 20);
    expect(new Set(expected).size).toBeGreaterThan(3);
    expect(await generate(model, [1, 2, 3], { maxNewTokens: 20, choose: greedy })).toEqual(expected);
    expect(await generate(model, [1, 2, 3], { maxNewTokens: 20, topK: 1, temperature: 3 })).toEqual(expected);
  });

  it.each([1, 5, 10])("gives equal tokens with and without the cache from a prompt of %d, sliding too", async (length) => {
    const prompt = Array.from({ length }, (_, i) => (i * 7) % 11);
    const options = { maxNewTokens: 16, temperature: 5, topK: 6, seed: 8 };
    const cached = await generate(model, prompt, options);
    expect(await generate(model, prompt, { ...options, cache: false })).toEqual(cached);
  });

  it("draws each token by samplingStep from the text so far, prompt included, with every option", async () => {
    const options = {
      repetitionPenalty: 1.4, frequencyPenalty: 0.3, presencePenalty: 0.2, temperature: 6, topK: 9, topP: 0.95, minP: 0.02,
    };
    const random = new Random(5);
    const text = [1, 2, 3];
    for (let i = 0; i < 12; i++) {
      const rows = tf.tidy(() => model.forward([text.slice(-sizes.contextLength)]).logits);
      const last = ((await rows.array()) as number[][][])[0].at(-1)!;
      rows.dispose();
      text.push(samplingStep(last, { ...options, ids: text }, random.uniform()).id);
    }
    expect(await generate(model, [1, 2, 3], { ...options, maxNewTokens: 12, seed: 5 })).toEqual(text.slice(3));
    expect(await generate(model, [1, 2, 3], { maxNewTokens: 12, seed: 5, temperature: 6 })).not.toEqual(text.slice(3));
  });

  it("repeats itself less with a penalty than greedily", async () => {
    const options = { maxNewTokens: 30, topK: 1 };
    const penalized = await generate(model, [1, 2, 3], { ...options, frequencyPenalty: 20 });
    expect(repetitionRate(penalized, 2)).toBeLessThan(repetitionRate(await generate(model, [1, 2, 3], options), 2));
  });

  const mutants: Record<string, { from: string; to: string }> = {
    "takes an empty cache at every step": {
      from: "      cache: this.cache,",
      to: "      cache: this.cache && this.model.newCache(),",
    },
    "forgets one token too many at a full context": {
      from: "Math.min(longest, contextLength);",
      to: "Math.min(longest, longest > contextLength ? contextLength - 1 : contextLength);",
    },
  };
  it.each(Object.entries(mutants))("is told apart from a variant that %s", async (_, change) => {
    const expected = await byDefinition([1, 2, 3], 12);
    const mutant = await mutated("sampling/growingTexts.ts", change);
    expect(await generate(model, [1, 2, 3], { maxNewTokens: 12, choose: greedy })).toEqual(expected);
    expect(await mutant.generate(model, [1, 2, 3], { maxNewTokens: 12, choose: greedy })).not.toEqual(expected);
  });

  it("repeats its tokens for the same seed and not for another", async () => {
    const run = (seed: number): Promise<number[]> => generate(model, [4], { maxNewTokens: 12, temperature: 8, seed });
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
  });

  it("gives the model only the new token while the cache serves, and the whole window when it can't", async () => {
    const cached = counting(5);
    await generate(cached, [0, 1, 2], { maxNewTokens: 5 });
    expect(cached.inputs).toEqual([3, 1, 1, 5, 5]);
    expect(cached.caches).toEqual([true, true, true, false, false]);
    const plain = counting(5);
    await generate(plain, [0, 1, 2], { maxNewTokens: 5, cache: false });
    expect(plain.inputs).toEqual([3, 4, 5, 5, 5]);
  });

  it("ends at a full context when asked to, with every position used", async () => {
    const ids = await generate(counting(5), [0, 1, 2], { maxNewTokens: 50, whenFull: "stop" });
    expect(ids).toEqual([3, 4, 5]); // the last is predicted from the full context
  });

  it("ends after a stopping token, which it includes", async () => {
    expect(await generate(counting(), [2], { stop: [6, 9] })).toEqual([3, 4, 5, 6]);
  });

  it("ends as soon as a function of the new tokens says so", async () => {
    expect(await generate(counting(), [2], { stop: (ids) => ids.length === 3 })).toEqual([3, 4, 5]);
  });

  it("calls back with each token in order and waits for the callback", async () => {
    const seen: string[] = [];
    const onToken = async (id: number): Promise<void> => {
      seen.push(`begin ${id}`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`end ${id}`);
    };
    await generate(counting(), [7], { maxNewTokens: 2, onToken });
    expect(seen).toEqual(["begin 8", "end 8", "begin 9", "end 9"]);
  });

  it("stops at a signal that comes from outside while it runs, and keeps what it has", async () => {
    const controller = new AbortController();
    let ticks = 0;
    const timer = setInterval(() => ++ticks === 3 && controller.abort(), 0);
    const ids = await generate(counting(), [0], { maxNewTokens: 1e6, signal: controller.signal });
    clearInterval(timer);
    expect(ids.slice(0, 3)).toEqual([1, 2, 3]);
    expect(await generate(counting(), [0], { signal: AbortSignal.abort() })).toEqual([]);
  });

  it("keeps the number of live tensors constant, also when its stream is left early or the model throws", async () => {
    const before = tf.memory().numTensors;
    const during: number[] = [];
    await generate(model, [1, 2], { maxNewTokens: 20, onToken: () => void during.push(tf.memory().numTensors) });
    expect(new Set(during.slice(0, 8)).size).toBe(1);
    for await (const id of generateStream(model, [1, 2], { maxNewTokens: 20 })) if (id >= 0) break;
    const failing = { ...counting(), forward: () => { throw new Error("broken"); } };
    await expect(generate(failing, [1])).rejects.toThrow("broken");
    const onToken = (): never => { throw new Error("full"); };
    await expect(generate(model, [1, 2], { onToken })).rejects.toThrow("full");
    expect(tf.memory().numTensors).toBe(before);
  });

  it("switches a model in training to evaluation for each step, and back", async () => {
    const modes: boolean[] = [];
    const toy = counting();
    const inner = toy.forward;
    const training = Object.assign(toy, {
      training: true,
      train: () => void (training.training = true),
      eval: () => void (training.training = false),
      forward: (...args: Parameters<typeof inner>) => {
        modes.push(training.training);
        return inner(...args);
      },
    });
    await generate(training, [1], { maxNewTokens: 2, onToken: () => void modes.push(training.training) });
    expect(modes).toEqual([false, true, false, true]);
    expect(training.training).toBe(true);
  });

  it("streams the tokens that generate gives", async () => {
    const streamed: number[] = [];
    for await (const id of generateStream(model, [5], { maxNewTokens: 7, seed: 2 })) streamed.push(id);
    expect(streamed).toEqual(await generate(model, [5], { maxNewTokens: 7, seed: 2 }));
  });
});
