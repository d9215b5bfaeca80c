import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { config, largest, type Library, lively, logitsOf, randomIds, shapes } from "./models";

/** The largest change of an output before position t when the tokens from t on are exchanged, over every t. */
async function leakFromTheFuture(library: Library, shape: Partial<byhand.GPTConfig> = {}): Promise<number> {
  const model = lively(library, 1, shape);
  const ids = randomIds(config.contextLength, 7);
  const before = await logitsOf(model, ids);
  let leak = 0;
  for (let t = 1; t < ids.length; t++) {
    const other = [...ids.slice(0, t), ...ids.slice(t).map((id) => (id + 5) % config.vocabularySize)];
    leak = Math.max(leak, largest(before.slice(0, t), (await logitsOf(model, other)).slice(0, t)));
  }
  model.dispose();
  return leak;
}

/** The largest difference of logits with a cache from those without, at every step, fed in pieces of these lengths. */
async function differenceWithCache(
  library: Library,
  pieces: number[],
  shape: Partial<byhand.GPTConfig> = {},
): Promise<number> {
  const model = lively(library, 1, shape);
  const ids = randomIds(config.contextLength, 8);
  const cache = model.newCache();
  let difference = 0;
  let done = 0;
  for (const piece of pieces) {
    const cached = await logitsOf(model, ids.slice(done, done + piece), cache);
    done += piece;
    expect(cache.map((layer) => layer.length)).toEqual(cache.map(() => done));
    const plain = await logitsOf(model, ids.slice(0, done));
    difference = Math.max(difference, largest(cached, plain.slice(done - piece)));
  }
  cache.forEach((layer) => layer.dispose());
  model.dispose();
  return difference;
}

describe.each(engines)("on the engine %s", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(Object.keys(shapes))("no future token changes an earlier output: %s", async (name) => {
    expect(await leakFromTheFuture(byhand, shapes[name])).toBeLessThan(1e-5); // 0 but for another order of summation
  });

  it.each(Object.keys(shapes))("the logits with a cache are those without it: %s", async (name) => {
    expect(await differenceWithCache(byhand, [2, 4, 1, 3, 1], shapes[name])).toBeLessThan(1e-4);
  });

  it.each([
    ["token by token", Array.from({ length: config.contextLength }, () => 1)],
    ["a prompt, then token by token", [6, 1, 1, 1, 1, 1]],
    ["pieces of different lengths", [2, 4, 1, 3, 1]],
  ])("the logits with a cache are those without it at every step: %s", async (_, pieces) => {
    expect(await differenceWithCache(byhand, pieces)).toBeLessThan(1e-5);
  });

  it("the same seed gives the same parameters and, dropout and all, the same loss and gradients, bit for bit", async () => {
    const run = async (seed: number, dropoutSeed: number): Promise<number[]> => {
      const model = new byhand.GPT({ ...config, dropout: 0.3 }, { seed }).train();
      const [inputs, targets] = [tf.tensor2d([randomIds(9, 1)], [1, 9], "int32"), tf.tensor2d([randomIds(9, 2)], [1, 9], "int32")];
      const own = model.stateDict();
      const names = Object.keys(own);
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
        byhand.functionalCall(model, Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), () =>
          byhand.withSeed(dropoutSeed, () => model.loss(inputs, targets)),
        ),
      )(Object.values(own));
      const all = await Promise.all([value, ...grads, ...Object.values(own)].map((tensor) => tensor.data()));
      tf.dispose([value, grads, inputs, targets]);
      model.dispose();
      return all.flatMap((values) => [...values]);
    };
    const first = await run(4, 9);
    expect(await run(4, 9)).toEqual(first);
    expect(await run(5, 9)).not.toEqual(first);
    expect(await run(4, 10)).not.toEqual(first);
  });

  it("no tensor is left behind by forward passes, losses, gradients and generating with a cache", async () => {
    const model = lively(byhand);
    const ids = tf.tensor2d([randomIds(9, 3)], [1, 9], "int32");
    const targets = tf.tensor2d([randomIds(9, 4)], [1, 9], "int32");
    const step = byhand.trainingStep(model);
    const moments = byhand.initialMoments(model.countParameters());
    const before = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) {
      tf.tidy(() => {
        model.forward(ids);
        model.loss(ids, targets);
      });
      tf.dispose(step({ parameters: model.stateDict(), moments, step: i }, { inputs: ids, targets }, i, 1e-3) as never);
      await byhand.generate(model, [1, 2, 3], { maxNewTokens: 5, seed: i });
      expect(tf.memory().numTensors).toBe(before);
    }
    tf.dispose([ids, targets, moments.first, moments.second]);
    model.dispose();
  });

  it("a new GPT and its disposal leave no tensor behind", () => {
    const before = tf.memory().numTensors;
    new byhand.GPT(config).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("dropout is really off in evaluation, and on in training", async () => {
    const model = lively(byhand, 1, { dropout: 0.5 });
    const ids = randomIds(6, 5);
    const without = lively(byhand, 1);
    expect(await logitsOf(model, ids)).toEqual(await logitsOf(without, ids));
    model.train();
    const dropped = byhand.withSeed(1, () => tf.tidy(() => model.forward([ids]).logits));
    expect(largest((await dropped.array())[0]!, await logitsOf(without, ids))).toBeGreaterThan(0.1);
    dropped.dispose();
    model.eval();
    expect(await logitsOf(model, ids)).toEqual(await logitsOf(without, ids));
    model.dispose();
    without.dispose();
  });
});

describe("the property tells a mutant", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  it("whose mask shows one token of the future", async () => {
    const mutant = await mutated("attention/masks.ts", {
      from: "tf.greaterEqual(distances(queryLength, keyLength), 0) as",
      to: "tf.greaterEqual(distances(queryLength, keyLength), -1) as",
    });
    expect(await leakFromTheFuture(mutant)).toBeGreaterThan(1e-3);
  });

  it("whose norm takes its mean over the positions too", async () => {
    const mutant = await mutated("tensor/layerNorm.ts", { from: "tf.mean(input as tf.Tensor, -1, true)", to: "tf.mean(input as tf.Tensor)" });
    expect(await leakFromTheFuture(mutant)).toBeGreaterThan(1e-3);
  });

  it.each([
    ["that forgets how far the cache is when it adds positions", "decoder/positions.ts", "tf.range(past, past + time", "tf.range(0, time"],
    ["that puts new keys before old ones", "attention/cache.ts", "tf.concat([kept, added], 2)", "tf.concat([added, kept], 2)"],
    ["whose mask takes the first query for the first key", "attention/masks.ts", "const first = keyLength - queryLength;", "const first = 0;"],
  ])("%s", async (_, file, from, to) => {
    const difference = differenceWithCache(await mutated(file, { from, to }), [2, 4, 1, 3, 1]).catch(() => Infinity);
    expect(await difference).toBeGreaterThan(1e-3);
  });

  it("whose dropout stays on in evaluation", async () => {
    const mutant = await mutated("decoder/feedForwardLayer.ts", { from: "this.training ? dropout", to: "true ? dropout" });
    const model = lively(mutant, 1, { dropout: 0.5 });
    expect(() => tf.tidy(() => model.forward([[1]]))).toThrow("dropout was called without a seed");
    model.dispose();
  });
});
