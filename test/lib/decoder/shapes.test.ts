import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { config, largest, type Library, lively, logitsOf, randomIds, shapes } from "./models";

const { contextLength, layers } = config;

/** The largest difference of a model with 2 key heads for 6 heads from one whose 6 key heads are those, each three times. */
async function differenceOfGroups(library: Library): Promise<number> {
  const shape = { ...shapes["Llama's"], hiddenSize: 12, heads: 6, headSize: 4 };
  const grouped = lively(library, 4, { ...shape, keyValueHeads: 2 });
  const full = new library.GPT({ ...config, ...shape, keyValueHeads: 6 });
  const parameters = tf.tidy(() => {
    const repeated = (weight: tf.Tensor): tf.Tensor => {
      const [query, key, value] = tf.split(weight, [24, 8, 8], -1);
      const heads = (part: tf.Tensor): tf.Tensor[] => tf.split(part, 2, -1).flatMap((head) => [head, head, head]);
      return tf.concat([query!, ...heads(key!), ...heads(value!)], -1);
    };
    return Object.fromEntries(Object.entries(grouped.stateDict()).map(([name, tensor]) => [
      name,
      name.includes("c_attn") ? repeated(tensor) : tf.clone(tensor),
    ]));
  });
  full.loadStateDict(parameters);
  tf.dispose(parameters);
  const ids = randomIds(contextLength, 3);
  const difference = largest(await logitsOf(grouped, ids), await logitsOf(full, ids));
  grouped.dispose();
  full.dispose();
  return difference;
}

/** The largest difference of a padded text's logits from those that it has alone, over its real tokens, fed in these pieces. */
async function differenceOfPadding(
  library: Library,
  shape: Partial<byhand.GPTConfig>,
  pieces: number[],
): Promise<number> {
  const model = lively(library, 5, shape);
  const [long, short] = [randomIds(10, 1), randomIds(6, 2)];
  const ids = [long, [...Array<number>(4).fill(0), ...short]];
  const real = tf.tensor2d(ids.map((row, i) => row.map((_, at) => (i === 1 && at < 4 ? 0 : 1))), [2, 10], "bool");
  const cache = model.newCache();
  const found: number[][][] = [[], []];
  let done = 0;
  for (const piece of pieces) {
    const logits = tf.tidy(() => {
      const attentionMask = tf.slice(real, [0, 0], [2, done + piece]);
      return model.forward(ids.map((row) => row.slice(done, done + piece)), { cache, attentionMask }).logits;
    });
    (await logits.array()).forEach((row, i) => found[i]!.push(...row));
    logits.dispose();
    done += piece;
  }
  const alone = [await logitsOf(model, long), await logitsOf(model, short)];
  real.dispose();
  cache.forEach((layer) => layer.dispose());
  model.dispose();
  return Math.max(largest(found[0]!, alone[0]!), largest(found[1]!.slice(4), alone[1]!));
}

/** How far the last logits of a model with this window reach back: the most tokens after which a change has an effect. */
async function reach(library: Library, window: number): Promise<number> {
  const model = lively(library, 6, { ...shapes["Llama's"], slidingWindow: window });
  const ids = randomIds(contextLength, 9);
  const last = (await logitsOf(model, ids)).at(-1)!;
  let farthest = 0;
  for (let back = 0; back < contextLength; back++) {
    const at = contextLength - 1 - back;
    const changed = ids.map((id, i) => (i === at ? (id + 5) % config.vocabularySize : id));
    if (largest([(await logitsOf(model, changed)).at(-1)!], [last]) > 1e-6) farthest = back;
  }
  model.dispose();
  return farthest;
}

