import * as byhand from "byhand";
import type { Random } from "byhand";
import {
  type Check, gradientCheck, isPlainTensor, plain, plainFunction, type PlainTensor, type PlainValue, type Policy, randomIds,
  randomTensor, valueCheck,
} from "byhand-course";
import { aligned, clocks, drawing, lookingUp, near, placing, steps, turning } from "./04-embeddings.messages";
import { rightAnalogy, rightNeighbours, rightPlacedAttention } from "./04-embeddings.mistakes";

/** The lessons that this one builds on. */
export const needs = ["00-welcome"];

export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: {
    gather: "look vectors up by a matrix product",
    einsum: "it has no gradient in TensorFlow.js: use tf.matMul, or tf.mul and tf.sum",
    logSigmoid: "it loses its gradient in TensorFlow.js: −log σ(x) is tf.softplus(−x)",
    losses: "write the loss from its formula",
    linalg: "lengths are tf.norm(…, \"euclidean\", axis)",
    customGrad: "the tape finds the gradient",
  },
};

/** Word vectors of very different lengths, as a corpus of frequent and rare words makes them. */
export function unevenVectors(random: Random, [words, hidden]: [number, number]): PlainTensor {
  const directions = randomTensor(random, [words, hidden]);
  const lengths = Array.from({ length: words }, (_, i) => 0.2 + ((i * 7) % words) / 4);
  const values = directions.values.map((value, i) => Math.fround(value * lengths[Math.floor(i / hidden)]));
  return { ...directions, values };
}

/** Pairs with large scores of both signs, whose σ is 0 or 1 in float32. */
const farApart: PlainValue[] = [
  plain([[10, 0], [0, 10]]), plain([[-20, 0], [0, 20]]), plain([[[20, 0], [0, 1]], [[0, 20], [1, -20]]]),
];

const underflow = (result: PlainValue): string | null => (JSON.stringify(result).includes("null")
  ? "the loss is not finite: σ of a very low score is 0 in float32, and its logarithm −∞; tf.softplus(−x), which is −log σ(x), "
    + "survives it"
  : null);

const threeMatrices = (random: Random, [hidden, size]: [number, number]): Record<string, PlainTensor> => ({
  query: randomTensor(random, [hidden, size]), key: randomTensor(random, [hidden, size]),
  value: randomTensor(random, [hidden, size]),
});

const one = { query: plain([[1]]), key: plain([[1]]), value: plain([[1]]) };

/** Any map of one token to one of the same size: what matters is what is turned by it. */
const turn = (random: Random, size: number): PlainValue => plainFunction("tanh", randomTensor(random, [size, size]));

const angles = (random: Random, time: number, size: number): Record<string, PlainTensor> => {
  const { shape, values, dtype } = randomTensor(random, [time, size / 2], { deviation: 2 });
  return {
    cos: { dtype, shape, values: values.map((angle) => Math.fround(Math.cos(angle))) },
    sin: { dtype, shape, values: values.map((angle) => Math.fround(Math.sin(angle))) },
  };
};

/** Vectors that are too long or too short after turning, where no known misconception explains them. */
const keepsLength = (result: PlainValue, [x]: PlainValue[]): string | null => {
  if (!isPlainTensor(result) || !isPlainTensor(x) || result.shape.join() !== x.shape.join()) return null;
  const length = ({ values }: PlainTensor): number => Math.hypot(...values);
  return Math.abs(length(result) - length(x)) < 1e-3 * length(x) ? null
    : "turning keeps every vector's length, and here lengths change: are both products of each line there, with their signs?";
};

