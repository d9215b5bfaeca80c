import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";

/** [batch, heads, time, head size] filled with consecutive numbers from `start`. */
const counted = (shape: [number, number, number, number], start: number): tf.Tensor4D =>
  tf.reshape(tf.range(start, start + shape.reduce((a, b) => a * b), 1), shape);

/** Three texts of two tokens; rows 2, 0, 2 are kept; then each gets one more. By hand: [row][token] as [key, value]. */
async function rowsKept({ KeyValueCache }: typeof byhand): Promise<number[][]> {
  const cache = new KeyValueCache();
  const all = tf.tidy(() => {
    cache.append(counted([3, 1, 2, 1], 0), counted([3, 1, 2, 1], 10));
    cache.select([2, 0, 2]);
    const { keys, values } = cache.append(counted([3, 1, 1, 1], 6), counted([3, 1, 1, 1], 16));
    return [tf.clone(keys), tf.clone(values)];
  });
  const [keys, values] = await Promise.all(all.map((tensor) => tensor.data()));
  tf.dispose(all);
  cache.dispose();
  return [[...keys], [...values]];
}
const expected = [[4, 5, 6, 0, 1, 7, 4, 5, 8], [14, 15, 16, 10, 11, 17, 14, 15, 18]];

describe("KeyValueCache.select", () => {
  it.each(engines)("keeps the rows in the order given, twice where asked, on %s", async (engine) => {
    await byhand.useEngine(engine);
    const before = tf.memory().numTensors;
    expect(await rowsKept(byhand)).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ["forgets the values", "selected(this.values!, rows)", "selected(this.values!, [...rows.keys()])"],
    ["sorts the rows", "tf.tensor1d([...rows], \"int32\")", "tf.tensor1d([...rows].sort(), \"int32\")"],
  ])("is told from a mutant that %s", async (_, from, to) => {
    await byhand.useEngine("cpu");
    expect(await rowsKept(await mutated("attention/cache.ts", { from, to }))).not.toEqual(expected);
  });

  it("refuses rows that it does not hold", () => {
    const cache = new byhand.KeyValueCache();
    expect(() => cache.select([0])).toThrow("rows is [0]: expected at least one of the cache's 0 rows, from 0 on");
    tf.tidy(() => void cache.append(counted([2, 1, 1, 1], 0), counted([2, 1, 1, 1], 0)));
    expect(() => cache.select([1, 2])).toThrow("rows is [1, 2]: expected at least one of the cache's 2 rows");
    expect(() => cache.select([])).toThrow(/rows is \[\]/);
    expect(() => cache.select([0.5])).toThrow(/rows is \[0\.5\]/);
    cache.dispose();
  });
});
