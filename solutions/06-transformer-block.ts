import * as tf from "@tensorflow/tfjs-core";
// BEGIN TEACHER
import * as byhand from "byhand";
import type { TeacherNotes } from "byhand-course";
import { blockMistakes, feedMistakes, gatedMistakes, normMistakes, rmsMistakes }
  from "../test/exercises/06-transformer-block.mistakes";
// END TEACHER

// Lesson 06, your part. Write here, save, and run `await check("layerNorm")` in the notebook.
// You may use everything in tf but tf.moments and tf.batchNorm, which do these exercises for you.

/**
 * Layer normalization: brings the features of each token to mean 0 and variance 1, then scales and shifts them.
 *
 * `y = (x − mean x) / √(variance x + ε) · weight + bias`, mean and variance over the last axis
 *
 * variance x = mean of (x − mean x)², divided by the number of features n (not n − 1).
 *
 * By hand: x [[1, 3]], weight [1, 1], bias [0, 0]: the mean is 2, the variance 1 → [[−1, 1]] (up to ε).
 *
 * @param x       [..., hidden]
 * @param weight  [hidden]
 * @param bias    [hidden]
 * @param epsilon keeps the root from 0 where all features are equal
 * @returns       the shape of x
 */
export function layerNorm(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true)); // [..., hidden]
  // BEGIN SOLUTION
  // STUB: // The variance and its root have the shape [..., 1], so that they are broadcast over the features.
  // STUB: const normalized: tf.Tensor = todo("layerNorm: centred, divided by √(variance + ε)"); // [..., hidden]
  // STUB: return todo("layerNorm: the learned scale and shift");
  const variance = tf.mean(tf.square(centred), -1, true); // [..., 1]
  const normalized = tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(normalized, weight), bias);
  // END SOLUTION
}

/**
 * Root mean square normalization: divides the features of each token by their root mean square, then scales them.
 *
 * `y = x / √(mean of x² + ε) · weight`, the mean over the last axis; no mean is subtracted, and there is no shift.
 *
 * By hand: x [[1, 7]], weight [1, 1]: the mean square is (1 + 49) / 2 = 25 → [[0.2, 1.4]].
 *
 * @param x       [..., hidden]
 * @param weight  [hidden]
 * @param epsilon keeps the root from 0 where all features are 0
 * @returns       the shape of x
 */
export function rmsNorm(x: tf.Tensor, weight: tf.Tensor, epsilon = 1e-6): tf.Tensor {
  // BEGIN SOLUTION
  const meanSquare = tf.mean(tf.square(x), -1, true); // [..., 1]
  return tf.mul(tf.div(x, tf.sqrt(tf.add(meanSquare, epsilon))), weight);
  // END SOLUTION
}

/** `x W + b` on the last axis, or `x W` without a bias. Nothing to do here. */
export function linear(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const [features, size] = weight.shape;
  const rows = tf.reshape(x, [-1, features]); // [tokens, in]: a plain matrix, whatever axes there were
  const product = tf.reshape(tf.matMul(rows, weight), [...x.shape.slice(0, -1), size]); // [..., out]
  return bias ? tf.add(product, bias) : product;
}

/** Bends a feature in GPT-2's way: `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`. Nothing to do here. */
export function gelu(x: tf.Tensor): tf.Tensor {
  const inside = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3))));
  return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inside)));
}

/** A function from a tensor [..., size] to one of the same shape. */
type Layer = (x: tf.Tensor) => tf.Tensor;

/**
 * The feed-forward layer of a block: each token by itself is widened, bent, and narrowed again.
 *
 * `activation(x · innerWeight + innerBias) · outputWeight + outputBias`
 *
 * By hand, with ReLU (negative becomes 0): x [[1, 2]], innerWeight [[1, 0, −1], [0, 1, 0]], innerBias [0, −1, 0] →
 * inner [[1, 1, −1]], after ReLU [[1, 1, 0]]; outputWeight [[1, 2], [3, 4], [5, 6]], outputBias [10, 20] → [[14, 26]].
 *
 * @param x          [..., hidden]
 * @param weights    innerWeight [hidden, inner], innerBias [inner], outputWeight [inner, hidden], outputBias [hidden];
 *                   some models have no biases
 * @param activation works on each number by itself
 * @returns          the shape of x
 */
