import * as tf from "@tensorflow/tfjs-core";
// BEGIN TEACHER
// Learners get this file with two kinds of parts taken out: what stands between BEGIN TEACHER and END TEACHER, as here, and
// the answer between BEGIN SOLUTION and END SOLUTION, in whose place they find a line that says what to write. Each
// exported function with checks in test/exercises/20-our-texts.checks.ts is an exercise.
import type { TeacherNotes } from "byhand-course";
import { mistakes } from "../test/exercises/20-our-texts.mistakes";
// END TEACHER

// Lesson 20, your part. Write here, save, and run `await check("tokenShares")` in the notebook.

/**
 * How often each token of the vocabulary occurs in a text, as a share of all its tokens.
 *
 * `shareᵢ = (how many ids are i) / (how many ids there are)`
 *
 * By hand: ids [0, 1, 1, 3] and a vocabulary of 4 → [0.25, 0.5, 0, 0.25].
 *
 * @param ids            int32 [time], each from 0 to vocabularySize − 1
 * @param vocabularySize how many different tokens there are
 * @returns              [vocabularySize]; the shares sum to 1
 */
export function tokenShares(ids: tf.Tensor1D, vocabularySize: number): tf.Tensor1D {
  // BEGIN SOLUTION
  const places = tf.cast(tf.oneHot(ids, vocabularySize), "float32"); // [time, vocabulary], a single 1 in each row
  return tf.mean(places, 0) as tf.Tensor1D; // [vocabulary]
  // END SOLUTION
}

// BEGIN TEACHER
export const exercises: TeacherNotes = {
  tokenShares: {
    // A nudge, the way, almost the code: learners see one after the other.
    hints: [
      "Make a table with one row for each token of the text and one column for each token of the vocabulary, and a 1 "
        + "where they are the same. What does a column then tell?",
      "tf.oneHot(ids, vocabularySize) is that table [time, vocabulary]. The share of a token is the mean of its column.",
      "tf.mean(tf.cast(tf.oneHot(ids, vocabularySize), \"float32\"), 0)",
    ],
    // At least two, each a misconception that you have seen; `message` is a piece of what the learner must read then.
    wrong: {
      counts: { because: "counts, and does not divide", message: "these are counts", answer: mistakes.counts },
      overVocabulary: {
        because: "divides by the size of the vocabulary", message: "divide by the number of tokens in the text",
        answer: mistakes.overVocabulary,
      },
    },
  },
};
// END TEACHER
