import * as byhand from "byhand";
import type { Random } from "byhand";
import {
  type Check, gradientCheck, isPlainTensor, plain, plainFunction, type PlainTensor, type PlainValue, type Policy,
  randomTensor, valueCheck,
} from "byhand-course";
import { blocks, feeding, gating, norms, rootMeanSquares } from "./06-transformer-block.messages";
import { blockMistakes } from "./06-transformer-block.mistakes";

/** The lessons that this one builds on. */
export const needs = ["05-attention"];

export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: {
    moments: "write the mean and the variance with tf.mean",
    batchNorm: "it normalises over the batch; write layer norm from its formula",
    customGrad: "the tape finds the gradient",
  },
};

const ones = plain([1, 1]);
const zeros = plain([0, 0]);

const notANumber = (result: PlainValue): string | null => (isPlainTensor(result) && result.values.some(Number.isNaN)
  ? "0/0: epsilon under the root keeps the division alive" : null);

/** Weights from 4 features to 6 and back, with the biases that are asked for. */
export const feedWeights = (random: Random, { biases }: { biases: boolean }): Record<string, PlainTensor> => ({
  innerWeight: randomTensor(random, [4, 6]),
  ...(biases ? { innerBias: randomTensor(random, [6]) } : {}),
  outputWeight: randomTensor(random, [6, 4]),
  ...(biases ? { outputBias: randomTensor(random, [4]) } : {}),
});

const gatedWeights = (random: Random): Record<string, PlainTensor> => ({
  gateWeight: randomTensor(random, [4, 6]), upWeight: randomTensor(random, [4, 6]), downWeight: randomTensor(random, [6, 4]),
});

/** Sublayers that bend what they are given, each in its own way: no two orders of them agree. */
const sublayers = (random: Random): Record<string, PlainValue> => Object.fromEntries(
  ["norm1", "attention", "norm2", "feedForward"].map((name) => [name, plainFunction("tanh", randomTensor(random, [5, 5]))]));

const times = (factor: number): PlainValue => plainFunction("identity", plain([[factor]]));

