import * as tf from "@tensorflow/tfjs-core";

// Lesson 04, your part. Write here, save, and run `await check("embedding")` in the notebook.
// You may use everything in tf but tf.gather, tf.einsum, tf.logSigmoid, tf.losses and tf.linalg.

/**
 * Looks up one vector for each id, as a matrix product: `onehot(ids) · table`.
 *
 * The one-hot vector of an id has a 1 at the id and 0 elsewhere.
 *
 * By hand: table [[1, 2], [3, 4], [5, 6]], ids [2, 0] → [[0, 0, 1], [1, 0, 0]] · table = [[5, 6], [1, 2]].
 *
 * @param table [vocabulary, hidden], a row for each word
 * @param ids   int32 of any shape
 * @returns     [...ids' shape, hidden]
 */
export function embedding(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const [vocabulary, hidden] = table.shape;
  // tf.matMul wants two axes on each side, so make one list of all ids first; tf.oneHot makes int32.
  const oneHots: tf.Tensor = todo("embedding: a one-hot row for each id"); // [ids, vocabulary]
  return todo("embedding: the product, in the shape of ids"); // [...ids' shape, hidden]
}

/**
 * The skip-gram loss with negative sampling: a word should score high with the words around it, low with drawn ones.
 *
 * `loss = −mean over pairs of [ log σ(center · context) + Σₖ log σ(−center · negativeₖ) ]`
 *
 * By hand: center [[0, 1]], context [[5, 0]], one negative [[[7, 0]]] → both scores are 0, σ(0) = ½, so
 * −(log ½ + log ½) = 1.386.
 *
 * Scores can be large, and σ(−200) is 0 in float32; so never take its logarithm: −log σ(x) = log(1 + e⁻ˣ), which is
 * tf.softplus(−x), whatever x is.
 *
 * @param centers   [pairs, hidden]
 * @param contexts  [pairs, hidden], a word that was seen near the center
 * @param negatives [pairs, k, hidden], k words that were drawn at random
 * @returns         a scalar
 */
export function skipGramLoss(centers: tf.Tensor, contexts: tf.Tensor, negatives: tf.Tensor): tf.Scalar {
  throw new Error("TODO: write skipGramLoss");
}

/**
 * How much two vectors point the same way, whatever their lengths: `cos(a, b) = a · b / (|a| |b|)`.
 *
 * By hand: a [[3, 4], [4, −3], [−3, −4]], b [6, 8] → [1, 0, −1]. A vector of zeros has no direction: NaN is right there.
 *
 * @param a [..., hidden]
 * @param b [..., hidden], broadcast against a: many vectors can be compared with one
 * @returns [...], between −1 and 1
 */
export function cosineSimilarity(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  throw new Error("TODO: write cosineSimilarity");
}

/**
 * The words whose vectors point most nearly the same way as a word's own, by cosine similarity; without the word itself.
 * Equal cosines may come in any order.
 *
 * By hand: vectors [[2, 0], [9, 9], [3, 1], [−5, 0]], id 0, count 2 → [2, 1]: word 1 is longer, but word 2 is better
 * aligned.
 *
 * Your own cosineSimilarity need not work for it: with all vectors scaled to length 1, one product gives every cosine.
 *
 * @param vectors [words, hidden]
 * @param id      the word
 * @param options.count how many neighbours, 5 where it is not given; never more than there are other words
 * @returns ids   int32 [count], the most similar first
 */
export function nearestNeighbours(
  vectors: tf.Tensor, id: number, { count = 5 }: { count?: number } = {},
): { ids: tf.Tensor1D } {
  const [words, hidden] = vectors.shape;
  // tf.topk(scores, count).indices are the places of the largest scores.
  const similarities: tf.Tensor1D = todo("nearestNeighbours: each word's cosine with the word"); // [words]
  return todo("nearestNeighbours: the places of the largest, without the word itself");
}

/**
 * "a is to b as c is to ?": the words nearest to `b̂ − â + ĉ` by cosine similarity, without a, b and c themselves.
 *
 * â, b̂, ĉ are the words' vectors scaled to length 1, so that a frequent word with a long vector has no more to say
 * than a rare one. Your own nearestNeighbours need not work for it. Where a and c are the same word, b's neighbours come
 * out.
 *
 * By hand: man [−1, 0], king [−3, 3], woman [2, 0], queen [4, 4], castle [0, 5], question [0, 1, 2] → [−0.71, 0.71] −
 * [−1, 0] + [1, 0] = [1.29, 0.71]. Queen points nearly that way (cosine 0.96), castle less (0.48): → [3].
 *
 * @param vectors  [words, hidden]
 * @param question the ids of a, b and c
 * @param options.count how many answers, 1 where it is not given; never more than there are words beside a, b and c
 * @returns ids    int32 [count], the most similar first
 */
