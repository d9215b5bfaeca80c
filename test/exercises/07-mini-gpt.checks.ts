import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { gradientCheck, type Mistake, randomIds, randomTensor, valueCheck } from "../../course/exercises/checking";
import { isPlainTensor, plain } from "../../course/exercises/plain";
import type { Check, PlainValue, Policy } from "../../course/exercises/types";

export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: {
    moments: "write the mean and the variance with tf.mean",
    batchNorm: "it normalises over the batch; write layer norm from its formula",
    train: "write the update itself: that is all an optimiser does",
    customGrad: "the tape finds the gradient",
  },
};

type Norm = {
  axis?: number;
  /** what the summed squares are divided by, given how many there are */
  count?: (n: number) => number;
  deviation?: (variance: tf.Tensor, epsilon: number) => tf.Tensor;
  scaled?: boolean;
};

/** Layer norm with one step bent as a misconception would bend it. */
const normVariant = ({ axis = -1, count = (n) => n, deviation, scaled = true }: Norm) =>
  (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5): tf.Tensor => {
    const centred = tf.sub(x, tf.mean(x, axis, true));
    const length = x.shape.at(axis)!;
    const variance = tf.div(tf.sum(tf.square(centred), axis, true), count(length));
    const root = deviation?.(variance, epsilon) ?? tf.sqrt(tf.add(variance, epsilon));
    const normalized = tf.div(centred, root);
    return scaled ? tf.add(tf.mul(normalized, weight), bias) : normalized;
  };
/** Each misconception about layer norm, by name. */
export const normMistakes = {
  sampleVariance: normVariant({ count: (n) => n - 1 }),
  overBatch: normVariant({ axis: 0 }),
  unscaled: normVariant({ scaled: false }),
  noRoot: normVariant({ deviation: (variance, epsilon) => tf.add(variance, epsilon) }),
  epsilonOutside: normVariant({ deviation: (variance, epsilon) => tf.add(tf.sqrt(variance), epsilon) }),
  epsilonForgotten: normVariant({ deviation: (variance) => tf.sqrt(variance) }),
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

type Windows = (ids: ArrayLike<number>, starts: number[], contextLength: number) => unknown;
/** Windows of ids whose inputs and targets begin so many places after their starts. */
const windows = (inputShift: number, targetShift: number): Windows => (ids, starts, contextLength) => {
  const cut = (shift: number): tf.Tensor2D => tf.tensor2d(
    starts.map((start) => Array.from({ length: contextLength }, (_, i) => ids[Math.max(0, start + i + shift)] ?? 0)),
    [starts.length, contextLength], "int32");
  return { inputs: cut(inputShift), targets: cut(targetShift) };
};
/** Each misconception about inputs and targets, by name. */
export const shiftMistakes = {
  notShifted: windows(0, 0),
  backwards: windows(0, -1),
  swapped: windows(1, 0),
  byTwo: windows(0, 2),
  rolled: ((ids, starts, contextLength) => {
    const row = (start: number, shift: number): number[] =>
      Array.from({ length: contextLength }, (_, i) => ids[start + ((i + shift) % contextLength)]);
    return {
      inputs: tf.tensor2d(starts.map((start) => row(start, 0)), undefined, "int32"),
      targets: tf.tensor2d(starts.map((start) => row(start, 1)), undefined, "int32"),
    };
  }) as Windows,
};
const shifts: Mistake[] = [
  {
    answer: shiftMistakes.notShifted,
    say: "the targets are the inputs: a model learns to copy like this; the target at each place is the NEXT token",
  },
  { answer: shiftMistakes.backwards, say: "the targets are the tokens before: shift the other way" },
  { answer: shiftMistakes.swapped, say: "inputs and targets have changed places: the inputs come first in the text" },
  { answer: shiftMistakes.byTwo, say: "the targets are two places on: the target is the very next token" },
  {
    answer: shiftMistakes.rolled,
    say: "the last target is the window's first token: it should be the token after the window, so a window needs "
      + "contextLength + 1 ids",
  },
];

type Options = { temperature: number; topK: number };
type Draw = {
  /** from logits to weights that are then made to sum to 1 */
  sharpen?: (logits: number[], temperature: number) => number[];
  keepLowest?: boolean;
  renormalise?: boolean;
  choose?: (probabilities: number[], uniform: number) => number;
};
const softly = (scores: number[]): number[] => {
  const top = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - top));
  const sum = exponentials.reduce((total, each) => total + each, 0);
  return exponentials.map((each) => each / sum);
};
const draw = (probabilities: number[], uniform: number): number => {
  let sum = 0;
  const found = probabilities.findIndex((each) => (sum += each) > uniform);
  return found < 0 ? probabilities.length - 1 : found;
};
/** A sampling step with one part bent as a misconception would bend it. */
const samplingVariant = ({ sharpen = (logits, t) => softly(logits.map((each) => each / t)), keepLowest = false,
  renormalise = true, choose = draw }: Draw) =>
  (logits: ArrayLike<number>, { temperature, topK }: Options, uniform: number) => {
    const chances = sharpen(Array.from(logits), temperature);
    const ranked = chances.map((_, id) => id).sort((a, b) => (keepLowest ? chances[a] - chances[b] : chances[b] - chances[a]));
    const kept = new Set(ranked.slice(0, topK));
    const cut = chances.map((chance, id) => (kept.has(id) ? chance : 0));
    const total = renormalise ? cut.reduce((sum, each) => sum + each, 0) : 1;
    const probabilities = cut.map((each) => each / total);
    return { probabilities, id: choose(probabilities, uniform) };
  };