export function feedForward(
  x: tf.Tensor,
  weights: { innerWeight: tf.Tensor; innerBias?: tf.Tensor; outputWeight: tf.Tensor; outputBias?: tf.Tensor },
  activation: Layer = gelu,
): tf.Tensor {
  const { innerWeight, innerBias, outputWeight, outputBias } = weights;
  // BEGIN SOLUTION
  // STUB: const inner: tf.Tensor = todo("feedForward: widened and bent, with `linear` above"); // [..., inner]
  // STUB: return todo("feedForward: narrowed again"); // [..., hidden]
  const inner = activation(linear(x, innerWeight, innerBias)); // [..., inner]
  return linear(inner, outputWeight, outputBias);
  // END SOLUTION
}

/** Another smooth bend: `x · sigmoid(x)`, also called swish. Nothing to do here. */
export function silu(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.sigmoid(x));
}

/**
 * The gated feed-forward layer (SwiGLU, where the activation is SiLU): one map says what, the other how much of it
 * passes, element by element. It has no biases.
 *
 * `(activation(x · gateWeight) ⊙ (x · upWeight)) · downWeight`
 *
 * By hand, with ReLU: x [[2]], gateWeight [[1, −1]], upWeight [[3, 5]] → gate [[2, 0]], up [[6, 10]], together
 * [[12, 0]]; downWeight [[1], [1]] → [[12]].
 *
 * @param x          [..., hidden]
 * @param weights    gateWeight and upWeight [hidden, inner], downWeight [inner, hidden]
 * @param activation works on each number by itself
 * @returns          the shape of x
 */
export function gatedFeedForward(
  x: tf.Tensor,
  weights: { gateWeight: tf.Tensor; upWeight: tf.Tensor; downWeight: tf.Tensor },
  activation: Layer = silu,
): tf.Tensor {
  // BEGIN SOLUTION
  const { gateWeight, upWeight, downWeight } = weights;
  const gate = activation(linear(x, gateWeight)); // [..., inner]
  const up = linear(x, upWeight); // [..., inner]
  return linear(tf.mul(gate, up), downWeight);
  // END SOLUTION
}

/**
 * One whole block with the norms before the sublayers (pre-norm), as in GPT-2 and most models since.
 *
 * Attention first, the feed-forward layer second. Each reads the stream x through its own norm, and what it returns is
 * added to the stream, which is itself never normalised. All four are handed to you: your own need not work here.
 *
 * By hand: with norm1(x) = x/2, attention(x) = 10x, norm2(x) = x/4 and feedForward(x) = 100x, the stream 2 becomes
 * 2 + 10 · 1 = 12, and then 12 + 100 · 3 = 312.
 *
 * @param x         the stream, [batch, time, hidden]
 * @param sublayers four functions from a tensor to one of the same shape
 * @returns         the stream after the block, [batch, time, hidden]
 */
export function preNormBlock(
  x: tf.Tensor,
  { norm1, attention, norm2, feedForward }: { norm1: Layer; attention: Layer; norm2: Layer; feedForward: Layer },
): tf.Tensor {
  // BEGIN SOLUTION
  const attended = tf.add(x, attention(norm1(x)));
  return tf.add(attended, feedForward(norm2(attended)));
  // END SOLUTION
}

