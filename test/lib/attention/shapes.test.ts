import * as tf from "@tensorflow/tfjs-core";
import { causalMask, mergeHeads, paddingMask, splitHeads, useEngine } from "byhand";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";

const whole = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });

describe.each(engines)("on the engine %s", (engine) => {
  beforeAll(() => useEngine(engine));

  it("the causal mask allows each query the keys up to its own position, counted from the last key", async () => {
    await fc.assert(
      fc.asyncProperty(whole(6), fc.nat(4), async (queries, past) => {
        const mask = causalMask(queries, past + queries);
        const values = (await mask.array()) as unknown as number[][];
        mask.dispose();
        values.forEach((row, query) => row.forEach((may, key) => expect(Boolean(may)).toBe(key <= past + query)));
      }),
      { numRuns: 30 },
    );
  });

  it("the padding mask allows every key but padding, and no query decides", async () => {
    const ids = tf.tensor2d([[5, 0, 3], [0, 0, 1]], [2, 3], "int32");
    const mask = paddingMask(ids, 0);
    expect([mask.dtype, mask.shape, [...(await mask.data())]]).toEqual(["bool", [2, 1, 1, 3], [1, 0, 1, 0, 0, 1]]);
    tf.dispose([ids, mask]);
  });

  it("head h holds the features from h · size on, and merging undoes splitting", async () => {
    await fc.assert(
      fc.asyncProperty(whole(3), whole(4), whole(3), whole(4), async (batch, time, heads, size) => {
        const x = tf.reshape(tf.range(0, batch * time * heads * size), [batch, time, heads * size]);
        const split = splitHeads(x, heads);
        const merged = mergeHeads(split);
        const [source, values] = [await x.data(), await split.array()];
        const expected = (b: number, h: number, t: number, i: number): number =>
          source[(b * time + t) * heads * size + h * size + i]!;
        const deep = values.map((texts, b) =>
          texts.map((positions, h) => positions.map((features, t) => features.map((_, i) => expected(b, h, t, i)))),
        );
        expect(values).toEqual(deep);
        expect(await merged.data()).toEqual(source);
        expect(merged.shape).toEqual(x.shape);
        tf.dispose([x, split, merged]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("merging undoes splitting, and so tells", () => {
  beforeAll(() => useEngine("cpu"));

  it.each([
    ["features dealt out in turn", "const cut = tf.reshape(x, [batch, time, heads, hidden / heads]);",
      "const cut = tf.transpose(tf.reshape(x, [batch, time, hidden / heads, heads]), [0, 1, 3, 2]);"],
    ["heads cut without moving them before time", "return tf.transpose(cut, [0, 2, 1, 3]) as tf.Tensor4D;",
      "return tf.reshape(cut, [batch, heads, time, hidden / heads]) as tf.Tensor4D;"],
  ])("a splitHeads with %s", async (_, from, to) => {
    const mutant = await mutated("attention/heads.ts", { from, to });
    const x = tf.reshape(tf.range(0, 24), [1, 4, 6]);
    const merged = mergeHeads(mutant.splitHeads(x, 2));
    expect(await merged.data()).not.toEqual(await x.data());
    tf.dispose([x, merged]);
  });
});
