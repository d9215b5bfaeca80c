import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { casesOf, distanceFromPyTorch, worstDistance } from "../operations";

type Library = typeof byhand;

/** Losses are sums of a few float32 values of about 1, those of the case with scores of thousands relative to them. */
const TOLERANCE = 1e-5;

describe.each(engines)("on the engine %s", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(casesOf("skipGramLoss", "oneHotEmbedding", "cosineSimilarity"))(
    "PyTorch's values and gradients are those of %s",
    async (name) => {
      expect(await distanceFromPyTorch(byhand, name)).toBeLessThan(TOLERANCE);
    },
  );

  it("a one-hot product is the look-up, its gradient that of the look-up, also of words given twice", async () => {
    const random = new byhand.Random(5);
    const normal = (...shape: number[]): tf.Tensor =>
      tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()), shape);
    const [table, weights] = [normal(9, 4), normal(2, 3, 4)];
    const ids = tf.tensor2d([[8, 0, 8], [8, 3, 0]], [2, 3], "int32");
    const differences = tf.tidy(() => {
      const gradients = [byhand.embedding, byhand.oneHotEmbedding].map((look) =>
        tf.valueAndGrad((t: tf.Tensor) => tf.sum(tf.mul(look(t, ids), weights)) as tf.Scalar)(table).grad);
      return [
        tf.max(tf.abs(tf.sub(byhand.embedding(table, ids), byhand.oneHotEmbedding(table, ids)))),
        tf.max(tf.abs(tf.sub(gradients[0]!, gradients[1]!))),
      ];
    });
    const [[values], [gradients]] = await Promise.all(differences.map((difference) => difference.data()));
    expect(values).toBe(0); // 1 · x + 0 + … + 0 has nothing to round
    expect(gradients).toBeLessThan(1e-6); // sums of three numbers in another order
    tf.dispose([table, weights, ids, differences]);
  });

  it("the loss of vectors of zeros is (1 + k) ln 2: nothing is told apart yet", async () => {
    const model = new byhand.SkipGram({ vocabularySize: 5, hiddenSize: 3 }); // its output vectors begin at 0
    const loss = tf.tidy(() =>
      model.loss(tf.tensor2d([[1], [2]], [2, 1], "int32"), tf.tensor2d([[2, 0, 3, 3], [4, 1, 2, 0]], [2, 4], "int32")));
    expect((await loss.data())[0]).toBeCloseTo(4 * Math.log(2), 6);
    tf.dispose(loss);
    model.dispose();
  });
});

describe("PyTorch's values tell", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  it.each([
    ["a loss that draws towards the negatives", "skipGramLoss.ts", "tf.softplus(drawn)", "tf.softplus(tf.neg(drawn))"],
    ["the mean over negatives in place of the sum", "skipGramLoss.ts", "tf.sum(tf.softplus(drawn), -1)",
      "tf.mean(tf.softplus(drawn), -1)"],
    ["the sum over pairs in place of the mean", "skipGramLoss.ts", "tf.mean(losses)", "tf.sum(losses)"],
    ["negatives that are compared with the context", "skipGramLoss.ts", "tf.expandDims(centers, 1)",
      "tf.expandDims(contexts, 1)"],
    ["log of a sigmoid, which overflows", "skipGramLoss.ts", "tf.softplus(tf.neg(beside))",
      "tf.neg(tf.log(tf.sigmoid(beside)))"],
  ])("from skip-gram %s", async (_, file, from, to) => {
    const mutant = await mutated(`embedding/${file}`, { from, to });
    expect(await worstDistance(mutant, casesOf("skipGramLoss"))).toBeGreaterThan(100 * TOLERANCE);
  });

  it.each([
    ["cosineSimilarity", "a dot product in place of the cosine", "cosineSimilarity.ts", "tf.mul(unit(a), unit(b))",
      "tf.mul(a, b)"],
    ["cosineSimilarity", "only one of the lengths divided out", "cosineSimilarity.ts", "tf.mul(unit(a), unit(b))",
      "tf.mul(unit(a), b)"],
    ["cosineSimilarity", "one length for all vectors", "cosineSimilarity.ts", "tf.norm(scaled, 2, -1, true)",
      "tf.norm(scaled)"],
    ["oneHotEmbedding", "the row after the one that is asked for", "oneHotEmbedding.ts", "tf.reshape(ids, [-1])",
      "tf.mod(tf.add(tf.reshape(ids, [-1]), tf.scalar(1, \"int32\")), tf.scalar(vocabulary, \"int32\"))"],
  ])("%s from one with %s", async (operation, _, file, from, to) => {
    const mutant = await mutated(`embedding/${file}`, { from, to });
    expect(await worstDistance(mutant, casesOf(operation))).toBeGreaterThan(100 * TOLERANCE);
  });
});