// BEGIN TEACHER
export const exercises: TeacherNotes = {
  layerNorm: {
    part: "layerNorm",
    hints: [
      "What is normalised together: the features of one token, or one feature of all tokens? On which axis are they?",
      "The variance is the mean of the squares of `centred` over axis −1, with the axis kept. Epsilon is added to the "
        + "variance, before the root.",
      "const variance = tf.mean(tf.square(centred), -1, true); normalized = tf.div(centred, tf.sqrt(tf.add(variance, "
        + "epsilon))); then times weight, plus bias.",
    ],
    wrong: {
      sampleVariance: {
        because: "divides by n − 1", message: "the sample variance", answer: normMistakes.sampleVariance,
      },
      overBatch: { because: "normalises over the batch", message: "over the batch", answer: normMistakes.overBatch },
      varianceOverBatch: {
        because: "takes the variance over the batch", message: "over the batch", answer: normMistakes.varianceOverBatch,
      },
      overTime: { because: "normalises over time", message: "over time (axis 1)", answer: normMistakes.overTime },
      varianceOverAll: {
        because: "takes one variance for all tokens", message: "one variance for all tokens together",
        answer: normMistakes.varianceOverAll,
      },
      keepDimsForgotten: {
        because: "loses the axis of the variance", message: "keep the axis", answer: normMistakes.keepDimsForgotten,
      },
      unscaled: {
        because: "has no learned scale and shift", message: "the learned scale and shift", answer: normMistakes.unscaled,
      },
      onlyShifted: {
        because: "has no learned scale", message: "the learned scale is missing", answer: normMistakes.onlyShifted,
      },
      onlyScaled: {
        because: "has no learned shift", message: "the learned shift is missing", answer: normMistakes.onlyScaled,
      },
      noRoot: { because: "divides by the variance", message: "by its square root", answer: normMistakes.noRoot },
      epsilonOutside: {
        because: "adds epsilon after the root", message: "epsilon belongs under the root",
        answer: normMistakes.epsilonOutside,
      },
      epsilonFixed: {
        because: "takes an epsilon of its own", message: "epsilon is an argument", answer: normMistakes.epsilonFixed,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.layerNorm,
      },
    },
  },
  rmsNorm: {
    part: "rmsNorm",
    hints: [
      "Layer norm takes two steps: it moves the features, then it divides them. Which of the two is left here, and by "
        + "what is divided?",
      "tf.square(x), its mean over axis −1 with the axis kept, plus epsilon, then the root: that has the shape "
        + "[..., 1]. x is divided by it.",
      "const meanSquare = tf.mean(tf.square(x), -1, true); tf.mul(tf.div(x, tf.sqrt(tf.add(meanSquare, epsilon))), "
        + "weight)",
    ],
    wrong: {
      meanSubtracted: {
        because: "subtracts the mean as layer norm does", message: "the mean was subtracted",
        answer: rmsMistakes.meanSubtracted,
      },
      epsilonOutside: {
        because: "adds epsilon after the root", message: "epsilon belongs under the root",
        answer: rmsMistakes.epsilonOutside,
      },
      unscaled: {
        because: "has no learned scale", message: "the learned scale is missing", answer: rmsMistakes.unscaled,
      },
      summed: { because: "sums the squares", message: "take their mean", answer: rmsMistakes.summed },
      ofTheMean: { because: "squares the mean", message: "the mean of the squares", answer: rmsMistakes.ofTheMean },
      overBatch: { because: "normalises over the batch", message: "over the batch", answer: rmsMistakes.overBatch },
      overTime: { because: "normalises over time", message: "over time (axis 1)", answer: rmsMistakes.overTime },
      noRoot: { because: "forgets the root", message: "by its square root", answer: rmsMistakes.noRoot },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.rmsNorm,
      },
    },
  },
  feedForward: {
    part: "feedForward",
    hints: [
      "There are two linear maps, and something between them. Without it, what would two linear maps in a row be?",
      "linear(x, innerWeight, innerBias) widens. The activation is a function that you were given: call it on the wide "
        + "features. Then narrow them with the other weights.",
      "const inner = activation(linear(x, innerWeight, innerBias)); then `linear` once more, with the other two.",
    ],
    wrong: {
      activationForgotten: {
        because: "has no activation", message: "there is no activation", answer: feedMistakes.activationForgotten,
      },
      activationAfter: {
        because: "bends after the second map", message: "the activation comes after the second map",
        answer: feedMistakes.activationAfter,
      },
      activationTwice: {
        because: "bends twice", message: "after both maps", answer: feedMistakes.activationTwice,
      },
      activationFixed: {
        because: "always takes gelu", message: "`activation` is not looked at", answer: feedMistakes.activationFixed,
      },
      erfForm: { because: "mixes GELU's two forms", message: "the tanh form", answer: feedMistakes.erfForm },
      reluByDefault: { because: "takes ReLU for GELU", message: "this is ReLU", answer: feedMistakes.reluByDefault },
      biasesForgotten: {
        because: "has no biases", message: "the biases are missing", answer: feedMistakes.biasesForgotten,
      },
      biasAfterActivation: {
        because: "adds the bias after the bend", message: "innerBias is added after the activation",
        answer: feedMistakes.biasAfterActivation,
      },
      residualAdded: {
        because: "adds x, which the block does", message: "x was added", answer: feedMistakes.residualAdded,
      },
      biasesExpected: {
        because: "adds biases that are not there", message: "some models have no biases",
        answer: feedMistakes.biasesExpected,
      },
      unflattened: {
        because: "multiplies three axes by a matrix", message: "use `linear`", answer: feedMistakes.unflattened,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.feedForward,
      },
    },
  },
  gatedFeedForward: {
    part: "gatedFeedForward",
    hints: [
      "Three matrices: two of them read x, side by side. Which of the two results goes through the activation, and what "
        + "happens when the other one meets it?",
      "linear(x, gateWeight) and linear(x, upWeight) have the same shape, [..., inner]. tf.mul multiplies them element "
        + "by element, once the first has been through the activation.",
      "linear(tf.mul(activation(linear(x, gateWeight)), linear(x, upWeight)), downWeight)",
    ],
    wrong: {
      gateAndUpSwapped: {
        because: "puts the activation on the wrong one", message: "gate and up are swapped",
        answer: gatedMistakes.gateAndUpSwapped,
      },
      bothActivated: {
        because: "bends both", message: "both maps go through the activation", answer: gatedMistakes.bothActivated,
      },
      onTheProduct: {
        because: "bends the product", message: "the activation is on the product", answer: gatedMistakes.onTheProduct,
      },
      activationAfter: {
        because: "bends after the last map", message: "the activation comes after the last map",
        answer: gatedMistakes.activationAfter,
      },
      activationForgotten: {
        because: "has no activation", message: "there is no activation", answer: gatedMistakes.activationForgotten,
      },
      added: { because: "adds the gate", message: "a gate multiplies", answer: gatedMistakes.added },
      upForgotten: {
        because: "forgets one of the matrices", message: "upWeight is not used", answer: gatedMistakes.upForgotten,
      },
      sigmoid: { because: "takes a sigmoid for SiLU", message: "a plain sigmoid", answer: gatedMistakes.sigmoid },
      activationFixed: {
        because: "always takes silu", message: "`activation` is not looked at", answer: gatedMistakes.activationFixed,
      },
      residualAdded: {
        because: "adds x, which the block does", message: "x was added", answer: gatedMistakes.residualAdded,
      },
      unflattened: {
        because: "multiplies three axes by a matrix", message: "use `linear`", answer: gatedMistakes.unflattened,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.gatedFeedForward,
      },
    },
  },
  preNormBlock: {
    part: "preNormBlock",
    hints: [
      "Follow the number 2 of the example: what does attention read, and what becomes of its result? Then the same once "
        + "more, with the stream as it is by then.",
      "The four arguments are functions: norm1(x) is a tensor. What attention returns is added to x, not to norm1(x), "
        + "and the second half begins with that sum.",
      "const attended = tf.add(x, attention(norm1(x))); and then the same with attended, norm2 and feedForward.",
    ],
    wrong: {
      postNorm: {
        because: "normalises after the addition", message: "that is post-norm", answer: blockMistakes.postNorm,
      },
      normAfterLayer: {
        because: "normalises what the sublayer returns", message: "the norm is on what the sublayer returns",
        answer: blockMistakes.normAfterLayer,
      },
      normedResidual: {
        because: "adds to the normalised stream", message: "the residual is taken from after the norm",
        answer: blockMistakes.normedResidual,
      },
      noResiduals: {
        because: "forgets the residuals", message: "the residuals are missing", answer: blockMistakes.noResiduals,
      },
      secondResidualForgotten: {
        because: "forgets the second residual", message: "the second residual is missing",
        answer: blockMistakes.secondResidualForgotten,
      },
      secondNormForgotten: {
        because: "forgets the second norm", message: "norm2 is missing", answer: blockMistakes.secondNormForgotten,
      },
      norm1Twice: { because: "shares one norm", message: "norm1 is used twice", answer: blockMistakes.norm1Twice },
      parallel: {
        because: "feeds the second sublayer with the first's input",
        message: "is fed with the first sublayer's input", answer: blockMistakes.parallel,
      },
      oldResidual: {
        because: "adds the second result to the old x", message: "is added to the old x",
        answer: blockMistakes.oldResidual,
      },
      attentionOnly: {
        because: "feeds the second sublayer with attention's result alone", message: "reads attention's result alone",
        answer: blockMistakes.attentionOnly,
      },
      layersSwapped: {
        because: "feeds forward before it attends", message: "attention does, then",
        answer: blockMistakes.layersSwapped,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.preNormBlock,
      },
    },
  },
};
// END TEACHER
