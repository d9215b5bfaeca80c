import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { mutated } from "../../mutated";
import { bigramModel, smallGPT, text } from "./models";

beforeAll(() => byhand.useEngine("cpu"));

const V = 7;
const LOGITS = Array.from({ length: V }, (_, i) => Array.from({ length: V }, (_, j) => Math.sin(3 * i + j * j)));

/** The mean loss of a table of logits over all neighbours of a text, in doubles. */
function closedForm(ids: Int32Array): number {
  let sum = 0;
  for (let i = 1; i < ids.length; i++) {
    const row = LOGITS[ids[i - 1]!]!;
    sum += Math.log(row.reduce((total, logit) => total + Math.exp(logit), 0)) - row[ids[i]!]!;
  }
  return sum / (ids.length - 1);
}

/** 103 ids: 102 predictions in windows of 8 are twelve whole ones and one of 6. The rest is unlike what comes before. */
const IDS = Int32Array.from([...text(95), 6, 6, 6, 6, 6, 6, 6, 6]);
const evaluateBigram = (library: typeof byhand): Promise<number> =>
  library.evaluate(bigramModel(LOGITS, { rate: 0.5, library }).train(), IDS, { batchSize: 5, contextLength: 8 });

describe("evaluate", () => {
  it("gives log V for a model that knows nothing", async () => {
    const knowsNothing = bigramModel(LOGITS.map((row) => row.map(() => 0)));
    expect(await byhand.evaluate(knowsNothing, IDS, { contextLength: 8 })).toBeCloseTo(Math.log(V), 6);
  });

  it("gives a bigram model's closed form over every token, in training mode with dropout too", async () => {
    expect(await evaluateBigram(byhand)).toBeCloseTo(closedForm(IDS), 6);
  });

  it.each([
    ["last window dropped", "if (rest > 0) yield", "if (false) yield"],
    ["windows not weighted by their tokens", "[0] * starts.length * length", "[0] * starts.length * 8"],
    ["last batch dropped", "first < whole; first += batchSize", "first + batchSize <= whole; first += batchSize"],
    ["dropout left on", 'inMode("evaluation"', 'inMode("training"'],
    ["one token in each window not predicted", "(first + i) * contextLength)", "(first + i) * contextLength + 1)"],
  ])("is told from the mutant: %s", async (_, from, to) => {
    const mutant = await mutated("training/evaluate.ts", { from, to });
    const loss = await evaluateBigram(mutant).catch(() => Infinity); // dropout without a seed throws
    expect(Math.abs(loss - closedForm(IDS))).toBeGreaterThan(1e-3);
  });

  it("does not depend on the batch size", async () => {
    const model = smallGPT();
    const losses = await Promise.all([1, 3, 100].map((batchSize) => byhand.evaluate(model, IDS, { batchSize })));
    for (const loss of losses) expect(loss).toBeCloseTo(losses[0]!, 6);
  });

  it("leaves the model in the mode that it was in, and no tensors behind", async () => {
    const model = smallGPT({ dropout: 0.5 });
    for (const training of [true, false]) {
      if (training) model.train();
      else model.eval();
      const before = tf.memory().numTensors;
      await byhand.evaluate(model, IDS);
      expect(model.training).toBe(training);
      expect(model.transformer.h[1]!.mlp.training).toBe(training);
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it("ends with an AbortError where the signal says so, in the mode that the model was in", async () => {
    const model = smallGPT().train();
    const stopped = byhand.evaluate(model, IDS, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(model.training).toBe(true);
  });

  it("refuses a text of one token, an id outside the vocabulary, and a model without a context length", async () => {
    await expect(byhand.evaluate(smallGPT(), new Int32Array(1))).rejects.toThrow("ids has 1 tokens: at least 2");
    await expect(byhand.evaluate(smallGPT(), Int32Array.of(1, 2, 7))).rejects.toThrow("ids[2] is 7: the vocabulary has the ids 0 to 6");
    await expect(byhand.evaluate(bigramModel(LOGITS), IDS)).rejects.toThrow("contextLength is missing");
  });
});

describe("perplexity", () => {
  it("is the vocabulary's size for a model that knows nothing and 1 for one that is always right", () => {
    expect(byhand.perplexity(Math.log(65))).toBeCloseTo(65, 10);
    expect(byhand.perplexity(0)).toBe(1);
  });

  it("refuses what is no mean loss", () => {
    expect(() => byhand.perplexity(NaN)).toThrow("meanLoss is NaN");
    expect(() => byhand.perplexity(-0.1)).toThrow("meanLoss is -0.1");
  });
});
