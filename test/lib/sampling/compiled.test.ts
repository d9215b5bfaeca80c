import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as byhand from "byhand";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { GPT_OPTIONS, SMALL_GPT } from "../gptOptions";

const PROMPTS = [[1, 2, 3], [4], [5, 6]];
const backend = (): { getNumOfSavedModels(): number } => tf.backend() as never;

/** A GPT whose scores differ enough to be told apart: its parameters are larger than at the beginning of training. */
function gpt(options: Partial<byhand.GPTConfig> = {}, { library = byhand, parts }: {
  library?: typeof byhand; parts?: Partial<byhand.Parts>;
} = {}): byhand.GPT {
  const model = new library.GPT({ ...SMALL_GPT, contextLength: 16, ...options }, { seed: 1, parts });
  for (const parameter of model.namedParameters().values()) {
    const larger = tf.tidy(() => tf.mul(parameter.value, 5));
    parameter.set(larger);
    larger.dispose();
  }
  return model;
}

/** The ids that each prompt is continued by, and the scores that each was chosen by. */
async function continued(model: byhand.GPT, options: byhand.GenerateOptions, { prompts = PROMPTS, library = byhand } = {}) {
  const scores: number[][] = [];
  const ids = await library.generateBatch(model, prompts, {
    maxNewTokens: 10, seed: 3, ...options,
    choose: (logits, random) => {
      scores.push([...logits]);
      return byhand.sample(logits, random);
    },
  });
  return { ids, scores };
}

const largestDifference = (a: number[][], b: number[][]): number =>
  Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i]![j]!))));

describe.each(engines)("a cache of fixed capacity on %s", (engine) => {
  beforeAll(async () => void (await byhand.useEngine(engine)));

  it.each(Object.entries(GPT_OPTIONS))("gives the scores that the whole text gives (%s)", async (_, options) => {
    const model = gpt(options);
    const text = [1, 5, 2, 6, 3, 0, 4];
    const expected = tf.tidy(() => model.forward([text]).logits.squeeze([0]).arraySync() as number[][]);
    const found = tf.tidy(() => {
      const first = model.newCache();
      const rows = model.forward([text.slice(0, 3)], { cache: first }).logits.squeeze([0]).arraySync() as number[][];
      let tensors = first.map((layer) => layer.padded(9));
      for (const layer of first) layer.dispose();
      for (let position = 3; position < text.length; position++) {
        const cache = tensors.map(({ keys, values }) => new byhand.FixedCache(keys, values, tf.scalar(position, "int32")));
        const { logits } = model.forward([[text[position]!]], { cache });
        rows.push(logits.arraySync()[0]![0]!);
        tensors = cache.map(({ keys, values }) => ({ keys, values }));
      }
      return rows;
    });
    expect(largestDifference(found, expected)).toBeLessThan(2e-5); // rounding, of scores up to 10
    model.dispose();
  });
});

it("a cache of fixed capacity refuses what it can't hold", async () => {
  await byhand.useEngine("cpu");
  const model = gpt();
  const cache = model.newCache();
  expect(() => cache[0]!.padded(4)).toThrow("capacity is 4 but the cache holds 0 positions: expected at least one");
  tf.tidy(() => model.forward([[1, 2, 3]], { cache }).logits);
  expect(() => cache[0]!.padded(2)).toThrow("capacity is 2 but the cache holds 3 positions");
  const wide = cache.map((layer) => layer.padded(17)).map(({ keys, values }) => new byhand.FixedCache(keys, values, tf.scalar(3, "int32")));
  expect(() => model.forward([[1]], { cache: wide })).toThrow("ids has 1 tokens in a cache of capacity 17: the context holds 16");
});

