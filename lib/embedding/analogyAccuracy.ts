import * as tf from "@tensorflow/tfjs-core";
import { analogy } from "./neighbours";
import type { WordVectors } from "./wordVectors";

/** `a` is to `b` as `c` is to `d`. */
export type AnalogyQuestion = readonly [a: string, b: string, c: string, d: string];

/** How well vectors answer analogies. */
export interface AnalogyScore {
  asked: number;
  correct: number;
  /** correct / asked */
  accuracy: number;
  /** the questions answered otherwise, and with which word */
  wrong: { question: AnalogyQuestion; answer: string }[];
}

/**
 * The share of questions "a is to b as c is to …" that are answered with d, by {@link analogy}'s first answer.
 *
 * @throws RangeError where there are no questions, for an unknown word, or a vector of zeros.
 */
export async function analogyAccuracy(
  vectors: WordVectors, questions: readonly AnalogyQuestion[],
): Promise<AnalogyScore> {
  if (questions.length === 0) throw new RangeError("questions is empty: there is nothing to answer");
  const asked = questions.map(([a, b, c, d]) => ({ abc: [a, b, c].map((word) => vectors.id(word)), d: vectors.id(d) }));
  await vectors.requireDirections();
  const answers = tf.tidy(() =>
    tf.concat(asked.map(({ abc: [a, b, c] }) => analogy(vectors.matrix, [a, b, c]).ids))); // [questions]
  const ids = await answers.data();
  answers.dispose();
  const wrong = questions
    .map((question, i) => ({ question, answer: vectors.words[ids[i]] }))
    .filter(({ question, answer }) => answer !== question[3]);
  const correct = questions.length - wrong.length;
  return { asked: questions.length, correct, accuracy: correct / questions.length, wrong };
}