/** Each misconception about a sampling step, by name. */
export const samplingMistakes = {
  onProbabilities: samplingVariant({
    sharpen: (logits, t) => {
      const divided = softly(logits).map((each) => each / t);
      const sum = divided.reduce((total, each) => total + each, 0);
      return divided.map((each) => each / sum);
    },
  }),
  multiplied: samplingVariant({ sharpen: (logits, t) => softly(logits.map((each) => each * t)) }),
  notRenormalised: samplingVariant({ renormalise: false }),
  keepsLowest: samplingVariant({ keepLowest: true }),
  greedy: samplingVariant({ choose: (probabilities) => probabilities.indexOf(Math.max(...probabilities)) }),
  noMaximum: samplingVariant({
    sharpen: (logits, t) => {
      const exponentials = logits.map((each) => Math.exp(each / t));
      const sum = exponentials.reduce((total, each) => total + each, 0);
      return exponentials.map((each) => each / sum);
    },
  }),
};
const sampling: Mistake[] = [
  {
    answer: samplingMistakes.onProbabilities,
    say: "temperature was applied to probabilities, where it cancels out: divide the logits by it, before the softmax",
  },
  { answer: samplingMistakes.multiplied, say: "the logits are multiplied by the temperature: divide them, so that a high one flattens" },
  {
    answer: samplingMistakes.notRenormalised,
    say: "what top-k leaves does not sum to 1: divide by its sum, or hide the others as −∞ before the softmax",
  },
  { answer: samplingMistakes.keepsLowest, say: "this keeps the least likely tokens: top-k keeps the k largest logits" },
  {
    answer: samplingMistakes.greedy,
    say: "this always takes the likeliest token: take the first id at which the running sum of probabilities exceeds uniform",
  },
];

const logits = [0, Math.log(2), Math.log(4)];
const sampled = (temperature: number, topK: number, uniform: number): PlainValue[] => [logits, { temperature, topK }, uniform];

type Batch = { inputs: tf.Tensor2D; targets: tf.Tensor2D };
type Named = Record<string, tf.Tensor>;
const bigramLoss = ({ table, output }: Named, { inputs, targets }: Batch): tf.Scalar =>
  byhand.crossEntropy(tf.matMul(byhand.embedding(table, tf.reshape(inputs, [-1])), output), tf.reshape(targets, [-1])) as tf.Scalar;
