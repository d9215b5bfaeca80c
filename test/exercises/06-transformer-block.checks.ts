import * as byhand from "byhand";
import type { Random } from "byhand";
import {
  type Check, gradientCheck, isPlainTensor, type Mistake, plain, plainFunction, type PlainTensor, type PlainValue,
  type Policy, randomTensor, valueCheck,
} from "byhand-course";
import { blockMistakes, feedMistakes, gatedMistakes, normMistakes, rmsMistakes } from "./06-transformer-block.mistakes";

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

const OVER_BATCH = "this normalises over the batch: each row (token) is normalised by itself, over its features, axis −1";
const OVER_TIME = "this normalises over time (axis 1): each token is normalised by itself, over its features, axis −1";
const KEEP_DIMS = "keep the axis: with `true` as third argument, tf.mean(…, -1, true) has the shape [..., 1], which is "
  + "broadcast over the features";
const ROOT_FIXED = "epsilon is an argument: take it, not a number of your own";

const norms: Mistake[] = [
  {
    answer: normMistakes.sampleVariance,
    say: "this is the sample variance, divided by n − 1: layer norm divides by n, since the features are all there are",
  },
  { answer: normMistakes.overBatch, say: OVER_BATCH },
  { answer: normMistakes.varianceOverBatch, say: OVER_BATCH },
  { answer: normMistakes.overTime, say: OVER_TIME },
  { answer: normMistakes.varianceOverTime, say: OVER_TIME },
  {
    answer: normMistakes.varianceOverAll,
    say: "this is one variance for all tokens together: each token has its own, over its features, axis −1",
  },
  { answer: normMistakes.summed, say: "the squares are summed: the variance is their mean" },
  { answer: normMistakes.keepDimsForgotten, error: /could not be broadcast|must be broadcast/i, say: KEEP_DIMS },
  { answer: normMistakes.unscaled, say: "the learned scale and shift are missing: times weight, plus bias" },
  { answer: normMistakes.onlyShifted, say: "the learned scale is missing: times weight, before the bias is added" },
  { answer: normMistakes.onlyScaled, say: "the learned shift is missing: plus bias" },
  { answer: normMistakes.shiftedFirst, say: "the bias is scaled too: first times weight, then plus bias" },
  { answer: normMistakes.noRoot, say: "this divides by the variance: it should be by its square root" },
  { answer: normMistakes.epsilonOutside, say: "epsilon belongs under the root: √(variance + ε), not √variance + ε" },
  { answer: normMistakes.epsilonForgotten, say: "epsilon is missing under the root: √(variance + ε)" },
  { answer: normMistakes.epsilonFixed, say: ROOT_FIXED },
];

const rootMeanSquares: Mistake[] = [
  {
    answer: rmsMistakes.meanSubtracted,
    say: "the mean was subtracted, as layer norm does: RMS norm leaves x where it is and only divides it",
  },
  { answer: rmsMistakes.summed, say: "this divides by the root of the summed squares: take their mean, then the root" },
  { answer: rmsMistakes.sampleCount, say: "the squares are divided by n − 1: it is their plain mean, divided by n" },
  { answer: rmsMistakes.ofTheMean, say: "this squares the mean: take the mean of the squares" },
  { answer: rmsMistakes.overBatch, say: OVER_BATCH },
  { answer: rmsMistakes.overTime, say: OVER_TIME },
  { answer: rmsMistakes.keepDimsForgotten, error: /could not be broadcast|must be broadcast/i, say: KEEP_DIMS },
  { answer: rmsMistakes.unscaled, say: "the learned scale is missing: times weight" },
  { answer: rmsMistakes.noRoot, say: "this divides by the mean square: it should be by its square root" },
  { answer: rmsMistakes.epsilonOutside, say: "epsilon belongs under the root: √(mean square + ε), not √mean square + ε" },
  { answer: rmsMistakes.epsilonForgotten, say: "epsilon is missing under the root: √(mean square + ε)" },
  { answer: rmsMistakes.epsilonFixed, say: ROOT_FIXED },
];

const UNFLATTENED = "tf.matMul finds no gradient for a matrix beside a tensor of three axes: use `linear`, which stands in "
  + "the file and lays all tokens out as the rows of one matrix first";

const feeding: Mistake[] = [
  { answer: feedMistakes.unflattened, error: /gradient for op BatchMatMul/, say: UNFLATTENED },
  {
    answer: feedMistakes.biasesExpected, error: /passed to 'add' must be a Tensor/,
    say: "some models have no biases: `linear`, which stands in the file, adds one only where there is one",
  },
  {
    answer: feedMistakes.activationForgotten,
    say: "there is no activation: two linear maps in a row are only one linear map",
  },
  {
    answer: feedMistakes.activationAfter,
    say: "the activation comes after the second map: it belongs between the two, on the inner features",
  },
  { answer: feedMistakes.activationTwice, say: "the activation comes after both maps: it belongs between the two only" },
  { answer: feedMistakes.activationFirst, say: "the activation comes before the first map: it belongs between the two" },
  {
    answer: feedMistakes.biasAfterActivation,
    say: "innerBias is added after the activation: it belongs to the first map, x W + b, and the activation bends the sum",
  },
  { answer: feedMistakes.biasesForgotten, say: "the biases are missing: each map is x W + b" },
  { answer: feedMistakes.innerBiasForgotten, say: "innerBias is missing: the first map is x W + b" },
  { answer: feedMistakes.outputBiasForgotten, say: "outputBias is missing: the second map is x W + b" },
  {
    answer: feedMistakes.residualAdded,
    say: "x was added: that is the block's business; the feed-forward layer returns only what is to be added",
  },
  {
    answer: feedMistakes.erfForm,
    say: "this is GELU's exact form, with erf: GPT-2 was trained with the tanh form, which stands at the top of the file; "
      + "the two differ in the fourth digit",
  },
  { answer: feedMistakes.sigmoidForm, say: "this is GELU's sigmoid form: take the tanh form at the top of the file" },
  { answer: feedMistakes.reluByDefault, say: "this is ReLU: where no activation is given, it is gelu" },
  { answer: feedMistakes.activationFixed, say: "the argument `activation` is not looked at: gelu is only its default" },
];

