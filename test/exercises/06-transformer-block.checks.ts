import * as byhand from "byhand";
import { gradientCheck, type Mistake, randomTensor, valueCheck } from "../../course/exercises/checking";
import { isPlainTensor, plain } from "../../course/exercises/plain";
import type { Check, Policy } from "../../course/exercises/types";
import { normMistakes } from "./06-transformer-block.mistakes";

export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: {
    moments: "write the mean and the variance with tf.mean",
    batchNorm: "it normalises over the batch; write layer norm from its formula",
    customGrad: "the tape finds the gradient",
  },
};

const norms: Mistake[] = [
  {
    answer: normMistakes.sampleVariance,
    say: "this is the sample variance, divided by n − 1: layer norm divides by n, since the features are all there are",
  },
  {
    answer: normMistakes.overBatch,
    say: "this normalises over the batch: each row (token) is normalised by itself, over its features, axis −1",
  },
  { answer: normMistakes.unscaled, say: "the learned scale and shift are missing: times weight, plus bias" },
  { answer: normMistakes.noRoot, say: "this divides by the variance: it should be by its square root" },
  { answer: normMistakes.epsilonOutside, say: "epsilon belongs under the root: √(variance + ε), not √variance + ε" },
  { answer: normMistakes.epsilonForgotten, say: "epsilon is missing under the root: √(variance + ε)" },
];

const ones = plain([1, 1]);
const zeros = plain([0, 0]);

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
        randomTensor(random, [4, 8], { deviation: 3e-3 }), plain(Array(8).fill(1)), plain(Array(8).fill(0)), 1e-5,
      ],
      expected: byhand.layerNorm, mistakes: norms, tolerance: 1e-4,
    }),
    valueCheck("equal features give the bias, not NaN", {
      points: 1, inputs: [plain([[2, 2]]), ones, plain([5, 6])], expected: plain([[5, 6]]), mistakes: norms,
      symptom: (result) => (isPlainTensor(result) && result.values.some(Number.isNaN)
        ? "0/0: epsilon under the root keeps the division alive" : null),
    }),
    gradientCheck("gradients flow back to x, weight and bias", {
      points: 2, of: ["x", "weight", "bias"],
      inputs: (random) => [randomTensor(random, [3, 8]), randomTensor(random, [8]), randomTensor(random, [8])],
      expected: byhand.layerNorm, mistakes: norms, tolerance: 1e-4, // a difference of near-equal sums in float32
    }),
  ],
};
