import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";

beforeAll(() => byhand.useEngine("cpu"));

type Kind = typeof RangeError | typeof TypeError;

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const ids = (...shape: number[]): tf.Tensor => tf.zeros(shape, "int32");
const matrix = (): tf.Tensor2D => tf.tensor2d([[1, 0], [0, 1], [1, 1], [2, 1]]);

describe("before any work, functions on tensors refuse", () => {
  it.each<[string, () => unknown, Kind, RegExp]>([
    ["a table of one axis", () => byhand.oneHotEmbedding(zeros(3), ids(2)), RangeError, /table has shape \[3\] \(rank 1\)/],
    ["ids with fractions", () => byhand.oneHotEmbedding(zeros(3, 2), zeros(2)), TypeError, /ids has dtype float32: expected int32/],
    ["contexts of another shape", () => byhand.skipGramLoss(zeros(3, 2), zeros(4, 2), zeros(3, 1, 2)), RangeError,
      /contexts has shape \[4, 2\]: expected \[3, 2\], the shape of centers/],
    ["negatives without an axis for k", () => byhand.skipGramLoss(zeros(3, 2), zeros(3, 2), zeros(3, 2)), RangeError,
      /negatives has shape \[3, 2\]: expected \[3, -1, 2\], k drawn vectors for each row of centers/],
    ["ids in the place of vectors", () => byhand.skipGramLoss(ids(3, 2), zeros(3, 2), zeros(3, 1, 2)), TypeError,
      /centers has dtype int32/],
    ["vectors of other lengths", () => byhand.cosineSimilarity(zeros(3, 4), zeros(5)), RangeError,
      /a has shape \[3, 4\] but b has \[5\]: expected vectors with as many numbers each/],
    ["rows of another number", () => byhand.cosineSimilarity(zeros(3, 4), zeros(2, 4)), RangeError,
      /a has shape \[3, 4\] but b has \[2, 4\]: .*equal, 1 or missing/],
    ["numbers in the place of vectors", () => byhand.cosineSimilarity(tf.scalar(1), zeros(1)), RangeError, /a has shape \[\]/],
    ["a row that is not there", () => byhand.nearestNeighbours(matrix(), 4), RangeError, /id has 4: vectors has rows 0 to 3/],
    ["more neighbours than there are", () => byhand.nearestNeighbours(matrix(), 0, { count: 4 }), RangeError,
      /count is 4, but vectors has 3 rows beside the question's: ask for fewer/],
    ["no neighbours", () => byhand.nearestNeighbours(matrix(), 0, { count: 0 }), RangeError, /count is 0/],
    ["an analogy's row that is not there", () => byhand.analogy(matrix(), [0, -1, 1]), RangeError, /question has -1/],
    ["more answers than words are left", () => byhand.analogy(matrix(), [0, 1, 2], { count: 2 }), RangeError,
      /count is 2, but vectors has 1 rows/],
  ])("%s", (_, run, kind, message) => {
    tf.tidy(() => {
      expect(run).toThrow(kind);
      expect(run).toThrow(message);
    });
  });

  it("a skip-gram's pairs in other shapes, no negatives, and parts that are none", () => {
    const model = new byhand.SkipGram({ vocabularySize: 4, hiddenSize: 2 });
    tf.tidy(() => {
      expect(() => model.loss(ids(3), ids(3, 2))).toThrow("inputs has shape [3]: expected [-1, 1], one word for each pair");
      expect(() => model.loss(ids(3, 1), ids(2, 2))).toThrow("inputs has shape [3, 1]: expected [2, 1]");
      expect(() => model.loss(ids(3, 1), ids(3, 1))).toThrow("the number of negatives is 0");
    });
    model.dispose();
    const make = (parts: object): unknown => new byhand.SkipGram({ vocabularySize: 4, hiddenSize: 2 }, { parts });
    expect(() => make({ loss: () => 0 })).toThrow("parts.loss is not a part of SkipGram: it has embedding, skipGramLoss");
    expect(() => make({ embedding: 3 })).toThrow("parts.embedding is number: expected a function");
    expect(() => new byhand.SkipGram({ vocabularySize: 1, hiddenSize: 2 })).toThrow("vocabularySize is 1");
  });
});

it("a vector of zeros has no cosine: NaN", async () => {
  const cosines = tf.tidy(() => byhand.cosineSimilarity(tf.tensor2d([[0, 0], [3, 4], [1e-30, 0], [1e30, 0]]), tf.tensor1d([1, 0])));
  expect(Array.from(await cosines.data())).toEqual([NaN, expect.closeTo(0.6, 6), 1, 1]); // neither too small nor too large
  cosines.dispose();
});

describe("words refuse", () => {
  const words = ["queen", "king", "keen", "zebra"];
  const vectors = (rows: number[][] = [[1, 2], [2, 1], [1, 1], [0, 1]]): byhand.WordVectors =>
    new byhand.WordVectors(words, tf.tensor2d(rows));

  it("unknown ones, with those that are spelled most like them", async () => {
    const known = vectors();
    const message = '"quen" is none of the 4 words: spelled most like it are queen, keen, king';
    expect(() => known.id("quen")).toThrow(message);
    await expect(known.nearest("quen")).rejects.toThrow(message);
    await expect(known.analogy("king", "queen", "quen")).rejects.toThrow(message);
    await expect(known.rows(["quen"])).rejects.toThrow(message);
    await expect(byhand.analogyAccuracy(known, [["king", "queen", "keen", "quen"]])).rejects.toThrow(message);
    await expect(byhand.biasProbe(known, ["king"], { from: ["quen"], to: ["keen"] })).rejects.toThrow(message);
    known.dispose();
  });

  it("vectors of zeros and of no numbers, by name", async () => {
    const zero = vectors([[1, 2], [2, 1], [0, 0], [1, 1]]);
    const message = 'the vector of "keen" has zeros, so no direction: leave the word out';
    await expect(zero.nearest("king")).rejects.toThrow(message);
    await expect(zero.analogy("king", "queen", "zebra")).rejects.toThrow(message);
    await expect(byhand.analogyAccuracy(zero, [["king", "queen", "zebra", "keen"]])).rejects.toThrow(message);
    await expect(byhand.biasProbe(zero, ["king"], { from: ["zebra"], to: ["queen"] })).rejects.toThrow(message);
    zero.dispose();
    const none = vectors([[1, 2], [2, 1], [1, 0], [NaN, 1]]);
    await expect(none.nearest("king")).rejects.toThrow('"zebra" has numbers that are not finite');
    none.dispose();
  });

  it("a matrix that does not fit, a word given twice, a count beyond the vocabulary, no questions", async () => {
    expect(() => new byhand.WordVectors(["a"], matrix())).toThrow("words has 1 entries but matrix 4 rows");
    expect(() => new byhand.WordVectors(["a", "b", "a", "c"], matrix())).toThrow('words has "a" twice');
    expect(() => new byhand.WordVectors(["a"], tf.zeros([1, 2], "int32"))).toThrow("matrix has dtype int32");
    const known = vectors();
    await expect(known.nearest("king", { count: 4 })).rejects.toThrow("count is 4, but vectors has 3 rows");
    await expect(byhand.analogyAccuracy(known, [])).rejects.toThrow("questions is empty");
    known.dispose();
  });

  it("tests of bias without words, with a word twice, or with nothing that differs", async () => {
    const known = vectors();
    const poles = { from: ["keen"], to: ["zebra"] };
    await expect(byhand.biasProbe(known, [], poles)).rejects.toThrow("words is empty: give at least one word");
    await expect(byhand.biasProbe(known, ["king"], { ...poles, to: [] })).rejects.toThrow("to is empty");
    const test = (first: string[], second: string[]): Promise<unknown> =>
      byhand.associationTest(known, { first, second, ...poles });
    await expect(test([], ["king"])).rejects.toThrow("first is empty");
    await expect(test(["king"], ["queen"])).rejects.toThrow("first and second is 2: expected a whole number, at least 3");
    await expect(test(["king", "queen"], ["king"])).rejects.toThrow("king is given twice in first and second");
    known.dispose();
    const alike = vectors([[1, 2], [2, 4], [4, 8], [0, 1]]);
    await expect(byhand.associationTest(alike, { first: ["queen", "king"], second: ["keen"], from: ["keen"], to: ["zebra"] }))
      .rejects.toThrow("all words lean alike");
    alike.dispose();
  });
});

describe("maps refuse", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["rows of other lengths", () => byhand.pca([[1, 2], [1]]), /rows\[1\] has 1 numbers, the first row 2/],
    ["no rows", () => byhand.pca([]), /components is 2, but 0 rows of 0 numbers have at most 0/],
    ["more components than rows less one", () => byhand.pca([[1, 2, 3], [4, 5, 7]], { components: 2 }),
      /components is 2, but 2 rows of 3 numbers have at most 1/],
    ["no components", () => byhand.pca([[1, 2], [3, 4]], { components: 0 }), /components is 0/],
    ["rows that are all the same", () => byhand.pca([[1, 2], [1, 2], [1, 2]], { components: 1 }), /all rows are equal/],
    ["no numbers", () => byhand.pca([[1, 2], [1, NaN], [3, 4]]), /rows\[1\]\[1\] is NaN: expected a finite number/],
    ["other vectors of another length", () => byhand.pca([[1, 2], [2, 1], [3, 4]]).project([[1]]), /rows\[0\] has 1 numbers/],
  ])("%s", (_, run, message) => {
    expect(run).toThrow(RangeError);
    expect(run).toThrow(message);
  });
});