const gating: Mistake[] = [
  { answer: gatedMistakes.unflattened, error: /gradient for op BatchMatMul/, say: UNFLATTENED },
  {
    answer: gatedMistakes.gateAndUpSwapped,
    say: "gate and up are swapped: the activation belongs on x · gateWeight, and x · upWeight stays linear",
  },
  { answer: gatedMistakes.bothActivated, say: "both maps go through the activation: x · upWeight stays linear" },
  { answer: gatedMistakes.onTheProduct, say: "the activation is on the product: it belongs on the gate alone, before it" },
  { answer: gatedMistakes.activationForgotten, say: "there is no activation: it belongs on x · gateWeight" },
  {
    answer: gatedMistakes.activationAfter,
    say: "the activation comes after the last map: it belongs on x · gateWeight",
  },
  { answer: gatedMistakes.added, say: "gate and up are added: a gate multiplies, element by element" },
  { answer: gatedMistakes.upForgotten, say: "upWeight is not used: the gate is there to multiply x · upWeight" },
  { answer: gatedMistakes.gateForgotten, say: "gateWeight is not used: act(x · gateWeight) multiplies x · upWeight" },
  {
    answer: gatedMistakes.sigmoid,
    say: "this gate is a plain sigmoid (GLU): SwiGLU's is silu, x · sigmoid(x), which stands at the top of the file",
  },
  { answer: gatedMistakes.gelu, say: "this gate is gelu (GEGLU): where no activation is given, it is silu" },
  { answer: gatedMistakes.relu, say: "this gate is ReLU (ReGLU): where no activation is given, it is silu" },
  { answer: gatedMistakes.activationFixed, say: "the argument `activation` is not looked at: silu is only its default" },
  {
    answer: gatedMistakes.residualAdded,
    say: "x was added: that is the block's business; the feed-forward layer returns only what is to be added",
  },
];

const blocks: Mistake[] = [
  {
    answer: blockMistakes.postNorm,
    say: "the norm comes after the residual: that is post-norm. In pre-norm it comes before the sublayer, and the stream "
      + "itself is never normalised",
  },
  {
    answer: blockMistakes.normedBothSides,
    say: "the stream itself is normalised after each addition: in pre-norm only what a sublayer reads is",
  },
  {
    answer: blockMistakes.normAfterLayer,
    say: "the norm is on what the sublayer returns: in pre-norm it is on what the sublayer reads",
  },
  {
    answer: blockMistakes.normedResidual,
    say: "the residual is taken from after the norm: x itself is what flows on, so add to x, not to norm(x)",
  },
  {
    answer: blockMistakes.noResiduals,
    say: "the residuals are missing: each sublayer's result is added to the stream, it does not replace it",
  },
  {
    answer: blockMistakes.firstResidualForgotten,
    say: "the first residual is missing: attention's result is added to x, it does not replace it",
  },
  {
    answer: blockMistakes.secondResidualForgotten,
    say: "the second residual is missing: the feed-forward layer's result is added to the stream as well",
  },
  { answer: blockMistakes.noNorms, say: "both norms are missing: each sublayer reads the stream through its norm" },
  { answer: blockMistakes.firstNormForgotten, say: "norm1 is missing: attention reads norm1 of the stream" },
  { answer: blockMistakes.secondNormForgotten, say: "norm2 is missing: the feed-forward layer reads norm2 of the stream" },
  { answer: blockMistakes.norm1Twice, say: "norm1 is used twice: the feed-forward layer has a norm of its own, norm2" },
  { answer: blockMistakes.norm2Twice, say: "norm2 is used twice: attention has a norm of its own, norm1" },
  { answer: blockMistakes.normsSwapped, say: "the norms are swapped: norm1 is attention's, norm2 the feed-forward layer's" },
  ...[blockMistakes.feedForwardFirst, blockMistakes.layersSwapped].map((answer) => ({
    answer, say: "the feed-forward layer comes first here: attention does, then the feed-forward layer reads what it found",
  })),
  {
    answer: blockMistakes.parallel,
    say: "the feed-forward layer is fed with the first sublayer's input: it reads the stream to which attention has added",
  },
  { answer: blockMistakes.firstForgotten, say: "attention is missing" },
  { answer: blockMistakes.secondForgotten, say: "the feed-forward layer is missing" },
  {
    answer: blockMistakes.oldResidual,
    say: "the second result is added to the old x: what attention has added is lost",
  },
  {
    answer: blockMistakes.attentionOnly,
    say: "the feed-forward layer reads attention's result alone: it reads the whole stream, x included",
  },
];

const ones = plain([1, 1]);
const zeros = plain([0, 0]);

const notANumber = (result: PlainValue): string | null => (isPlainTensor(result) && result.values.some(Number.isNaN)
  ? "0/0: epsilon under the root keeps the division alive" : null);

/** Weights from 4 features to 6 and back, with the biases that are asked for. */
const feedWeights = (random: Random, { biases }: { biases: boolean }): Record<string, PlainTensor> => ({
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
