import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor, requireWhole } from "../tensor/checks";
import { cosineSimilarity, unit } from "./cosineSimilarity";

// A type, not an interface: tf.tidy passes on only what is known to hold tensors and nothing else.
/** Words by their rows, the most similar one first. */
export type Neighbours = {
  ids: tf.Tensor1D; // int32 [count]
  similarities: tf.Tensor1D; // [count], cosines
};

/**
 * The rows whose directions are nearest to that of row `id`, by cosine, without the row itself.
 *
 * @param vectors [words, hidden], float32, no row of zeros
 * @param count   how many, at most words − 1
 * @throws TypeError, RangeError where an id is no row, or there are not that many other rows.
 */
export function nearestNeighbours(vectors: tf.Tensor, id: number, { count = 5 }: { count?: number } = {}): Neighbours {
  requireVectors(vectors);
  requireIds("id", [id], vectors.shape[0]);
  return mostSimilar(vectors, () => tf.gather(vectors, id), { count, without: [id] });
}

/**
 * "a is to b as c is to …": the rows whose directions are nearest to `b̂ − â + ĉ`, all of length 1, without a, b and c.
 *
 * Without that exclusion the answer is often b or c itself, since the step from a to b is short.
 * Source: Mikolov et al., "Linguistic Regularities in Continuous Space Word Representations" (2013); called 3CosAdd by
 * Levy and Goldberg, "Linguistic Regularities in Sparse and Explicit Word Representations" (2014), equation 3.
 *
 * @param vectors  [words, hidden], float32, no row of zeros
 * @param question [a, b, c], rows
 * @param count    how many answers, at most words − 3
 * @throws TypeError, RangeError where an id is no row, or there are not that many other rows.
 */
export function analogy(
  vectors: tf.Tensor, question: readonly [a: number, b: number, c: number], { count = 1 }: { count?: number } = {},
): Neighbours {
  requireVectors(vectors);
  requireIds("question", question, vectors.shape[0]);
  const query = (): tf.Tensor => {
    const [a, b, c] = tf.unstack(unit(tf.gather(vectors, [...question]))); // [hidden] each
    return tf.add(tf.sub(b, a), c);
  };
  return mostSimilar(vectors, query, { count, without: question });
}

function mostSimilar(
  vectors: tf.Tensor, query: () => tf.Tensor, { count, without }: { count: number; without: readonly number[] },
): Neighbours {
  requireWhole("count", count);
  const others = vectors.shape[0] - new Set(without).size;
  if (count > others) {
    throw new RangeError(`count is ${count}, but vectors has ${others} rows beside the question's: ask for fewer`);
  }
  return tf.tidy(() => {
    const left = Array.from({ length: vectors.shape[0] }, (_, id) => !without.includes(id));
    const similarities = cosineSimilarity(vectors, query()); // [words]
    const { values, indices } = tf.topk(tf.where(tf.tensor1d(left, "bool"), similarities, -2), count);
    return { ids: indices as tf.Tensor1D, similarities: values as tf.Tensor1D };
  });
}

function requireVectors(vectors: tf.Tensor): void {
  requireTensor("vectors", vectors, "float32");
  requireRank("vectors", vectors, 2, 2);
}

function requireIds(name: string, ids: readonly number[], words: number): void {
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= words);
  if (wrong !== undefined) throw new RangeError(`${name} has ${wrong}: vectors has rows 0 to ${words - 1}`);
}