describe("training refuses", () => {
  const sentences = [["a", "b"], ["b", "c"]];

  it.each<[string, () => Promise<unknown>, Kind, RegExp]>([
    ["no sentences", () => byhand.trainWordVectors([]), RangeError, /sentences has 0 sentences with 0 different words/],
    ["a vocabulary of one word", () => byhand.trainWordVectors([["a", "a"]]), RangeError,
      /with 1 different words: word vectors need at least two/],
    ["words that are all too rare", () => byhand.trainWordVectors(sentences, { minimumCount: 3 }), RangeError,
      /3 different words, of which 0 occur 3 times or more/],
    ["sentences of one word", () => byhand.trainWordVectors([["a"], ["b"]]), RangeError, /none with two words: there are no pairs/],
    ["sentences that are not cut into words", () => byhand.trainWordVectors(["a b"] as unknown as string[][]), TypeError,
      /sentences\[0\] is "a b": expected its words, as split\(" "\) gives/],
    ...(["window", "negatives", "steps", "batchSize", "hiddenSize", "minimumCount"] as const).map(
      (name): [string, () => Promise<unknown>, Kind, RegExp] => [
        `${name} 0`, () => byhand.trainWordVectors(sentences, { [name]: 0 }), RangeError,
        new RegExp(`${name} is 0: expected a whole number, at least 1`),
      ]),
    ["a learning rate of 0", () => byhand.trainWordVectors(sentences, { learningRate: 0 }), RangeError, /learningRate is 0/],
    ["a threshold of 0", () => byhand.trainWordVectors(sentences, { threshold: 0 }), RangeError, /threshold is 0/],
    ["half a seed", () => byhand.trainWordVectors(sentences, { seed: 0.5 }), RangeError, /seed is 0.5/],
  ])("%s", async (_, run, kind, message) => {
    const before = tf.memory().numTensors;
    const failed = run();
    await expect(failed).rejects.toThrow(kind);
    await expect(failed).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("windows, counts and powers that make no sense", () => {
    expect(() => byhand.skipGramPairs([[1, 2]], { window: 0 })).toThrow("window is 0: expected a whole number, at least 1");
    expect(() => byhand.negativeDistribution([3])).toThrow("counts has 1 words that occur: negatives need at least two");
    expect(() => byhand.negativeDistribution([3, -1])).toThrow("counts[1] is -1: a word occurs 0 times or more");
    expect(() => byhand.negativeDistribution([3, 1], { power: -1 })).toThrow("power is -1");
    expect(() => byhand.keepProbabilities([0, 0], { threshold: 0.1 })).toThrow("counts sum to 0");
    expect(() => byhand.keepProbabilities([1, NaN], { threshold: 0.1 })).toThrow("counts[1] is NaN");
    expect(() => new byhand.NegativeSampler([0.5, 0.5]).draw(0, new byhand.Random(1))).toThrow("count is 0");
  });
});