describe.skipIf(!engines.includes("tensorflow"))("generating by graphs", () => {
  beforeAll(async () => void (await byhand.useEngine("tensorflow")));
  afterAll(() => byhand.useEngine("cpu"));

  it.each(Object.entries(GPT_OPTIONS))("gives the same ids by the same scores, padded rows and a sliding context included (%s)", async (_, options) => {
    const model = gpt(options);
    const before = [tf.memory().numTensors, backend().getNumOfSavedModels()];
    const expected = await continued(model, { compiled: false, maxNewTokens: 18 });
    const found = await continued(model, { compiled: true, maxNewTokens: 18 });
    expect(found.ids).toEqual(expected.ids);
    expect(largestDifference(found.scores, expected.scores)).toBeLessThan(1e-4); // rounding, of scores up to 50
    expect(backend().getNumOfSavedModels() - before[1]!).toBe(2); // one for a token, one for a whole context
    expect(tf.memory().numTensors).toBe(before[0]);
    model.dispose();
    expect(backend().getNumOfSavedModels()).toBe(before[1]);
  });

  it("repeats bit for bit, and needs no further graph for other texts or when the model has learnt", async () => {
    const model = gpt();
    const first = await continued(model, { compiled: true });
    expect(await continued(model, { compiled: true })).toEqual(first);
    const other = await continued(model, { compiled: true }, { prompts: [[6, 1, 1], [2], [3]] });
    expect(other.scores).not.toEqual(first.scores);
    const next = gpt({}, { parts: {} });
    for (const parameter of next.namedParameters().values()) parameter.set(tf.tidy(() => tf.mul(parameter.value, 0.5)));
    model.loadStateDict(next.stateDict());
    const [found, expected] = [await continued(model, { compiled: true }), await continued(next, { compiled: false })];
    expect(largestDifference(found.scores, expected.scores)).toBeLessThan(1e-4);
    expect(model.compiledForward().next.report()).toMatchObject({ graphs: [{}], plainCalls: 0 });
  });

  it("goes on with the other texts of a batch when one has ended", async () => {
    const model = gpt();
    const stop = [2];
    const expected = await continued(model, { compiled: false, maxNewTokens: 12, stop });
    const found = await continued(model, { compiled: true, maxNewTokens: 12, stop });
    expect(found.ids).toEqual(expected.ids);
    expect(new Set(found.ids.map((ids) => ids.length)).size).toBeGreaterThan(1); // else the seed shows nothing
  });

  it("leaves out dropout, with a model in training too, and uses the parts that a learner put in", async () => {
    const causalMask = vi.fn((queries: number, keys: number = queries) => tf.tidy(() => {
      const [query, key] = [tf.range(keys - queries, keys, 1, "int32"), tf.range(0, keys, 1, "int32")];
      return tf.lessEqual(key.reshape([1, -1]), query.reshape([-1, 1])) as tf.Tensor2D;
    }));
    const model = gpt({ dropout: 0.5 }, { parts: { causalMask } }).train();
    const found = await continued(model, { compiled: true });
    expect(model.training).toBe(true);
    expect(causalMask).toHaveBeenCalledTimes(3); // once for the prompts, and twice to record
    expect((await continued(model, { compiled: false })).ids).toEqual(found.ids);
  });

  it("is for texts of 64 new tokens and more unless told otherwise", async () => {
    const model = gpt();
    await byhand.generate(model, [1], { maxNewTokens: 63 });
    expect(model.compiledForward().next.report().graphs).toHaveLength(0);
    await byhand.generate(model, [1], { maxNewTokens: 64 });
    expect(model.compiledForward().next.report().graphs).toHaveLength(1);
    model.dispose();
  });

  it.each([
    ["writes every key to the first place", "attention/fixedCache.ts", "tf.add(begins, position)", "begins"],
    ["takes a head's beginning for another's", "attention/fixedCache.ts", "heads * capacity, capacity,", "heads, 1,"],
    ["looks at the mask's first rows", "decoder/positions.ts", "mask = tf.gather(mask, columnsOf(span));",
      'mask = tf.gather(mask, tf.range(0, time, 1, "int32"));'],
    ["does not hide padding", "sampling/compiledTexts.ts", "real[row].fill(false, 0,", "real[row].fill(true, 0,"],
  ])("is told from a mutant that %s", async (_, file, from, to) => {
    const library = await mutated(file, { from, to });
    const model = gpt({}, { library });
    const expected = await continued(model, { compiled: false }, { library });
    const found = await continued(model, { compiled: true }, { library });
    expect(largestDifference(found.scores, expected.scores)).toBeGreaterThan(1e-2);
  });
});
