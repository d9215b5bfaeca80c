import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import type { Mistake } from "byhand-course";

// What the checks of lesson 00 say to whoever has one of its misconceptions. The first that fits is said.

export const along = (axis: number) => (x: tf.Tensor): tf.Tensor => {
  const exponentials = tf.exp(tf.sub(x, tf.max(x, axis, true)));
  return tf.div(exponentials, tf.sum(exponentials, axis, true));
};

export const softmaxMistakes: Mistake[] = [
  { answer: along(0), say: "your columns sum to 1, not your rows: the classes are on the last axis, −1" },
  {
    answer: (x: tf.Tensor) => {
      const exponentials = tf.exp(tf.sub(x, tf.max(x, -1, true)));
      return tf.div(exponentials, tf.sum(exponentials, -1));
    },
    say: "each row's sum was broadcast along the wrong axis: keep the reduced axis, tf.sum(…, −1, true), so that "
      + "[rows, 1] meets [rows, classes]",
  },
  {
    answer: (x: tf.Tensor) => tf.exp(tf.sub(x, tf.max(x, -1, true))),
    say: "divide each row by its sum: your rows don't sum to 1",
  },
  {
    answer: (x: tf.Tensor) => along(-1)(tf.neg(x)),
    say: "the largest score has the smallest probability: check the sign",
  },
];

export const lossMistakes: Mistake[] = [
  {
    answer: (x: tf.Tensor, ids: tf.Tensor) => tf.mul(byhand.crossEntropy(x, ids), ids.size),
    say: "this is the sum over the rows, not their mean",
  },
  {
    answer: (x: tf.Tensor, ids: tf.Tensor) => tf.div(byhand.crossEntropy(x, ids), x.shape[x.rank - 1]),
    say: "this is divided by the vocabulary too: sum over the classes first (all but one are 0), then the mean over "
      + "rows",
  },
  { answer: (x: tf.Tensor, ids: tf.Tensor) => tf.neg(byhand.crossEntropy(x, ids)), say: "the minus sign is missing" },
];

type Ids = tf.Tensor1D;

/** From the tape, at the logits log p: their softmax is p again. */
export const trueGradient = (p: tf.Tensor2D, ids: Ids): tf.Tensor =>
  tf.grad((logits) => byhand.crossEntropy(logits, ids))(tf.log(p));

export const gradientMistakes: Mistake[] = [
  {
    answer: (p: tf.Tensor2D, ids: Ids) => tf.mul(trueGradient(p, ids), p.shape[0]),
    say: "the loss is the mean over the rows: divide by the number of rows",
  },
  {
    answer: (p: tf.Tensor2D, ids: Ids) => tf.neg(trueGradient(p, ids)),
    say: "the sign is the wrong way round: raising a wrong class's logit raises the loss, so its gradient is positive",
  },
  {
    answer: (p: tf.Tensor2D, ids: Ids) => tf.mul(tf.oneHot(ids, p.shape[1]), trueGradient(p, ids)),
    say: "the other classes get a gradient too: raising any logit takes probability from the target",
  },
  {
    answer: (p: tf.Tensor2D, ids: Ids) => trueGradient(byhand.softmax(p) as tf.Tensor2D, ids),
    say: "this takes the softmax of the probabilities: it has been taken already, so use them as they are",
  },
  {
    answer: (p: tf.Tensor2D) => tf.div(p, p.shape[0]),
    say: "the one-hot targets have not been subtracted: at the target the gradient is (p − 1) / rows",
  },
];

type Line = { weight: tf.Tensor2D; bias: tf.Tensor1D };

type Points = { x: tf.Tensor2D; y: tf.Tensor2D };

const squared = ({ weight, bias }: Line, { x, y }: Points): tf.Scalar =>
  tf.mean(tf.square(tf.sub(tf.add(tf.matMul(x, weight), bias), y))) as tf.Scalar;

/** The step by TensorFlow.js's own gradients; `factors` bend the two gradients as a misconception would. */
export const step = (factors: (points: Points) => [number, number] = () => [1, 1]) => (line: Line, points: Points, rate: number) => {
  const loss = (weight: tf.Tensor, bias: tf.Tensor): tf.Scalar => squared({ weight, bias } as Line, points);
  const [weight, bias] = tf.grads(loss)([line.weight, line.bias]);
  const [forWeight, forBias] = factors(points);
  return {
    weight: tf.sub(line.weight, tf.mul(weight, rate * forWeight)),
    bias: tf.sub(line.bias, tf.mul(bias, rate * forBias)),
    loss: squared(line, points),
  };
};

export const stepMistakes: Mistake[] = [
  {
    answer: step(({ x }) => [1, 1 / x.shape[0]]),
    say: "the bias is broadcast to every row, so add the rows' gradients up (the mean is already in ∂loss/∂prediction)",
  },
  {
    answer: (line: Line, points: Points, rate: number) => {
      const { weight, bias, loss } = step()(line, points, rate);
      return { weight, bias: tf.add(line.bias, tf.sum(tf.sub(bias, line.bias))), loss };
    },
    say: "the bias' gradient is summed over the outputs too: each output has a bias of its own, so sum over the batch "
      + "axis alone, tf.sum(…, 0)",
  },
  {
    answer: step(() => [-1, -1]),
    say: "this goes uphill: subtract the gradient, since it points to where the loss grows",
  },
  {
    answer: step(({ y }) => [y.size, y.size]),
    say: "the loss is a mean: its gradient is divided by the number of entries of y",
  },
  {
    answer: (line: Line, points: Points, rate: number) => {
      const { weight, loss } = step()(line, points, rate);
      return { weight, bias: step()({ ...line, weight: weight as tf.Tensor2D }, points, rate).bias, loss };
    },
    say: "the bias moved with the new weight's prediction: both gradients come from the same, old prediction",
  },
];
