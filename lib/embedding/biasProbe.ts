import * as tf from "@tensorflow/tfjs-core";
import { unit } from "./cosineSimilarity";
import type { WordVectors } from "./wordVectors";

/** Two groups of words, such as "she, woman, …" and "he, man, …". */
export interface Poles {
  from: readonly string[];
  to: readonly string[];
}

/** How much nearer a word stands to one pole than to the other. */
export interface Lean {
  word: string;
  /** from −2 to 2; above 0 it leans to `to`, below 0 to `from` */
  lean: number;
}

/**
 * How words lean from one pole to the other: `lean(w) = mean over to of cos(w, t) − mean over from of cos(w, f)`.
 *
 * It is the dot product of w's unit vector with the step from the mean unit vector of one pole to that of the other.
 * Source: Caliskan, Bryson and Narayanan, "Semantics derived automatically from language corpora contain human-like
 * biases" (2017), s(w, A, B) with A = to and B = from; as a direction: Bolukbasi et al. (2016), section 4.
 *
 * @throws RangeError for an unknown word, an empty group, or a vector of zeros.
 */
export async function biasProbe(
  vectors: WordVectors, words: readonly string[], { from, to }: Poles,
): Promise<Lean[]> {
  for (const [name, group] of Object.entries({ words, from, to })) {
    if (group.length === 0) throw new RangeError(`${name} is empty: give at least one word`);
  }
  const [chosen, near, far] = [words, to, from].map((group) => vectors.ids(group));
  await vectors.requireDirections();
  const leans = tf.tidy(() => {
    const directions = (ids: number[]): tf.Tensor => unit(tf.gather(vectors.matrix, tf.tensor1d(ids, "int32")));
    const axis = tf.sub(tf.mean(directions(near), 0), tf.mean(directions(far), 0)); // [hidden]
    return tf.sum(tf.mul(directions(chosen), axis), -1); // [words]
  });
  const values = await leans.data();
  leans.dispose();
  return words.map((word, i) => ({ word, lean: values[i] }));
}
