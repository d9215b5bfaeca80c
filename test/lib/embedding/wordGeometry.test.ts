import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { oracle, vectorsOf } from "./wordOracle";

type Library = typeof byhand;

/** Cosines in float32. */
const TOLERANCE = 2e-6;

/** The largest difference of a similarity from gensim's; Infinity where another word was found. */
async function farFromGensim(library: Library, kind: "neighbours" | "analogies"): Promise<number> {
  const vectors = vectorsOf(library);
  let worst = 0;
  for (const asked of oracle[kind]) {
    const count = asked.ids.length;
    const found = "id" in asked ? library.nearestNeighbours(vectors.matrix, asked.id, { count })
      : library.analogy(vectors.matrix, asked.question, { count });
    const [ids, similarities] = [await found.ids.data(), await found.similarities.data()];
    tf.dispose(found);
    ids.forEach((id, i) => {
      worst = Math.max(worst, id === asked.ids[i] ? Math.abs(similarities[i]! - asked.similarities[i]!) : Infinity);
    });
  }
  vectors.dispose();
  return worst;
}

describe.each(engines)("on the engine %s, gensim finds the same", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it("nearest neighbours", async () => {
    expect(await farFromGensim(byhand, "neighbours")).toBeLessThan(TOLERANCE);
  });

  it("answers to analogies", async () => {
    expect(await farFromGensim(byhand, "analogies")).toBeLessThan(TOLERANCE);
  });
});

describe("gensim tells", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  it.each<["neighbours" | "analogies", string, string, string, string]>([
    ["neighbours", "the word itself", "neighbours.ts", "{ count, without: [id] }", "{ count, without: [] }"],
    ["neighbours", "the farthest first", "neighbours.ts", "const similarities = cosineSimilarity(vectors, query());",
      "const similarities = tf.neg(cosineSimilarity(vectors, query()));"],
    ["neighbours", "dot products in place of cosines", "cosineSimilarity.ts", "tf.mul(unit(a), unit(b))", "tf.mul(a, b)"],
    ["analogies", "the question's own words", "neighbours.ts", "{ count, without: question }", "{ count, without: [] }"],
    ["analogies", "all of the question's words but b", "neighbours.ts", "{ count, without: question }",
      "{ count, without: [question[0], question[2]] }"],
    ["analogies", "a − b + c", "neighbours.ts", "tf.add(tf.sub(b, a), c)", "tf.add(tf.sub(a, b), c)"],
    ["analogies", "b − a − c", "neighbours.ts", "tf.add(tf.sub(b, a), c)", "tf.sub(tf.sub(b, a), c)"],
    ["analogies", "vectors that are added at their own lengths", "neighbours.ts", "unit(tf.gather(vectors, [...question]))",
      "tf.gather(vectors, [...question])"],
    ["analogies", "dot products in place of cosines", "neighbours.ts", "cosineSimilarity(vectors, query())",
      "tf.sum(tf.mul(vectors, query()), -1)"],
  ])("%s from %s", async (kind, _, file, from, to) => {
    expect(await farFromGensim(await mutated(`embedding/${file}`, { from, to }), kind)).toBeGreaterThan(100 * TOLERANCE);
  });
});

describe("a map of vectors", () => {
  /** The largest difference from scikit-learn's, whose axes may point the other way. */
  function farFromScikitLearn({ pca }: Library): number {
    const { points, explained, project } = pca(oracle.pca.rows, { components: 3 });
    const projected = project(oracle.pca.others);
    const differences = [0, 1, 2].flatMap((axis) => {
      const sign = Math.sign(points[0]![axis]! * oracle.pca.points[0]![axis]!);
      return [
        ...points.map((point, i) => sign * point[axis]! - oracle.pca.points[i]![axis]!),
        ...projected.map((point, i) => sign * point[axis]! - oracle.pca.projected[i]![axis]!),
        explained[axis]! - oracle.pca.explained[axis]!,
      ];
    });
    return Math.max(...differences.map(Math.abs));
  }

  it("has scikit-learn's coordinates and shares of the variance, for other vectors too", () => {
    expect(farFromScikitLearn(byhand)).toBeLessThan(1e-9); // doubles, coordinates of up to 20
  });

  it("does not depend on which of its two directions an axis first had", () => {
    const { pca } = byhand;
    const axes = (rows: number[][]): number[][] => {
      const { project } = pca(rows, { components: 2 });
      const [origin, ...ends] = project([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]);
      return [0, 1].map((axis) => ends.map((end) => end[axis]! - origin![axis]!));
    };
    const random = new byhand.Random(3);
    const rows = Array.from({ length: 9 }, () => [3 * random.normal(), random.normal(), 2 * random.normal()]);
    const turned = rows.map((row) => row.map((value) => -value)); // the same axes, mirrored points
    axes(rows).forEach((axis, i) => {
      expect(axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)).toBeGreaterThan(0);
      axes(turned)[i]!.forEach((value, j) => expect(value).toBeCloseTo(axis[j]!, 9));
    });
  });

  it.each([
    ["keeps the mean", "new PCA(data)", "new PCA(data, { center: false })"],
    ["scales each column to the same spread", "new PCA(data)", "new PCA(data, { scale: true })"],
    ["gives the last shares of the variance", "getExplainedVariance().slice(0, components)",
      "getExplainedVariance().slice(-components)"],
    ["forgets an axis's sign for other vectors", "project(data)", "model.predict(data, { nComponents: components }).to2DArray()"],
  ])("is told apart from one that %s", async (_, from, to) => {
    expect(farFromScikitLearn(await mutated("embedding/pca.ts", { from, to }))).toBeGreaterThan(1e-3);
  });
});
