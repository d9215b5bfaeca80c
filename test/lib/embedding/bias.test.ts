import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { oracle, vectorsOf, word } from "./wordOracle";

type Library = typeof byhand;

describe("bias", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  /** The largest difference of a lean, statistic, effect size or p-value from those of gensim and scipy. */
  async function farFromScipy(library: Library): Promise<number> {
    const vectors = vectorsOf(library);
    let worst = 0;
    for (const { leans, statistic, effectSize, pValue, ...groups } of oracle.associations) {
      const [first, second, to, from] = [groups.first, groups.second, groups.to, groups.from].map((ids) => ids.map(word));
      const probed = await library.biasProbe(vectors, [...first!, ...second!], { from: from!, to: to! });
      const test = await library.associationTest(vectors, { first: first!, second: second!, from: from!, to: to! });
      const differences = [
        ...probed.map(({ lean }, i) => lean - leans[i]!),
        test.statistic - statistic, test.effectSize - effectSize, test.pValue - pValue,
      ];
      worst = Math.max(worst, ...differences.map(Math.abs));
    }
    vectors.dispose();
    return worst;
  }

  it("has the leans of gensim's similarities, and scipy's exact p", async () => {
    expect(await farFromScipy(byhand)).toBeLessThan(1e-5); // sums of ten float32 cosines, divided by their deviation
  });

  it.each([
    ["takes the poles the wrong way round", "biasProbe.ts", "[words, to, from].map", "[words, from, to].map"],
    ["sums over the poles", "biasProbe.ts", "tf.sub(tf.mean(directions(near), 0), tf.mean(directions(far), 0))",
      "tf.sub(tf.sum(directions(near), 0), tf.sum(directions(far), 0))"],
    ["takes the vectors at their own lengths", "biasProbe.ts", "unit(tf.gather(vectors.matrix, tf.tensor1d(ids, \"int32\")))",
      "tf.gather(vectors.matrix, tf.tensor1d(ids, \"int32\"))"],
    ["divides by n in the deviation", "associationTest.ts", "/ (values.length - 1)", "/ values.length"],
    ["counts both directions", "associationTest.ts", "sum >= firstSum - 1e-9", "Math.abs(sum) >= Math.abs(firstSum) - 1e-9"],
    ["does not count the division itself", "associationTest.ts", "sum >= firstSum - 1e-9", "sum > firstSum + 1e-9"],
    ["takes the sum of the first group for the statistic", "associationTest.ts", "statistic: 2 * firstSum - sum",
      "statistic: firstSum"],
  ])("is told apart from one that %s", async (_, file, from, to) => {
    expect(await farFromScipy(await mutated(`embedding/${file}`, { from, to }))).toBeGreaterThan(1e-3);
  });

  it("with many words draws divisions, and comes near to the exact p", async () => {
    // Leans that are known exactly: cos(w, to) − cos(w, from) with to = e₁ and from = e₂ is the vector's x − y.
    const random = new byhand.Random(2);
    const angles = Array.from({ length: 20 }, (_, i) => (i < 10 ? 0.2 : 0) + 0.5 * random.normal());
    const rows = angles.map((angle) => [Math.cos(angle + 0.8), Math.sin(angle + 0.8)]);
    const words = [...angles.map((_, i) => word(i)), "to", "from"];
    const vectors = new byhand.WordVectors(words, tf.tensor2d([...rows, [1, 0], [0, 1]]));
    const [first, second] = [words.slice(0, 10), words.slice(10, 20)];
    const test = (seed: number): Promise<byhand.Association> =>
      byhand.associationTest(vectors, { first, second, from: ["from"], to: ["to"] }, { seed });
    const drawn = await Promise.all([1, 2, 3, 1].map(test));
    vectors.dispose();
    const leans = rows.map(([x, y]) => x! - y!);
    const given = leans.slice(0, 10).reduce((a, b) => a + b);
    let large = 0;
    let all = 0;
    for (let chosen = 0; chosen < 2 ** 20; chosen++) { // all 184 756 divisions
      let [count, sum] = [0, 0];
      for (let i = 0; i < 20; i++) if (chosen & (1 << i)) [count, sum] = [count + 1, sum + leans[i]!];
      if (count !== 10) continue;
      all++;
      if (sum >= given - 1e-6) large++;
    }
    const exact = large / all;
    expect(exact).toBeGreaterThan(0.05); // somewhere in the middle, where sampling has something to miss
    expect(exact).toBeLessThan(0.95);
    for (const { pValue, divisions } of drawn) {
      expect(divisions).toBe(20_000);
      expect(Math.abs(pValue - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 20_000)); // four deviations
    }
    expect(new Set(drawn.map(({ pValue }) => pValue)).size).toBeGreaterThan(1);
    expect(drawn[3]).toEqual(drawn[0]);
  });
});
