import * as tf from "@tensorflow/tfjs-core";
// BEGIN TEACHER
import * as byhand from "byhand";
import type { TeacherNotes } from "../course/exercises/lessons";
import { normMistakes } from "../test/exercises/06-transformer-block.mistakes";
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
      unscaled: {
        because: "has no learned scale", message: "the learned scale and shift", answer: normMistakes.unscaled,
      },
      epsilonOutside: {
        because: "adds epsilon after the root", message: "epsilon belongs under the root",
        answer: normMistakes.epsilonOutside,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.layerNorm,
      },
    },
  },
};
// END TEACHER