type Bent = {
  sign?: number;
  /** the factor for a gradient, from its own norm and the norm of all of them */
  factor?: (clip: number, all: tf.Tensor, own: tf.Tensor) => tf.Tensor | number;
  lossAfter?: boolean;
  normAfter?: boolean;
};
const clipped = (clip: number, norm: tf.Tensor): tf.Tensor => tf.minimum(1, tf.div(clip, norm));
/** A training step of the bigram model with one part bent as a misconception would bend it. */
const stepVariant = ({ sign = 1, factor = clipped, lossAfter = false, normAfter = false }: Bent) =>
  (parameters: Named, batch: Batch, { learningRate, clip }: { learningRate: number; clip: number }) => {
    const names = Object.keys(parameters);
    const lossOf = (...values: tf.Tensor[]): tf.Scalar =>
      bigramLoss(Object.fromEntries(names.map((name, i) => [name, values[i]])), batch);
    const { value, grads } = tf.valueAndGrads(lossOf)(Object.values(parameters));
    const squares = grads.map((each) => tf.sum(tf.square(each)));
    const all = tf.sqrt(tf.addN(squares));
    const updated = Object.fromEntries(names.map((name, i) => {
      const rate = tf.mul(learningRate * sign, factor(clip, all, tf.sqrt(squares[i])));
      return [name, tf.sub(parameters[name], tf.mul(grads[i], rate))];
    }));
    return {
      parameters: updated,
      loss: lossAfter ? bigramLoss(updated, batch) : value,
      gradientNorm: normAfter ? tf.minimum(all, clip) : all,
    };
  };
/** Each misconception about a training step, by name. */
export const stepMistakes = {
  uphill: stepVariant({ sign: -1 }),
  notClipped: stepVariant({ factor: () => 1 }),
  clippedPerTensor: stepVariant({ factor: (clip, _, own) => clipped(clip, own) }),
  alwaysRescaled: stepVariant({ factor: (clip, all) => tf.div(clip, all) }),
  lossAfter: stepVariant({ lossAfter: true }),
  normAfter: stepVariant({ normAfter: true }),
};
const steps: Mistake[] = [
  { answer: stepMistakes.uphill, say: "this goes uphill: subtract the gradient" },
  { answer: stepMistakes.notClipped, say: "the gradients are not clipped: multiply all of them by clip / norm where the norm is larger than clip" },
  {
    answer: stepMistakes.clippedPerTensor,
    say: "each tensor is clipped by itself, which turns the step's direction: there is one norm over all gradients together, "
      + "√(Σ of all squares), and one factor for all",
  },
  {
    answer: stepMistakes.alwaysRescaled,
    say: "gradients that are short enough must stay as they are: the factor is min(1, clip / norm)",
  },
  { answer: stepMistakes.lossAfter, say: "this is the loss after the step: report the one that the gradients belong to" },
  { answer: stepMistakes.normAfter, say: "this is the norm after clipping: report the one before, which shows how wild the gradients were" },
];
const bigram = (clip: number) => (random: byhand.Random): PlainValue[] => [
  { table: randomTensor(random, [7, 3]), output: randomTensor(random, [3, 7], { deviation: 0.3 }) },
  { inputs: randomIds(random, [2, 5], 7), targets: randomIds(random, [2, 5], 7) },
  { learningRate: 0.5, clip },
];

