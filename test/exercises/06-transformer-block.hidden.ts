import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { type Check, type Mistake, plain, randomTensor, valueCheck } from "byhand-course";
import { feedWeights } from "./06-transformer-block.checks";
import { feeding, norms, rootMeanSquares } from "./06-transformer-block.messages";

// Checks of lesson 06 that only a grader runs. Each is about what an answer that fits the public checks may still lack.

type Weights = { innerWeight: tf.Tensor; innerBias?: tf.Tensor; outputWeight: tf.Tensor; outputBias?: tf.Tensor };

/** Answers that pass every public check, by exercise. */
export const fitted: Record<string, Mistake[]> = {
  layerNorm: [{
    answer: (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5) => {
      const mean = tf.mean(x, -1, true);
      const variance = tf.sub(tf.mean(tf.square(x), -1, true), tf.square(mean));
      return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), weight), bias);
    },
    say: "the variance is mean x² − (mean x)², a small difference of large numbers: take the mean of (x − mean x)²",
  }],
  rmsNorm: [{
    answer: (x: tf.Tensor, weight: tf.Tensor, epsilon = 1e-6) => {
      const meanSquare = tf.mean(tf.square(x), Math.min(x.rank - 1, 2), true);
      return tf.mul(tf.div(x, tf.sqrt(tf.add(meanSquare, epsilon))), weight);
    },
    say: "the features are taken to be on axis 2 wherever there are three axes or more",
  }],
  feedForward: [{
    answer: (x: tf.Tensor, weights: Weights, activation?: (x: tf.Tensor) => tf.Tensor) => {
      const { innerWeight, outputWeight } = weights;
      const both = weights.innerBias && weights.outputBias;
      return byhand.feedForward(x, both ? weights : { innerWeight, outputWeight }, activation);
    },
    say: "the biases are added only where there are both: either may be there by itself",
  }],
};

export const hidden: Record<string, Check[]> = {
  layerNorm: [
    valueCheck("features that are all far from 0", {
      points: 1,
      inputs: (random) => {
        const x = randomTensor(random, [5, 16]);
        const far = x.values.map((value) => Math.fround(value + 500));
        return [{ ...x, values: far }, randomTensor(random, [16]), randomTensor(random, [16])];
      },
      expected: byhand.layerNorm, mistakes: [...fitted.layerNorm, ...norms],
      tolerance: 5e-3, // around 500 a float32 is exact to 3e-5, and their mean hardly better
    }),
  ],
  rmsNorm: [
    valueCheck("small features on four axes, with the usual epsilon", {
      points: 1,
      inputs: (random) => [randomTensor(random, [2, 2, 3, 6], { deviation: 2e-3 }), plain(Array(6).fill(1))],
      expected: byhand.rmsNorm, mistakes: [...fitted.rmsNorm, ...rootMeanSquares],
    }),
  ],
  feedForward: [
    valueCheck("one of the biases without the other", {
      points: 1,
      inputs: (random) => {
        const { innerBias, outputBias, ...weights } = feedWeights(random, { biases: true });
        const bias: Record<string, typeof innerBias> = random.uniform() < 0.5 ? { innerBias } : { outputBias };
        return [randomTensor(random, [2, 2, 3, 4]), { ...weights, ...bias }];
      },
      expected: byhand.feedForward, mistakes: [...fitted.feedForward, ...feeding],
    }),
  ],
};