/**
 * How far the products of learnt input and output vectors are from those at which the loss is least.
 *
 * With vectors as long as the vocabulary each product can be what it likes, and then the least loss is where
 * `u · v = ln [ P(w, c) / (P(w) Pₙ(c)) ] − ln k` with Pₙ the negatives' distribution (Levy and Goldberg, "Neural Word
 * Embedding as Implicit Matrix Factorization", 2014, section 3, for Pₙ with the power ¾).
 */
async function farFromOptimum(library: Library): Promise<number> {
  await library.useEngine();
  const random = new byhand.Random(8);
  const words = ["a", "b", "c", "d"];
  // A word is mostly followed by the next one in the alphabet, and words differ in frequency.
  const sentences = Array.from({ length: 1000 }, () => {
    const first = random.choice([0, 1, 2, 3], [20, 8, 3, 1]);
    return [words[first]!, random.uniform() < 0.5 ? words[(first + 1) % 4]! : random.choice(words)];
  });
  const joint = words.map((w) => words.map((c) =>
    sentences.filter(([x, y]) => x === w && y === c).length + sentences.filter(([x, y]) => x === c && y === w).length));
  const counts = joint.map((row) => row.reduce((a, b) => a + b)); // each word has one neighbour
  const total = counts.reduce((a, b) => a + b);
  const powers = counts.map((count) => count ** 0.75);
  const powerSum = powers.reduce((a, b) => a + b);
  const negatives = 3;

  const options = { hiddenSize: 4, window: 1, negatives, steps: 500, batchSize: 256, learningRate: 0.05 };
  const { vectors, contexts } = await library.trainWordVectors(sentences, options);
  const products = tf.tidy(() => tf.matMul(vectors.matrix, contexts.matrix, false, true));
  const learnt = (await products.array()) as number[][];
  const distances = words.flatMap((w, i) => words.map((c, j) => {
    const optimum = Math.log(joint[i]![j]! / total / ((counts[i]! / total) * (powers[j]! / powerSum))) - Math.log(negatives);
    return Math.abs(learnt[vectors.id(w)]![contexts.id(c)]! - optimum);
  }));
  products.dispose();
  vectors.dispose();
  contexts.dispose();
  return Math.max(...distances);
}

describe("training ends at the loss's known least point: the pointwise mutual information less ln k", () => {
  /** Batches differ: the product of a pair that is one in 50 rests on some five of a batch's pairs. */
  const NOISE = 0.15;

  it("as the library's does", async () => {
    expect(await farFromOptimum(byhand)).toBeLessThan(NOISE);
  });

  it.each([
    ["draws negatives by their frequency itself", "negativeSampling.ts", "const POWER = 0.75;", "const POWER = 1;"],
    ["leaves the last negative at word 0", "skipGramData.ts", "sampler.draw(negatives, random)",
      "sampler.draw(negatives, random).subarray(1)"],
    ["takes one table for both sides", "skipGram.ts",
      "const contexts = embedding(this.output.weight.value,", "const contexts = embedding(this.input.weight.value,"],
    ["draws the pairs' sides apart", "skipGramData.ts", "targets[row * width] = contexts[pair]",
      "targets[row * width] = contexts[random.integer(contexts.length)]"],
  ])("and one that %s does not", async (_, file, from, to) => {
    expect(await farFromOptimum(await mutated(`embedding/${file}`, { from, to }))).not.toBeLessThan(1.5 * NOISE);
  });
});
