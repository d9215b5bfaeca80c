import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { mutated } from "../../mutated";
import { bigramModel, numbers, smallGPT, text } from "./models";

beforeAll(() => byhand.useEngine("cpu"));

const DATA = { train: text(400), validation: text(60, { seed: 9 }) };
const OPTIONS = { steps: 12, batchSize: 3, learningRate: 1e-2, seed: 4, evaluateEvery: 5 };

describe("train", () => {
  it("repeats a run bit for bit with the same seed, dropout included, and differs with another", async () => {
    const run = async (seed: number): Promise<{ losses: number[]; parameters: Record<string, number[]> }> => {
      const model = smallGPT({ dropout: 0.2 });
      const { losses } = await byhand.train(model, DATA, { ...OPTIONS, seed });
      return { losses, parameters: await numbers(model.stateDict()) };
    };
    const first = await run(4);
    expect(await run(4)).toEqual(first);
    expect((await run(5)).losses).not.toEqual(first.losses);
  });

  it("learns a text of known entropy down to that entropy and not below", async () => {
    // Each id is followed by one of two, equally likely: ln 2 on average is the best that is possible.
    const model = bigramModel(Array.from({ length: 7 }, () => Array(7).fill(0)));
    const data = { train: text(4000), validation: text(2000, { seed: 9 }) };
    const { validation } = await byhand.train(model, data, {
      steps: 150, batchSize: 16, contextLength: 16, learningRate: 0.3, weightDecay: 0,
    });
    expect(validation.at(-1)!.loss).toBeGreaterThan(Math.LN2 - 0.01);
    expect(validation.at(-1)!.loss).toBeLessThan(Math.LN2 + 0.01);
  });

  it("evaluates every so many steps and after the last, and reports each step with what is left", async () => {
    const steps: number[] = [];
    const model = smallGPT();
    const result = await byhand.train(model, DATA, {
      ...OPTIONS,
      onProgress: ({ step, steps: total, loss, losses, secondsLeft, tokensPerSecond }) => {
        steps.push(step);
        expect([total, loss]).toEqual([12, losses.at(-1)]);
        if (step > 1) expect(tokensPerSecond).toBeGreaterThan(0);
        if (step > 1 && step < 12) expect(secondsLeft).toBeGreaterThan(0);
      },
    });
    expect(steps).toEqual([1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 10, 11, 12, 12]);
    expect(result.validation.map(({ step }) => step)).toEqual([5, 10, 12]);
    expect(result.validation.at(-1)!.loss).toBe(await byhand.evaluate(model, DATA.validation));
    expect(result).toMatchObject({ steps: 12, stopped: false });
    expect(result.losses).toHaveLength(12);
  });

  it("keeps the number of live tensors the same after every step, and leaves none behind", async () => {
    const model = smallGPT({ dropout: 0.2 });
    const before = tf.memory().numTensors;
    const live: number[] = [];
    await byhand.train(model, DATA, { ...OPTIONS, onProgress: () => void live.push(tf.memory().numTensors) });
    expect(new Set(live.slice(1)).size).toBe(1); // from the second step on there is a state before the newest
    expect(tf.memory().numTensors).toBe(before);
  });

  it("is told from a mutant that loses a batch at every step", async () => {
    const library = await mutated("training/trainer.ts", { from: "tf.dispose([batch, ", to: "tf.dispose([" });
    const live: number[] = [];
    await library.train(smallGPT({ library }), DATA, { ...OPTIONS, onProgress: () => void live.push(tf.memory().numTensors) });
    expect(new Set(live.slice(1)).size).toBeGreaterThan(1);
  });

  it("lets the model be used while it trains: newest parameters, evaluation mode, waited for", async () => {
    const model = smallGPT({ dropout: 0.5 });
    const seen: number[] = [];
    await byhand.train(model, { train: DATA.train }, {
      ...OPTIONS, steps: 3, onProgress: async () => { seen.push(await byhand.evaluate(model, DATA.validation)); },
    });
    expect(new Set(seen).size).toBe(3);
    expect(seen.at(-1)).toBe(await byhand.evaluate(model, DATA.validation));
  });

  it("stops at the signal, keeps what was learnt and says so", async () => {
    const stop = new AbortController();
    const model = smallGPT();
    const result = await byhand.train(model, DATA, {
      ...OPTIONS, signal: stop.signal, onProgress: ({ step }) => { if (step === 7) stop.abort(); },
    });
    expect(result).toMatchObject({ steps: 7, stopped: true });
    expect(result.losses).toHaveLength(7);
    const whole = smallGPT();
    const { losses } = await byhand.train(whole, DATA, OPTIONS);
    expect(result.losses).toEqual(losses.slice(0, 7));
  });

  it("stops at a loss that is not finite, naming the step, with the last good parameters in the model", async () => {
    const model = smallGPT();
    const run = byhand.train(model, DATA, { ...OPTIONS, warmup: 0, learningRate: 1e25, clip: Infinity });
    await expect(run).rejects.toThrow(/^step 2 gave loss (NaN|Infinity).*Try a smaller learningRate.*parameters of after step 0$/);
    expect(await numbers(model.stateDict())).toEqual(await numbers(smallGPT().stateDict()));
    expect(Number.isFinite(await byhand.evaluate(model, DATA.validation))).toBe(true);
  });

  it("keeps the parameters when the loss is finite but its gradient is not", async () => {
    const steep = tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor), gradFunc: (dy) => tf.div(dy, 0) }));
    const model = smallGPT({ parts: { gelu: (x: tf.Tensor) => steep(x) } });
    const before = await numbers(model.stateDict());
    await expect(byhand.train(model, DATA, OPTIONS)).rejects.toThrow(/^step 1 gave loss 1\.\d+ with gradient norm (NaN|Infinity)/);
    expect(await numbers(model.stateDict())).toEqual(before);
  });

  it.each<[string, Partial<byhand.TrainingOptions>, string]>([
    ["no steps", { steps: 0 }, "steps is 0: expected a whole number, at least 1"],
    ["half a batch", { batchSize: 0.5 }, "batchSize is 0.5"],
    ["a negative learning rate", { learningRate: -1 }, "learningRate is -1: give a positive number"],
    ["no gradient at all", { clip: 0 }, "clip is 0: give a positive number"],
    ["a beta of 1", { beta2: 1 }, "beta2 is 1: give a number from 0 up to, not including, 1"],
    ["growth for decay", { weightDecay: -0.1 }, "weightDecay is -0.1: give 0 for none"],
    ["evaluations between steps", { evaluateEvery: 2.5 }, "evaluateEvery is 2.5"],
    ["a window longer than the text", { contextLength: 400 }, "data.train has 400 tokens: at least 401 are needed"],
    ["a seed that is none", { seed: -1 }, "seed is -1"],
  ])("refuses %s before any work", async (_, wrong, message) => {
    const before = tf.memory().numTensors;
    const model = smallGPT();
    await expect(byhand.train(model, DATA, { ...OPTIONS, ...wrong })).rejects.toThrow(message);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses texts with ids outside the vocabulary and a validation text of one token", async () => {
    const outside = { ...DATA, train: Int32Array.from([...DATA.train, 7]) };
    await expect(byhand.train(smallGPT(), outside, OPTIONS)).rejects.toThrow("data.train[400] is 7: the vocabulary has the ids 0 to 6");
    const short = { ...DATA, validation: new Int32Array(1) };
    await expect(byhand.train(smallGPT(), short, OPTIONS)).rejects.toThrow("data.validation has 1 tokens: at least 2");
  });
});
