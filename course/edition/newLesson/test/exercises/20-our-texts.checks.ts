import * as tf from "@tensorflow/tfjs-core";
import { type Check, type Mistake, plain, type Policy, randomIds, valueCheck } from "byhand-course";
import { mistakes } from "./20-our-texts.mistakes";

/** The lessons that yours builds on: an edition that has yours has them too. */
export const needs = ["00-welcome"];

/** What learners may import, and the functions of tf that they may not use, each with what to do instead. */
export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: { bincount: "count with tf.oneHot" },
};

/** The right answer, from a function that learners may not use: checks compare with it. */
const reference = (ids: tf.Tensor1D, vocabularySize: number): tf.Tensor =>
  tf.div(tf.bincount(ids, tf.tensor1d([]), vocabularySize), ids.shape[0]);

/** What to tell those whose result is what a misconception would compute. */
const seen: Mistake[] = [
  { answer: mistakes.counts, say: "these are counts: divide them by the number of tokens in the text" },
  { answer: mistakes.overVocabulary, say: "divide by the number of tokens in the text, not in the vocabulary" },
];

/** For each exercise its checks. A learner reads their names, so a name says what is expected. */
export const checks: Record<string, Check[]> = {
  tokenShares: [
    // A fixed example, the one of the statement. (Here the text is as long as the vocabulary, so that whoever divides by
    // the wrong one of the two still earns these points.)
    valueCheck("ids [0, 1, 1, 3] of 4 tokens give [0.25, 0.5, 0, 0.25]", {
      points: 1, inputs: [plain([0, 1, 1, 3], "int32"), 4], expected: plain([0.25, 0.5, 0, 0.25]), mistakes: seen,
    }),
    // Random inputs: other ones for each submission, the same ones whenever that is graded again.
    valueCheck("a text longer than the vocabulary", {
      points: 2, inputs: (random) => [randomIds(random, [30], 5), 5], expected: reference, mistakes: seen,
    }),
    valueCheck("tokens that do not occur have the share 0", {
      points: 1, inputs: (random) => [randomIds(random, [3], 4), 12], expected: reference, mistakes: seen,
    }),
  ],
};
