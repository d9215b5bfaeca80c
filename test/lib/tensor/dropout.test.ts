import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";

type Library = typeof byhand;

/** The first draws of a seed, each of this many elements: 1 where the element is kept, 0 where it is dropped. */
async function masks({ dropout, withSeed }: Library, seed: number, rate: number, sizes: number[]): Promise<number[][]> {
  const drawn = tf.tidy(() => withSeed(seed, () => sizes.map((size) => dropout(tf.ones([size]), rate))));
  const values = await Promise.all(drawn.map((tensor) => tensor.data()));
  tf.dispose(drawn);
  return values.map((mask) => [...mask].map((value) => (value === 0 ? 0 : 1)));
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Correlation of two masks of one keep rate, in standard errors. */
function correlation(a: number[], b: number[], kept: number): number {
  const products = a.map((value, i) => ((value - kept) * (b[i]! - kept)) / (kept * (1 - kept)));
  return mean(products) * Math.sqrt(products.length);
}

describe.each(engines)("dropout on the engine %s", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it("draws the very masks and uniform numbers that plain JavaScript draws", async () => {
    const seeds = [0, 1, 4095, 4096, 123_456, 2 ** 24 - 1];
    const draw = async (): Promise<number[][]> => {
      const tensors = seeds.flatMap((seed) =>
        [0, 1, 70].map((draw) => {
          const scalar = tf.scalar(seed);
          const uniform = byhand.uniformFromSeed(scalar, draw, [5, 1000]);
          scalar.dispose();
          return uniform;
        }),
      );
      const values = await Promise.all(tensors.map((tensor) => tensor.data()));
      tf.dispose(tensors);
      return values.map((numbers) => [...numbers]);
    };
    const here = await draw();
    await byhand.useEngine("cpu");
    const reference = await draw();
    await byhand.useEngine(engine);
    expect(here).toEqual(reference);
  });

  it("scales what it keeps by 1 / (1 − rate), and passes gradients through the same mask", async () => {
    const x = tf.tensor1d(Array.from({ length: 1000 }, (_, i) => i + 1));
    const run = (x: tf.Tensor): tf.Tensor => byhand.withSeed(3, () => byhand.dropout(x, 0.2));
    const [y, slope] = [tf.tidy(() => run(x)), tf.grad(run)(x)];
    const [values, slopes] = [await y.data(), await slope.data()];
    values.forEach((value, i) => {
      expect(value === 0 ? 0 : value / (i + 1)).toBeCloseTo(slopes[i]!, 5);
      expect([0, 1.25]).toContain(slopes[i]);
    });
    tf.dispose([x, y, slope]);
  });
});