/** How much a change of masked context changes what cross-attention gives. */
async function effectOfMaskedContext({ CrossAttention, Random }: Library): Promise<number> {
  const attention = new CrossAttention({ hiddenSize: 8, heads: 2 }, { random: new Random(1) });
  const difference = tf.tidy(() => {
    const x = tf.randomNormal([1, 3, 8], 0, 1, "float32", 1);
    const [context, other] = [2, 3].map((seed) => tf.randomNormal([1, 2, 8], 0, 20, "float32", seed));
    const kept = tf.randomNormal([1, 4, 8], 0, 20, "float32", 4);
    const mask = tf.tensor4d([1, 1, 1, 1, 0, 0], [1, 1, 1, 6], "bool");
    const [a, b] = [context!, other!].map((hidden) => attention.forward(x, tf.concat([kept, hidden], 1), { mask }).output);
    return tf.max(tf.abs(tf.sub(a!, b!)));
  });
  const [value] = await difference.data();
  difference.dispose();
  attention.dispose();
  return value!;
}

describe.each(engines)("on the engine %s", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it("grouped-query attention is multi-head attention whose key heads are equal in each group", async () => {
    expect(await differenceOfGroups(byhand)).toBeLessThan(1e-4);
  });

  it("a window as long as the text is no window", async () => {
    const ids = randomIds(contextLength, 3);
    const logits = await Promise.all([contextLength, null].map(async (slidingWindow) => {
      const model = lively(byhand, 6, { ...shapes["Llama's"], slidingWindow });
      return logitsOf(model, ids).finally(() => model.dispose());
    }));
    expect(logits[0]).toEqual(logits[1]);
  });

  it("through each layer a text reaches window − 1 tokens farther back, and no farther", async () => {
    expect(await reach(byhand, 3)).toBe(2 * layers);
    expect(await reach(byhand, 1)).toBe(0);
  });

  it.each(Object.keys(shapes))("a text that is padded on the left has the logits that it has alone: %s", async (name) => {
    expect(await differenceOfPadding(byhand, shapes[name]!, [10])).toBeLessThan(1e-4);
    expect(await differenceOfPadding(byhand, shapes[name]!, [7, 1, 2])).toBeLessThan(1e-4);
  });

  it("cross-attention takes nothing from context that is masked", async () => {
    expect(await effectOfMaskedContext(byhand)).toBeLessThan(1e-6);
  });

  it.each(Object.keys(shapes))("no tensor is left behind, with and without a cache: %s", (name) => {
    const before = tf.memory().numTensors;
    const model = lively(byhand, 1, shapes[name]);
    const own = tf.memory().numTensors;
    const cache = model.newCache();
    tf.tidy(() => void model.forward([[1, 2, 3]]));
    tf.tidy(() => void model.forward([[1, 2, 3]], { cache }));
    expect(tf.memory().numTensors).toBe(own + 2 * layers);
    cache.forEach((layer) => layer.dispose());
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("these properties tell", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  it("groups of heads that alternate", async () => {
    const mutant = await mutated("attention/heads.ts", { from: "tf.tile(each, [1, times, 1])", to: "tf.tile(x, [1, times, 1, 1])" });
    expect(await differenceOfGroups(mutant)).toBeGreaterThan(1e-2);
  });

  it("a window that is one too wide", async () => {
    const mutant = await mutated("attention/masks.ts", { from: "tf.less(distance, window)", to: "tf.lessEqual(distance, window)" });
    expect(await reach(mutant, 3)).toBe(3 * layers);
  });

  it.each([
    ["the first Transformer's", "positions that count the padding", "if (!span.attentionMask) return columns;",
      "if (span.time > 0) return columns;"],
    ["Llama's", "padding that is attended to", "if (!attentionMask) return mask;", "if (time > 0) return mask;"],
    ["GPT-2's", "positions that begin anew after the cache", "tf.gather(counted, columns, 1)",
      "tf.slice(counted, [0, 0], [-1, span.time])"],
  ])("in %s shape %s", async (name, _, from, to) => {
    const mutant = await mutated("decoder/positions.ts", { from, to });
    expect(await differenceOfPadding(mutant, shapes[name]!, [7, 1, 2])).toBeGreaterThan(1e-2);
  });

  it("cross-attention without its mask", async () => {
    const mutant = await mutated("attention/crossAttention.ts", { from: "heads: this.heads, mask,", to: "heads: this.heads," });
    expect(await effectOfMaskedContext(mutant)).toBeGreaterThan(1e-2);
  });
});
