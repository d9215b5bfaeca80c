import { Random } from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

/** The first outputs of Blackman and Vigna's xoshiro128starstar.c (version 1.1) from the state 1, 2, 3, 4. */
const REFERENCE = [
  11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
];

const firstBits = (random: Random): number[] => REFERENCE.map(() => random.bits());

describe("Random", () => {
  it("gives the published values of xoshiro128**", () => {
    expect(firstBits(Random.fromState([1, 2, 3, 4]))).toEqual(REFERENCE);
  });

  it.each([
    ["a shift by 8 instead of 9", "s[1] << 9", "s[1] << 8"],
    ["a rotation by 10 instead of 11", "rotateLeft(s[3], 11)", "rotateLeft(s[3], 10)"],
    ["the scrambler of xoshiro128+", "Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0", "(s[0] + s[3]) >>> 0"],
  ])("is told by them from a generator with %s", async (_, from, to) => {
    const mutant = await mutated("tensor/random.ts", { from, to });
    expect(firstBits(mutant.Random.fromState([1, 2, 3, 4]))).not.toEqual(REFERENCE);
  });

  it("seeds itself by MurmurHash3's published finalizer, one step of the golden ratio for each word", () => {
    // MurmurHash3 of nothing is its finalizer of the seed: 0x514e28b7 for 1, 0x81f16f39 for 0xffffffff.
    expect(new Random((1 - 0x9e3779b9) >>> 0).state()[0]).toBe(0x514e28b7);
    expect(new Random((0xffffffff - 0x9e3779b9) >>> 0).state()[0]).toBe(0x81f16f39);
    expect(new Random((1 - 2 * 0x9e3779b9) >>> 0).state()[1]).toBe(0x514e28b7);
  });

  it("makes a uniform number of 53 random bits, 27 from the first output and 26 from the second", () => {
    expect(Random.fromState([1, 2, 3, 4]).uniform()).toBe(((11520 >>> 5) * 2 ** 26 + 0) / 2 ** 53);
  });

  it("repeats itself from the same seed, goes on from its state, and differs from its neighbours", () => {
    const random = new Random(42);
    const first = firstBits(random);
    expect(firstBits(new Random(42))).toEqual(first);
    expect(firstBits(new Random(43))).not.toEqual(first);
    const copy = Random.fromState(random.state());
    expect(firstBits(copy)).toEqual(firstBits(random));
  });

  it("forks into streams that depend on label and state, and goes on as if it had not", () => {
    const random = new Random(1);
    const [a, again, b] = [random.fork("batches"), random.fork("batches"), random.fork("dropout")];
    const first = firstBits(a);
    expect(firstBits(again)).toEqual(first);
    expect(firstBits(b)).not.toEqual(first);
    expect(firstBits(random)).toEqual(firstBits(new Random(1)));
    expect(firstBits(random.fork("batches"))).not.toEqual(first);
  });

  it("fills 100 cells of uniform numbers evenly (chi-square at 99.9 %)", () => {
    const random = new Random(7);
    expect(chiSquare(100_000, 100, () => Math.floor(random.uniform() * 100))).toBeLessThan(148.2);
  });

  it("draws whole numbers below 7 evenly, and each of them (chi-square at 99.9 %)", () => {
    const random = new Random(8);
    expect(chiSquare(70_000, 7, () => random.integer(7))).toBeLessThan(22.5);
  });

  it("puts normal numbers evenly into the normal distribution's quartiles, with moments 0, 1, 0, 3", () => {
    const random = new Random(9);
    const quartile = 0.6744897501960817;
    const numbers = Array.from({ length: 100_000 }, () => random.normal());
    const mean = (power: number): number => numbers.reduce((sum, x) => sum + x ** power, 0) / numbers.length;
    // Four standard errors of each moment: √(1, 2, 15, 96) / √100 000.
    expect(Math.abs(mean(1))).toBeLessThan(4 * 0.00317);
    expect(Math.abs(mean(2) - 1)).toBeLessThan(4 * 0.00448);
    expect(Math.abs(mean(3))).toBeLessThan(4 * 0.01225);
    expect(Math.abs(mean(4) - 3)).toBeLessThan(4 * 0.031);
    let i = 0;
    const cell = (x: number): number => (x < 0 ? 0 : 2) + (Math.abs(x) < quartile ? 1 : 0);
    expect(chiSquare(numbers.length, 4, () => cell(numbers[i++]!))).toBeLessThan(16.3);
  });

  it("chooses in proportion to the weights (chi-square at 99.9 %) and never what weighs nothing", () => {
    const random = new Random(10);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) counts[random.choice([0, 1, 2, 3], [1, 0, 2, 3])]!++;
    expect(counts[1]).toBe(0);
    const terms = [10_000, 20_000, 30_000].map((expected, i) => (counts[[0, 2, 3][i]!]! - expected) ** 2 / expected);
    expect(terms.reduce((a, b) => a + b)).toBeLessThan(13.8);
  });

  it("shuffles into each of the 24 orders of four items alike (chi-square at 99.9 %), and leaves the items alone", () => {
    const random = new Random(11);
    const items = ["a", "b", "c", "d"];
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = random.shuffle(items).join("");
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(items).toEqual(["a", "b", "c", "d"]);
    expect(orders.size).toBe(24);
    expect([...orders.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(49.7);
  });

  it.each<[string, () => unknown, RegExp]>([
    ["a negative seed", () => new Random(-1), /seed is -1: give a whole number from 0 to 4294967295/],
    ["a fractional seed", () => new Random(0.5), /seed is 0.5/],
    ["a seed of 2³²", () => new Random(2 ** 32), /seed is 4294967296/],
    ["a state of zeros", () => Random.fromState([0, 0, 0, 0]), /state is \[0, 0, 0, 0\]: expected four 32-bit words/],
    ["a state of three words", () => Random.fromState([1, 2, 3]), /state is \[1, 2, 3\]/],
    ["a choice from nothing", () => new Random(1).choice([]), /items is empty: there is nothing to choose from/],
    ["weights that are too few", () => new Random(1).choice([1, 2], [1]), /weights has 1 entries for 2 items/],
    ["a negative weight", () => new Random(1).choice([1, 2], [1, -1]), /weights\[1\] is -1/],
    ["a weight that is no number", () => new Random(1).choice([1, 2], [1, NaN]), /weights\[1\] is NaN/],
    ["weights of zero only", () => new Random(1).choice([1, 2], [0, 0]), /weights are all zero/],
    ["a whole number below 0", () => new Random(1).integer(0), /below is 0: give a whole number from 1/],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(RangeError);
    expect(run).toThrow(message);
  });
});

/** Pearson's statistic of how far the counts of draws in cells are from equal. */
function chiSquare(draws: number, cells: number, draw: () => number): number {
  const counts = new Float64Array(cells);
  for (let i = 0; i < draws; i++) counts[draw()]!++;
  return counts.reduce((sum, count) => sum + (count - draws / cells) ** 2, 0) / (draws / cells);
}
