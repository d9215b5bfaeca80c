import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import {
  type Check, gradientCheck, isPlainTensor, type Mistake, plain, type PlainTensor, type PlainValue, type Policy,
  randomIds, randomTensor, valueCheck,
} from "byhand-course";

const byFormula = "write it from its formula";
const byChainRule = "write the gradient from the chain rule";

export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: {
    softmax: byFormula, logSoftmax: byFormula, logSumExp: byFormula, losses: byFormula,
    grad: byChainRule, grads: byChainRule, valueAndGrad: byChainRule, valueAndGrads: byChainRule,
    variableGrads: byChainRule, train: byChainRule, customGrad: byChainRule,
  },
};

const along = (axis: number) => (x: tf.Tensor): tf.Tensor => {
  const exponentials = tf.exp(tf.sub(x, tf.max(x, axis, true)));
  return tf.div(exponentials, tf.sum(exponentials, axis, true));
};
const softmaxMistakes: Mistake[] = [
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

/** What exp does to scores that nobody has shifted. */
function overflow(result: PlainValue): string | null {
  const broken = isPlainTensor(result) && result.values.some((value) => !Number.isFinite(value));
  return broken ? "exp overflowed: subtract each row's maximum before taking exp" : null;
}

const logits = plain([[0, Math.log(3)]]);
const target = plain([1], "int32");

const lossMistakes: Mistake[] = [
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

/** Rows that sum to 1. */
function randomProbabilities(random: byhand.Random, rows: number, classes: number): PlainTensor {
  const table = Array.from({ length: rows }, () => Array.from({ length: classes }, () => Math.exp(random.normal())));
  return plain(table.map((row) => row.map((value) => value / row.reduce((sum, each) => sum + each))));
}

type Ids = tf.Tensor1D;
/** From the tape, at the logits log p: their softmax is p again. */
const trueGradient = (p: tf.Tensor2D, ids: Ids): tf.Tensor =>
  tf.grad((logits) => byhand.crossEntropy(logits, ids))(tf.log(p));
const gradientMistakes: Mistake[] = [
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
const step = (factors: (points: Points) => [number, number] = () => [1, 1]) => (line: Line, points: Points, rate: number) => {
  const loss = (weight: tf.Tensor, bias: tf.Tensor): tf.Scalar => squared({ weight, bias } as Line, points);
  const [weight, bias] = tf.grads(loss)([line.weight, line.bias]);
  const [forWeight, forBias] = factors(points);
  return {
    weight: tf.sub(line.weight, tf.mul(weight, rate * forWeight)),
    bias: tf.sub(line.bias, tf.mul(bias, rate * forBias)),
    loss: squared(line, points),
  };
};
const stepMistakes: Mistake[] = [
  {
    answer: step(({ x }) => [1, 1 / x.shape[0]]),
    say: "the bias is broadcast to every row, so add the rows' gradients up (the mean is already in ∂loss/∂prediction)",
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

export const checks: Record<string, Check[]> = {
  softmax: [
    valueCheck("softmax([0, ln 3]) is [0.25, 0.75]", {
      points: 1, inputs: [plain([0, Math.log(3)])], expected: plain([0.25, 0.75]), mistakes: softmaxMistakes,
    }),
    valueCheck("every row of a table sums to 1", {
      points: 1, inputs: (random) => [randomTensor(random, [4, 4])], expected: along(-1), mistakes: softmaxMistakes,
    }),
    valueCheck("any number of axes: [2, 3, 5]", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 5])], expected: along(-1), mistakes: softmaxMistakes,
    }),
    valueCheck("large scores do not overflow", {
      points: 1, inputs: [plain([[1000, 1000], [-1000, -1000]])],
      expected: plain([[0.5, 0.5], [0.5, 0.5]]), symptom: overflow,
    }),
    gradientCheck("the gradient flows back to the scores", {
      points: 1, of: ["x"], inputs: (random) => [randomTensor(random, [3, 5])], expected: along(-1), mistakes: softmaxMistakes,
    }),
  ],
  crossEntropy: [
    valueCheck("logits [[0, ln 3]] and target 1 give −ln 0.75", {
      points: 1, inputs: [logits, target], expected: { dtype: "float32", shape: [], values: [-Math.log(0.75)] },
      mistakes: lossMistakes,
    }),
    valueCheck("the mean over random rows", {
      points: 1, inputs: (random) => [randomTensor(random, [6, 9]), randomIds(random, [6], 9)],
      expected: byhand.crossEntropy, mistakes: lossMistakes,
    }),
    valueCheck("a batch of texts: logits [2, 3, 5], targets [2, 3]", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 5]), randomIds(random, [2, 3], 5)],
      expected: byhand.crossEntropy, mistakes: lossMistakes,
    }),
    valueCheck("a very surprising target costs 1000 nats, not infinitely many", {
      points: 1, inputs: [plain([[1000, 0]]), target], expected: { dtype: "float32", shape: [], values: [1000] },
      symptom: () => "a probability was rounded to 0 and log(0) taken: use log softmax as the statement writes it, "
        + "(x − max) − log Σ exp(x − max)",
    }),
    gradientCheck("the gradient flows back to the logits", {
      points: 1, of: ["logits"], inputs: (random) => [randomTensor(random, [6, 9]), randomIds(random, [6], 9)],
      expected: byhand.crossEntropy, mistakes: lossMistakes,
    }),
  ],
  crossEntropyGradient: [
    valueCheck("probabilities [[0.25, 0.75]] and target 1 give [[0.25, −0.25]]", {
      points: 1, inputs: [plain([[0.25, 0.75]]), target], expected: plain([[0.25, -0.25]]), mistakes: gradientMistakes,
    }),
    valueCheck("random rows agree with the gradient from the tape", {
      points: 2, inputs: (random) => [randomProbabilities(random, 5, 7), randomIds(random, [5], 7)],
      expected: trueGradient, mistakes: gradientMistakes,
    }),
  ],
  gradientDescentStep: [
    valueCheck("two points and a flat line: weight 0.7, bias 0.4, loss 5", {
      points: 1,
      inputs: [{ weight: plain([[0]]), bias: plain([0]) }, { x: plain([[1], [2]]), y: plain([[1], [3]]) }, 0.1],
      expected: { weight: plain([[0.7]]), bias: plain([0.4]), loss: { dtype: "float32", shape: [], values: [5] } },
      mistakes: stepMistakes,
    }),
    valueCheck("random planes agree with the gradient from the tape", {
      points: 2,
      inputs: (random): PlainValue[] => [
        { weight: randomTensor(random, [3, 2]), bias: randomTensor(random, [2]) },
        { x: randomTensor(random, [5, 3]), y: randomTensor(random, [5, 2]) },
        0.1,
      ],
      expected: step(), mistakes: stepMistakes,
    }),
  ],
};
