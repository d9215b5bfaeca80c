import * as byhand from "byhand";
import {
  type Check, gradientCheck, isPlainTensor, plain, type PlainTensor, type PlainValue, type Policy, randomIds,
  randomTensor, valueCheck,
} from "byhand-course";
import {
  along, gradientMistakes, lossMistakes, softmaxMistakes, step, stepMistakes, trueGradient,
} from "./00-welcome.messages";

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

/** What exp does to scores that nobody has shifted. */
function overflow(result: PlainValue): string | null {
  const broken = isPlainTensor(result) && result.values.some((value) => !Number.isFinite(value));
  return broken ? "exp overflowed: subtract each row's maximum before taking exp" : null;
}

const logits = plain([[0, Math.log(3)]]);
const target = plain([1], "int32");

/** Rows that sum to 1. */
function randomProbabilities(random: byhand.Random, rows: number, classes: number): PlainTensor {
  const table = Array.from({ length: rows }, () => Array.from({ length: classes }, () => Math.exp(random.normal())));
  return plain(table.map((row) => row.map((value) => value / row.reduce((sum, each) => sum + each))));
}

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