export const checks: Record<string, Check[]> = {
  embedding: [
    valueCheck("two words of three: rows 2 and 0", {
      points: 1, inputs: [plain([[1, 2], [3, 4], [5, 6]]), plain([2, 0], "int32")], expected: plain([[5, 6], [1, 2]]),
      mistakes: lookingUp,
    }),
    valueCheck("as many numbers in a vector as words: rows, not columns", {
      points: 1, inputs: (random) => [randomTensor(random, [5, 5]), plain([0, 3, 3, 4], "int32")],
      expected: byhand.embedding, mistakes: lookingUp,
    }),
    valueCheck("a batch of texts, [2, 3], gives [2, 3, 4]", {
      points: 1, inputs: (random) => [randomTensor(random, [6, 4]), plain([[1, 4, 1], [5, 0, 2]], "int32")],
      expected: byhand.embedding, mistakes: lookingUp,
    }),
    gradientCheck("a row's gradient is the sum over all its uses", {
      points: 2, of: ["table"], inputs: (random) => [randomTensor(random, [6, 4]), randomIds(random, [2, 5], 6)],
      expected: byhand.embedding, mistakes: lookingUp,
    }),
  ],
  skipGramLoss: [
    valueCheck("scores of 0: 2 log 2", {
      points: 1, inputs: [plain([[0, 1]]), plain([[5, 0]]), plain([[[7, 0]]])], expected: plain(2 * Math.LN2),
      mistakes: drawing,
    }),
    valueCheck("six pairs with four negatives each", {
      points: 2, inputs: (random) => [[6, 3], [6, 3], [6, 4, 3]].map((shape) => randomTensor(random, shape)),
      expected: byhand.skipGramLoss, mistakes: drawing,
    }),
    valueCheck("scores of ±200", {
      points: 1, inputs: farApart, expected: byhand.skipGramLoss, mistakes: drawing, symptom: underflow,
    }),
    gradientCheck("gradients flow back to all three", {
      points: 2, of: ["centers", "contexts", "negatives"],
      inputs: (random) => [randomTensor(random, [4, 3]), randomTensor(random, [4, 3]), randomTensor(random, [4, 2, 3])],
      expected: byhand.skipGramLoss, mistakes: drawing,
    }),
  ],
  cosineSimilarity: [
    valueCheck("the same way, across, the other way: 1, 0, −1", {
      points: 1, inputs: [plain([[3, 4], [4, -3], [-3, -4]]), plain([6, 8])], expected: plain([1, 0, -1]), mistakes: aligned,
    }),
    valueCheck("pair by pair, lengths do not matter", {
      points: 1, inputs: (random) => [unevenVectors(random, [7, 4]), unevenVectors(random, [7, 4])],
      expected: byhand.cosineSimilarity, mistakes: aligned,
    }),
    valueCheck("vectors of length 1", {
      points: 1, inputs: (random) => {
        const turns = [0, 1, 2, 3].map(() => 2 * Math.PI * random.uniform());
        return [plain(turns.map((angle) => [Math.cos(angle), Math.sin(angle)])), plain([0.6, 0.8])];
      },
      expected: byhand.cosineSimilarity, mistakes: aligned,
    }),
    gradientCheck("gradients flow back to both", {
      points: 1, of: ["a", "b"], inputs: (random) => [randomTensor(random, [5, 4]), randomTensor(random, [4])],
      expected: byhand.cosineSimilarity, mistakes: aligned, tolerance: 1e-4, // quotients of sums in float32
    }),
  ],
  nearestNeighbours: [
    valueCheck("four words: the better aligned one comes before the longer one", {
      points: 1, inputs: [plain([[2, 0], [9, 9], [3, 1], [-5, 0]]), 0, { count: 2 }],
      expected: { ids: plain([2, 1], "int32") }, mistakes: near,
    }),
    valueCheck("vectors of length 1: the word itself is left out", {
      points: 1, inputs: [plain([[1, 0], [0.8, 0.6], [0, 1], [-0.6, 0.8]]), 2, { count: 3 }],
      expected: { ids: plain([3, 1, 0], "int32") }, mistakes: near,
    }),
    valueCheck("60 words of very different lengths, five neighbours by default", {
      points: 2, inputs: (random) => [unevenVectors(random, [60, 3]), random.integer(60)], expected: rightNeighbours,
      mistakes: near,
    }),
  ],
  analogy: [
    valueCheck("man, king, woman: queen", {
      points: 1, inputs: [plain([[-1, 0], [-3, 3], [2, 0], [4, 4], [0, 5]]), [0, 1, 2]],
      expected: { ids: plain([3], "int32") }, mistakes: steps,
    }),
    valueCheck("a short step: the words of the question are left out", {
      points: 1, inputs: [plain([[1, 0], [0.96, 0.28], [0, 1], [-0.6, 0.8], [0.8, 0.6]]), [0, 1, 2], { count: 2 }],
      expected: { ids: plain([3, 4], "int32") }, mistakes: steps,
    }),
    valueCheck("80 words of very different lengths, eight answers", {
      points: 2,
      inputs: (random) => {
        const words = random.shuffle(Array.from({ length: 80 }, (_, i) => i));
        return [unevenVectors(random, [80, 4]), words.slice(0, 3), { count: 8 }];
      },
      expected: rightAnalogy, mistakes: steps,
    }),
  ],
  placedAttention: [
    valueCheck("one word: 1 + 2 = 3", {
      points: 1, inputs: [plain([[1]]), one, { positions: plain([[2]]) }], expected: plain([[3]]), mistakes: placing,
    }),
    valueCheck("no places at all", {
      points: 1, inputs: (random) => [randomTensor(random, [5, 4]), threeMatrices(random, [4, 4])],
      expected: rightPlacedAttention, mistakes: placing,
    }),
    valueCheck("positions that are added", {
      points: 2,
      inputs: (random) =>
        [randomTensor(random, [5, 4]), threeMatrices(random, [4, 4]), { positions: randomTensor(random, [5, 4]) }],
      expected: rightPlacedAttention, mistakes: placing,
    }),
    valueCheck("queries and keys that are turned", {
      points: 2, inputs: (random) => [randomTensor(random, [5, 4]), threeMatrices(random, [4, 4]), { turn: turn(random, 4) }],
      expected: rightPlacedAttention, mistakes: placing,
    }),
    gradientCheck("gradients flow back to everything", {
      points: 1, of: ["x", "query", "key", "value", "positions"],
      inputs: (random) =>
        [randomTensor(random, [4, 3]), threeMatrices(random, [3, 3]), { positions: randomTensor(random, [4, 3]) }],
      expected: rightPlacedAttention, mistakes: placing, tolerance: 1e-4, // products of products in float32
    }),
  ],
  sinusoidalPositions: [
    valueCheck("position 3 in four numbers", {
      points: 1, inputs: [plain([3], "int32"), 4], expected: plain([[Math.sin(3), Math.cos(3), Math.sin(0.03), Math.cos(0.03)]]),
      mistakes: clocks,
    }),
    valueCheck("position 0: 0, 1, 0, 1, …", {
      points: 1, inputs: [plain([0], "int32"), 6], expected: plain([[0, 1, 0, 1, 0, 1]]), mistakes: clocks,
    }),
    valueCheck("positions of a batch, [2, 5], in eight numbers", {
      points: 2, inputs: (random) => [randomIds(random, [2, 5], 60), 8], expected: byhand.sinusoidalPositions, mistakes: clocks,
      tolerance: 1e-4, // angles of up to 60, whose last bit is 4e-6
    }),
  ],
  rotate: [
    valueCheck("a quarter turn of the pair (1, 3): [−3, 2, 1, 4]", {
      points: 1, inputs: [plain([[[[1, 2, 3, 4]]]]), { cos: plain([[0, 1]]), sin: plain([[1, 0]]) }],
      expected: plain([[[[-3, 2, 1, 4]]]]), mistakes: turning, symptom: keepsLength,
    }),
    valueCheck("angles of 0: nothing changes", {
      points: 1,
      inputs: (random) => [randomTensor(random, [1, 2, 2, 4]), { cos: plain([[1, 1], [1, 1]]), sin: plain([[0, 0], [0, 0]]) }],
      expected: byhand.rotate, mistakes: turning, symptom: keepsLength,
    }),
    valueCheck("two texts, three heads, three places: each place has its own angles", {
      points: 2, inputs: (random) => [randomTensor(random, [2, 3, 3, 6]), angles(random, 3, 6)], expected: byhand.rotate,
      mistakes: turning, symptom: keepsLength,
    }),
    gradientCheck("the gradient is turned back", {
      points: 2, of: ["x", "cos", "sin"], inputs: (random) => [randomTensor(random, [2, 2, 3, 4]), angles(random, 3, 4)],
      expected: byhand.rotate, mistakes: turning,
    }),
  ],
};