describe("dropout's masks", () => {
  beforeAll(() => byhand.useEngine(engines[0]));
  const size = 200_000;
  const FOUR_ERRORS = 4; // chance 1 in 16,000 for a right generator; the seeds are fixed, so it passes always or never

  it.each([0.1, 0.5, 0.9])("drop their share: %d", async (rate) => {
    for (const [mask] of await Promise.all([0, 1, 77].map((seed) => masks(byhand, seed, rate, [size])))) {
      const error = Math.sqrt((rate * (1 - rate)) / size);
      expect(Math.abs(mean(mask!) - (1 - rate)) / error).toBeLessThan(FOUR_ERRORS);
    }
  });

  it("of neighbouring draws, of neighbouring seeds and at neighbouring places have nothing to do with each other", async () => {
    const [first, second] = (await masks(byhand, 5, 0.5, [size, size])) as [number[], number[]];
    const [otherSeed] = (await masks(byhand, 6, 0.5, [size])) as [number[]];
    expect(Math.abs(correlation(first, second, 0.5))).toBeLessThan(FOUR_ERRORS);
    expect(Math.abs(correlation(first, otherSeed, 0.5))).toBeLessThan(FOUR_ERRORS);
    for (const lag of [1, 2, 3, 64, 128, 4096]) {
      expect(Math.abs(correlation(first.slice(lag), first.slice(0, -lag), 0.5)), `lag ${lag}`).toBeLessThan(FOUR_ERRORS);
    }
  });

  it("show each pattern of eight neighbours equally often (chi-square at 99.9 %)", async () => {
    for (const seed of [0, 9, 2 ** 24 - 1]) {
      const [mask] = (await masks(byhand, seed, 0.5, [8 * 25_600])) as [number[]];
      const counts = new Float64Array(256);
      for (let i = 0; i < mask.length; i += 8) counts[mask.slice(i, i + 8).reduce((bits, bit) => 2 * bits + bit, 0)]!++;
      expect(counts.reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0)).toBeLessThan(330.5);
    }
  });

  it("come from uniform numbers that fill 1,000 cells evenly (chi-square at 99.9 %) and never repeat", async () => {
    const [uniform] = [tf.tidy(() => byhand.uniformFromSeed(tf.scalar(21), 4, [size]))];
    const values = await uniform.data();
    uniform.dispose();
    const counts = new Float64Array(1000);
    for (const value of values) counts[Math.floor(value * 1000)]!++;
    expect(counts.reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0)).toBeLessThan(1143.9);
    expect(new Set(values).size).toBe(size); // a permutation of 24-bit numbers, so no rounding took place
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(values.every((value) => value < 1)).toBe(true);
  });

  it("differ from draw to draw inside one seed, and are the same when the seed is set again, inside another too", async () => {
    const [first, second] = await masks(byhand, 1, 0.5, [1000, 1000]);
    expect(first).not.toEqual(second);
    expect(await masks(byhand, 1, 0.5, [1000, 1000])).toEqual([first, second]);
    const nested = byhand.withSeed(2, () => masks(byhand, 1, 0.5, [1000]));
    expect((await nested)[0]).toEqual(first);
  });

  it.each([
    ["every draw of a seed were the same", "tensor/seed.ts", "draw: scope.draws++", "draw: scope.draws"],
    ["the seed were not listened to", "tensor/uniform.ts", "tf.add(tf.add(tf.mul(high, first), tf.mul(low, second)), constant)",
      "tf.add(tf.mul(high, 0), constant)"],
    ["there were only one round", "tensor/uniform.ts", "const ROUNDS = 5;", "const ROUNDS = 1;"],
  ])("would fail these tests if %s", async (_, file, from, to) => {
    const mutant = await mutated(file, { from, to });
    const [first, second] = (await masks(mutant, 5, 0.5, [size, size])) as [number[], number[]];
    const [otherSeed] = (await masks(mutant, 6, 0.5, [size])) as [number[]];
    const found = [
      correlation(first, second, 0.5),
      correlation(first, otherSeed, 0.5),
      ...[1, 2, 3, 64, 128, 4096].map((lag) => correlation(first.slice(lag), first.slice(0, -lag), 0.5)),
    ].map(Math.abs);
    expect(Math.max(...found)).toBeGreaterThan(2 * FOUR_ERRORS);
  });
});

describe("dropout refuses", () => {
  beforeAll(() => byhand.useEngine("cpu"));
  const x = (): tf.Tensor => tf.tensor1d([1]);

  it.each<[string, () => unknown, RegExp]>([
    ["a rate of 1", () => byhand.withSeed(1, () => byhand.dropout(x(), 1)), /rate is 1: expected the share to drop, from 0/],
    ["a negative rate", () => byhand.withSeed(1, () => byhand.dropout(x(), -0.1)), /rate is -0.1/],
    ["a rate that is no number", () => byhand.withSeed(1, () => byhand.dropout(x(), NaN)), /rate is NaN/],
    ["to draw without a seed", () => byhand.dropout(x(), 0.5), /without a seed: wrap the call in withSeed/],
    ["a seed of 2²⁴, which float32 would round", () => byhand.withSeed(2 ** 24, () => 0), /seed is 16777216: expected/],
    ["a fractional seed", () => byhand.withSeed(0.5, () => 0), /seed is 0.5: expected a whole number/],
  ])("%s", (_, run, message) => {
    expect(() => tf.tidy(() => void run())).toThrow(message);
  });

  it("nothing at rate 0: it gives the tensor itself", () => {
    const tensor = x();
    expect(byhand.dropout(tensor, 0)).toBe(tensor);
    tensor.dispose();
  });
});