const exact = (losses: number[], counts: number[]): number => {
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  return Math.exp(losses.reduce((sum, loss, i) => sum + loss * counts[i], 0) / tokens);
};
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Each misconception about perplexity, by name. */
export const perplexityMistakes = {
  ofTheSum: (losses: number[], counts: number[]) => Math.exp(losses.reduce((sum, loss, i) => sum + loss * counts[i], 0)),
  meanOfPerplexities: (losses: number[]) => mean(losses.map(Math.exp)),
  unweighted: (losses: number[]) => Math.exp(mean(losses)),
  powerOfTwo: (losses: number[], counts: number[]) => 2 ** Math.log(exact(losses, counts)),
};
const perplexities: Mistake[] = [
  { answer: perplexityMistakes.ofTheSum, say: "this is exp of the summed loss: divide by the number of tokens first" },
  { answer: perplexityMistakes.meanOfPerplexities, say: "this averages perplexities: average the losses, then take exp once" },
  {
    answer: perplexityMistakes.unweighted,
    say: "every batch counts the same here: a batch of 10 tokens must count ten times as much as one of 1",
  },
  { answer: perplexityMistakes.powerOfTwo, say: "the losses are in nats, so the base is e, not 2" },
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
      inputs: (random) => [randomTensor(random, [4, 8], { deviation: 3e-3 }), plain(Array(8).fill(1)), plain(Array(8).fill(0)), 1e-5],
      expected: byhand.layerNorm, mistakes: norms, tolerance: 1e-4,
    }),
    valueCheck("equal features give the bias, not NaN", {
      points: 1, inputs: [plain([[2, 2]]), ones, plain([5, 6])], expected: plain([[5, 6]]), mistakes: norms,
      symptom: (result) => (isPlainTensor(result) && result.values.some(Number.isNaN)
        ? "0/0: epsilon under the root keeps the division alive" : null),
    }),
    gradientCheck("gradients flow back to x, weight and bias", {
      points: 2,
      inputs: (random) => [randomTensor(random, [3, 8]), randomTensor(random, [8]), randomTensor(random, [8])],
      expected: byhand.layerNorm, mistakes: norms, tolerance: 1e-4, // a difference of near-equal sums in float32
    }),
  ],
  shiftedTargets: [
    valueCheck("two windows of [5, 6, 7, 8]", {
      points: 1, inputs: [[5, 6, 7, 8], [0, 1], 2],
      expected: { inputs: plain([[5, 6], [6, 7]], "int32"), targets: plain([[6, 7], [7, 8]], "int32") }, mistakes: shifts,
    }),
    valueCheck("four random windows of a longer text", {
      points: 2, inputs: (random) => [randomIds(random, [40], 50).values, randomIds(random, [4], 30).values, 8],
      expected: windows(0, 1), mistakes: shifts,
    }),
  ],
  samplingStep: [
    valueCheck("probabilities 1/7, 2/7, 4/7 and uniform 0.5 give token 2", {
      points: 1, inputs: sampled(1, 3, 0.5), expected: { probabilities: [1 / 7, 2 / 7, 4 / 7], id: 2 }, mistakes: sampling,
    }),
    valueCheck("uniform 0.2 gives token 1", {
      points: 1, inputs: sampled(1, 3, 0.2), expected: { probabilities: [1 / 7, 2 / 7, 4 / 7], id: 1 }, mistakes: sampling,
    }),
    valueCheck("temperature 0.5 sharpens to 1/21, 4/21, 16/21", {
      points: 1, inputs: sampled(0.5, 3, 0.1), expected: { probabilities: [1 / 21, 4 / 21, 16 / 21], id: 1 }, mistakes: sampling,
    }),
    valueCheck("top-2 leaves 0, 1/3, 2/3", {
      points: 1, inputs: sampled(1, 2, 0.1), expected: { probabilities: [0, 1 / 3, 2 / 3], id: 1 }, mistakes: sampling,
    }),
    valueCheck("random logits, temperature 0.8, top-5", {
      points: 1,
      inputs: (random) => [randomTensor(random, [20]).values, { temperature: 0.8, topK: 5 }, random.uniform()],
      expected: samplingVariant({}), mistakes: sampling,
    }),
    valueCheck("large logits at a low temperature do not overflow", {
      points: 1, inputs: [[1000, 990, 0], { temperature: 0.1, topK: 3 }, 0.5], expected: { probabilities: [1, 0, 0], id: 0 },
      symptom: () => "exp overflowed: subtract the largest logit before taking exp",
    }),
  ],
  trainingStep: [
    valueCheck("a step with short gradients: nothing is clipped", { points: 2, inputs: bigram(1000), expected: stepVariant({}), mistakes: steps }),
    valueCheck("a step with long gradients: all are clipped by one factor", {
      points: 2, inputs: bigram(0.05), expected: stepVariant({}), mistakes: steps,
    }),
  ],
  perplexity: [
    valueCheck("one batch with the loss ln 4 has the perplexity 4", {
      points: 1, inputs: [[Math.log(4)], [10]], expected: 4, mistakes: perplexities,
    }),
    valueCheck("batches of different sizes", {
      points: 1, inputs: [[1, 2, 0.5], [30, 10, 2]], expected: Math.exp((30 + 20 + 1) / 42), mistakes: perplexities,
    }),
  ],
};
