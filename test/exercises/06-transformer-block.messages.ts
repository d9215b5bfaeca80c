import type { Mistake } from "byhand-course";
import { blockMistakes, feedMistakes, gatedMistakes, normMistakes, rmsMistakes } from "./06-transformer-block.mistakes";

// What the checks of lesson 06 say to whoever has one of its misconceptions. The first that fits is said.

const OVER_BATCH = "this normalises over the batch: each row (token) is normalised by itself, over its features, axis −1";

const OVER_TIME = "this normalises over time (axis 1): each token is normalised by itself, over its features, axis −1";

const KEEP_DIMS = "keep the axis: with `true` as third argument, tf.mean(…, -1, true) has the shape [..., 1], which is "
  + "broadcast over the features";

const ROOT_FIXED = "epsilon is an argument: take it, not a number of your own";

export const norms: Mistake[] = [
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

export const rootMeanSquares: Mistake[] = [
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

export const feeding: Mistake[] = [
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

export const gating: Mistake[] = [
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

export const blocks: Mistake[] = [
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