export function analogy(
  vectors: tf.Tensor, question: readonly [number, number, number], { count = 1 }: { count?: number } = {},
): { ids: tf.Tensor1D } {
  const [words, hidden] = vectors.shape;
  const target: tf.Tensor = todo("analogy: b − a + c, of vectors of length 1"); // [1, hidden]
  return todo("analogy: the places of the most similar words, without the question's");
}

/** Attention at its simplest: each query takes a mean of the values, weighted by its products with the keys. Given. */
function attend(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor): tf.Tensor {
  const scores = tf.div(tf.matMul(query, key, false, true), Math.sqrt(query.shape[1]!)); // [time, time]
  return tf.matMul(tf.softmax(scores), value); // [time, size]
}

/** Three matrices [hidden, size] that make queries, keys and values from a text's vectors. */
type Matrices = { query: tf.Tensor2D; key: tf.Tensor2D; value: tf.Tensor2D };

/**
 * Attention that knows where its words stand, in one of two ways, or in both, or in none.
 *
 * - `positions` are vectors that are added to x before anything else: `x = x + positions`
 * - `query = x · Wq`, `key = x · Wk`, `value = x · Wv`
 * - `turn` turns queries and keys by their places; what is handed over, the value, stays as it is
 * - `attend(query, key, value)`, which is given above, does the rest
 *
 * By hand: one word x [[1]], positions [[2]], all three matrices [[1]], no turn → it can only attend to itself: [[3]].
 *
 * @param x        [time, hidden]
 * @param matrices three of [hidden, size]
 * @param place.positions [time, hidden]; nothing is added where it is not given
 * @param place.turn      [time, size] → [time, size]; nothing is turned where it is not given
 * @returns        [time, size]
 */
export function placedAttention(
  x: tf.Tensor2D,
  matrices: Matrices,
  { positions, turn }: { positions?: tf.Tensor2D; turn?: (x: tf.Tensor) => tf.Tensor } = {},
): tf.Tensor {
  throw new Error("TODO: write placedAttention, with attend");
}

/**
 * Sinusoidal positions: for each place a vector of sines and cosines, side by side in pairs, the later ones slower.
 *
 * `P[p, 2i] = sin(p / 10000^(2i/size))`, `P[p, 2i + 1] = cos(p / 10000^(2i/size))`, i from 0 to size/2 − 1
 *
 * By hand: position 3, size 4 → [sin 3, cos 3, sin 0.03, cos 0.03].
 *
 * @param positions int32 [...], where the words stand, counted from 0
 * @param size      numbers in a vector, even
 * @returns         [..., size]
 */
export function sinusoidalPositions(positions: tf.Tensor, size: number): tf.Tensor {
  // positions are int32: tf.cast them to "float32" before they meet fractions.
  const frequencies: tf.Tensor = todo("sinusoidalPositions: 1 / 10000^(2i/size)"); // [size / 2]
  const angles: tf.Tensor = todo("sinusoidalPositions: each position times each frequency"); // [..., size / 2]
  return todo("sinusoidalPositions: sines and cosines in turn"); // [..., size]
}

/**
 * Rotary positions: turns each pair of features by the angle of its place.
 *
 * Feature i makes a pair with feature i + headSize/2, so the pairs lie half a vector apart:
 *
 *     y[i]              = x[i] · cos − x[i + headSize/2] · sin
 *     y[i + headSize/2] = x[i] · sin + x[i + headSize/2] · cos
 *
 * By hand: x [1, 2, 3, 4], cos [0, 1], sin [1, 0] → features 0 and 2, the point (1, 3), are turned by 90°, features 1
 * and 3, the point (2, 4), not at all: [−3, 2, 1, 4].
 *
 * @param x          [batch, heads, time, headSize]
 * @param angles.cos [time, headSize / 2], the cosines of the angles: the same for all texts and heads
 * @param angles.sin [time, headSize / 2], their sines
 * @returns          [batch, heads, time, headSize]
 */
export function rotate(x: tf.Tensor, { cos, sin }: { cos: tf.Tensor; sin: tf.Tensor }): tf.Tensor4D {
  throw new Error("TODO: write rotate");
}

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(`TODO: write ${what}`);
}