export const checks: Record<string, Check[]> = {
  layerNorm: [
    valueCheck("[1, 3] becomes [−1, 1]", {
      points: 1, inputs: [plain([[1, 3]]), ones, zeros], expected: plain([[-1, 1]]), mistakes: norms,
      tolerance: 1e-4, // ε = 1e-5 keeps it from being exactly ±1
    }),
    valueCheck("random tokens, with a learned scale and shift", {
      points: 1,
      inputs: (random) => [randomTensor(random, [2, 3, 8]), randomTensor(random, [8]), randomTensor(random, [8])],
      expected: byhand.layerNorm, mistakes: norms,
    }),
    valueCheck("nearly equal features: epsilon counts", {
      points: 1,
      inputs: (random) => [
        randomTensor(random, [4, 8], { deviation: 3e-3 }), plain(Array(8).fill(1)), plain(Array(8).fill(0)), 1e-4,
      ],
      expected: byhand.layerNorm, mistakes: norms, tolerance: 1e-4,
    }),
    valueCheck("equal features give the bias, not NaN", {
      points: 1, inputs: [plain([[2, 2]]), ones, plain([5, 6])], expected: plain([[5, 6]]), mistakes: norms,
      symptom: notANumber,
    }),
    gradientCheck("gradients flow back to x, weight and bias", {
      points: 2, of: ["x", "weight", "bias"],
      inputs: (random) => [randomTensor(random, [3, 8]), randomTensor(random, [8]), randomTensor(random, [8])],
      expected: byhand.layerNorm, mistakes: norms, tolerance: 1e-4, // a difference of near-equal sums in float32
    }),
  ],
  rmsNorm: [
    valueCheck("[1, 7] becomes [0.2, 1.4]", {
      points: 1, inputs: [plain([[1, 7]]), ones], expected: plain([[0.2, 1.4]]), mistakes: rootMeanSquares,
    }),
    valueCheck("random tokens, with a learned scale", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 8]), randomTensor(random, [8])],
      expected: byhand.rmsNorm, mistakes: rootMeanSquares,
    }),
    valueCheck("small features: epsilon counts", {
      points: 1, inputs: (random) => [randomTensor(random, [4, 8], { deviation: 1e-2 }), plain(Array(8).fill(1)), 1e-4],
      expected: byhand.rmsNorm, mistakes: rootMeanSquares,
    }),
    valueCheck("features that are all 0 stay 0, not NaN", {
      points: 1, inputs: [plain([[0, 0]]), ones], expected: plain([[0, 0]]), mistakes: rootMeanSquares,
      symptom: notANumber,
    }),
    gradientCheck("gradients flow back to x and weight", {
      points: 2, of: ["x", "weight"], inputs: (random) => [randomTensor(random, [3, 8]), randomTensor(random, [8])],
      expected: byhand.rmsNorm, mistakes: rootMeanSquares,
    }),
  ],
  feedForward: [
    valueCheck("two features, three inner ones, ReLU: [14, 26]", {
      points: 1,
      inputs: [
        plain([[1, 2]]),
        {
          innerWeight: plain([[1, 0, -1], [0, 1, 0]]), innerBias: plain([0, -1, 0]),
          outputWeight: plain([[1, 2], [3, 4], [5, 6]]), outputBias: plain([10, 20]),
        },
        plainFunction("relu"),
      ],
      expected: plain([[14, 26]]), mistakes: feeding,
    }),
    valueCheck("a batch, [2, 3, 4], with GELU by default", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 4]), feedWeights(random, { biases: true })],
      expected: byhand.feedForward, mistakes: feeding,
    }),
    valueCheck("without biases", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 4]), feedWeights(random, { biases: false })],
      expected: byhand.feedForward, mistakes: feeding,
    }),
    valueCheck("another activation", {
      points: 1,
      inputs: (random) => [
        randomTensor(random, [3, 4]), feedWeights(random, { biases: true }), plainFunction("tanh", randomTensor(random, [6, 6])),
      ],
      expected: byhand.feedForward, mistakes: feeding,
    }),
    gradientCheck("gradients flow back to x and to every weight", {
      points: 2, of: ["x", "innerWeight", "innerBias", "outputWeight", "outputBias"],
      inputs: (random) => [randomTensor(random, [2, 3, 4]), feedWeights(random, { biases: true })],
      expected: byhand.feedForward, mistakes: feeding, tolerance: 1e-4, // sums of products of products in float32
    }),
  ],
  gatedFeedForward: [
    valueCheck("one feature, two inner ones, a ReLU gate: 12", {
      points: 1,
      inputs: [
        plain([[2]]), { gateWeight: plain([[1, -1]]), upWeight: plain([[3, 5]]), downWeight: plain([[1], [1]]) },
        plainFunction("relu"),
      ],
      expected: plain([[12]]), mistakes: gating,
    }),
    valueCheck("a batch, [2, 3, 4], with SiLU by default", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 4]), gatedWeights(random)],
      expected: byhand.gatedFeedForward, mistakes: gating,
    }),
    valueCheck("another activation", {
      points: 1,
      inputs: (random) => [
        randomTensor(random, [3, 4]), gatedWeights(random), plainFunction("tanh", randomTensor(random, [6, 6])),
      ],
      expected: byhand.gatedFeedForward, mistakes: gating,
    }),
    gradientCheck("gradients flow back to x and to all three weights", {
      points: 2, of: ["x", "gateWeight", "upWeight", "downWeight"],
      inputs: (random) => [randomTensor(random, [2, 3, 4]), gatedWeights(random)],
      expected: byhand.gatedFeedForward, mistakes: gating, tolerance: 1e-4, // sums of products of products in float32
    }),
  ],
  preNormBlock: [
    valueCheck("one number: 2 becomes 12, then 312", {
      points: 1,
      inputs: [plain([[[2]]]), { norm1: times(0.5), attention: times(10), norm2: times(0.25), feedForward: times(100) }],
      // With factors alone these two end in the same number; the next checks tell them apart.
      expected: plain([[[312]]]),
      mistakes: blocks.filter(({ answer }) => answer !== blockMistakes.postNorm && answer !== blockMistakes.normedResidual),
    }),
    valueCheck("random sublayers on a batch, [2, 3, 5]", {
      points: 2, inputs: (random) => [randomTensor(random, [2, 3, 5]), sublayers(random)],
      expected: byhand.preNormBlock, mistakes: blocks,
    }),
    gradientCheck("gradients flow back to x and into every sublayer", {
      points: 2, of: ["x", "norm1's weight", "attention's weight", "norm2's weight", "feedForward's weight"],
      inputs: (random) => [randomTensor(random, [2, 3, 5]), sublayers(random)],
      expected: byhand.preNormBlock, mistakes: blocks, tolerance: 1e-4, // sums of products of products in float32
    }),
  ],
};
