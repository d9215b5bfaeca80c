import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { type Check, type Mistake, type PlainValue, randomIds, randomTensor, valueCheck } from "byhand-course";
import { along, lossMistakes, softmaxMistakes, step, stepMistakes } from "./00-welcome.messages";

// Checks of lesson 00 that only a grader runs. Each is about what an answer that fits the public checks may still lack.

/** Answers that pass every public check, by exercise. */
export const fitted: Record<string, Mistake[]> = {
  softmax: [{
    answer: (x: tf.Tensor) => along(Math.min(x.rank - 1, 2))(x),
    say: "the classes are taken to be on axis 2 wherever there are three axes or more",
  }],
  crossEntropy: [{
    answer: (logits: tf.Tensor, targets: tf.Tensor) => {
      const chosen = tf.oneHot(targets as tf.Tensor1D, logits.shape[logits.rank - 1]);
      const losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), chosen), -1)); // [...]
      return tf.mean(losses, losses.rank > 2 ? [0, 1] : undefined);
    },
    say: "the mean runs over two axes only, however many there are",
  }],
  gradientDescentStep: [{
    answer: (line, points) => step()(line, points, 0.1),
    say: "the learning rate is always 0.1: it is an argument",
  }] as Mistake[],
};

export const hidden: Record<string, Check[]> = {
  softmax: [
    valueCheck("scores far apart on four axes", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 2, 7], { deviation: 40 })],
      expected: along(-1), mistakes: [...fitted.softmax, ...softmaxMistakes],
    }),
  ],
  crossEntropy: [
    valueCheck("the mean over three axes of rows", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 2, 3, 11]), randomIds(random, [2, 2, 3], 11)],
      expected: byhand.crossEntropy, mistakes: [...fitted.crossEntropy, ...lossMistakes],
    }),
  ],
  gradientDescentStep: [
    valueCheck("another learning rate than the usual one", {
      points: 1,
      inputs: (random): PlainValue[] => [
        { weight: randomTensor(random, [4, 3]), bias: randomTensor(random, [3]) },
        { x: randomTensor(random, [7, 4]), y: randomTensor(random, [7, 3]) },
        0.01 + 0.05 * random.uniform(),
      ],
      expected: step(), mistakes: [...fitted.gradientDescentStep, ...stepMistakes],
    }),
  ],
};
