import * as tf from "@tensorflow/tfjs-core";
// BEGIN TEACHER
import * as byhand from "byhand";
import type { TeacherNotes } from "byhand-course";
import {
  analogyMistakes, cosineMistakes, embeddingMistakes, neighbourMistakes, placeMistakes, rotateMistakes, sinusoidMistakes,
  skipGramMistakes,
} from "../test/exercises/04-embeddings.mistakes";
// END TEACHER

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
  // BEGIN SOLUTION
  // STUB: // tf.matMul wants two axes on each side, so make one list of all ids first; tf.oneHot makes int32.
  // STUB: const oneHots: tf.Tensor = todo("embedding: a one-hot row for each id"); // [ids, vocabulary]
  // STUB: return todo("embedding: the product, in the shape of ids"); // [...ids' shape, hidden]
  const list = tf.reshape(ids, [-1]);
  const oneHots = tf.cast(tf.oneHot(list, vocabulary), "float32"); // [ids, vocabulary]
  return tf.reshape(tf.matMul(oneHots, table), [...ids.shape, hidden]);
  // END SOLUTION
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
  // BEGIN SOLUTION
  const near = tf.softplus(tf.neg(tf.sum(tf.mul(centers, contexts), -1))); // [pairs]: −log σ(score)
  const scores = tf.sum(tf.mul(tf.expandDims(centers, 1), negatives), -1); // [pairs, k]
  const far = tf.sum(tf.softplus(scores), -1); // [pairs]: −Σ log σ(−score)
  return tf.mean(tf.add(near, far));
  // END SOLUTION
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
  // BEGIN SOLUTION
  const lengths = tf.mul(tf.norm(a, "euclidean", -1), tf.norm(b, "euclidean", -1));
  return tf.div(tf.sum(tf.mul(a, b), -1), lengths);
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: // tf.topk(scores, count).indices are the places of the largest scores.
  // STUB: const similarities: tf.Tensor1D = todo("nearestNeighbours: each word's cosine with the word"); // [words]
  // STUB: return todo("nearestNeighbours: the places of the largest, without the word itself");
  const unit = tf.div(vectors, tf.norm(vectors, "euclidean", -1, true)); // [words, hidden]
  const similarities = tf.matMul(tf.slice(unit, [id, 0], [1, hidden]), unit, false, true); // [1, words]
  const itself = tf.cast(tf.oneHot(tf.tensor1d([id], "int32"), words), "float32"); // [1, words]
  const others = tf.reshape(tf.sub(similarities, tf.mul(itself, 10)), [words]); // a cosine of 1 − 10 is never chosen
  return { ids: tf.topk(others, count).indices as tf.Tensor1D };
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: const target: tf.Tensor = todo("analogy: b − a + c, of vectors of length 1"); // [1, hidden]
  // STUB: return todo("analogy: the places of the most similar words, without the question's");
  const unit = tf.div(vectors, tf.norm(vectors, "euclidean", -1, true)); // [words, hidden]
  const [a, b, c] = question.map((id) => tf.slice(unit, [id, 0], [1, hidden]));
  const target = tf.add(tf.sub(b, a), c); // [1, hidden]
  const similarities = tf.matMul(target, unit, false, true); // [1, words]; its length changes no order
  const asked = tf.sum(tf.oneHot(tf.tensor1d([...question], "int32"), words), 0); // [words]
  const others = tf.sub(tf.reshape(similarities, [words]), tf.mul(tf.cast(asked, "float32"), 10));
  return { ids: tf.topk(others, count).indices as tf.Tensor1D };
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: throw new Error("TODO: write placedAttention, with attend");
  const placed = positions ? tf.add(x, positions) : x;
  const [query, key, value] = [matrices.query, matrices.key, matrices.value].map((matrix) => tf.matMul(placed, matrix));
  return turn ? attend(turn(query), turn(key), value) : attend(query, key, value);
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: // positions are int32: tf.cast them to "float32" before they meet fractions.
  // STUB: const frequencies: tf.Tensor = todo("sinusoidalPositions: 1 / 10000^(2i/size)"); // [size / 2]
  // STUB: const angles: tf.Tensor = todo("sinusoidalPositions: each position times each frequency"); // [..., size / 2]
  // STUB: return todo("sinusoidalPositions: sines and cosines in turn"); // [..., size]
  const frequencies = tf.pow(10_000, tf.div(tf.range(0, size, 2), -size)); // [size / 2]
  const angles = tf.mul(tf.cast(tf.expandDims(positions, -1), "float32"), frequencies); // [..., size / 2]
  const pairs = tf.stack([tf.sin(angles), tf.cos(angles)], -1); // [..., size / 2, 2]
  return tf.reshape(pairs, [...positions.shape, size]);
  // END SOLUTION
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
  // BEGIN SOLUTION
  const [first, second] = tf.split(x, 2, -1); // each [batch, heads, time, headSize / 2]
  const left = tf.sub(tf.mul(first, cos), tf.mul(second, sin));
  const right = tf.add(tf.mul(first, sin), tf.mul(second, cos));
  return tf.concat([left, right], -1) as tf.Tensor4D;
  // END SOLUTION
}

// BEGIN TEACHER
export const exercises: TeacherNotes = {
  embedding: {
    part: "embedding",
    hints: [
      "A row of zeros with a single 1 picks one row out of the table when it is multiplied with it. How do you get "
        + "one such row for each id, and what does tf.matMul want to have?",
      "tf.reshape(ids, [-1]) makes one list of them; tf.oneHot(list, vocabulary) is int32 [ids, vocabulary], so "
        + "tf.cast it to \"float32\". After the product the shape of ids must come back.",
      "const oneHots = tf.cast(tf.oneHot(tf.reshape(ids, [-1]), vocabulary), \"float32\"); then "
        + "tf.reshape(tf.matMul(oneHots, table), [...ids.shape, hidden]).",
    ],
    wrong: {
      columns: {
        because: "picks columns of the table", message: "columns of the table", answer: embeddingMistakes.columns,
      },
      fromOne: { because: "counts ids from 1", message: "ids count from 0", answer: embeddingMistakes.fromOne },
      flat: {
        because: "leaves the shape of ids behind", message: "the shape of ids is lost",
        answer: embeddingMistakes.flat,
      },
      bag: {
        because: "adds the vectors of a text up",
        message: "each id keeps a vector of its own", answer: embeddingMistakes.bag,
      },
      oneHotsReturned: {
        because: "stops at the one-hot vectors",
        message: "one-hot vectors themselves", answer: embeddingMistakes.oneHotsReturned,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.embedding,
      },
    },
  },
  skipGramLoss: {
    part: "skipGramLoss",
    hints: [
      "There are two kinds of scores: one for each pair, and k for each pair. What should σ of each be, and how do "
        + "you get all of the second kind with one product?",
      "tf.sum(tf.mul(centers, contexts), -1) are the first. tf.expandDims(centers, 1) is [pairs, 1, hidden] and is "
        + "broadcast over the k negatives. Of a score that should be high, −log σ(score) is tf.softplus(−score); of "
        + "one that should be low, −log σ(−score) is tf.softplus(score).",
      "near = tf.softplus(tf.neg(dots)); far = tf.sum(tf.softplus(negativeDots), -1); the loss is "
        + "tf.mean(tf.add(near, far)).",
    ],
    wrong: {
      allPulled: {
        because: "pulls the drawn words closer too",
        message: "drawn words are pulled closer", answer: skipGramMistakes.allPulled,
      },
      negativesAveraged: {
        because: "takes the mean over the negatives",
        message: "summed over the k", answer: skipGramMistakes.negativesAveraged,
      },
      summed: { because: "sums over the pairs", message: "the mean over the pairs", answer: skipGramMistakes.summed },
      signForgotten: {
        because: "returns what should grow", message: "a loss gets smaller", answer: skipGramMistakes.signForgotten,
      },
      overflows: {
        because: "takes log of sigmoid, which underflows",
        message: "tf.softplus(−x)", answer: skipGramMistakes.overflows,
      },
      oneMinus: {
        because: "takes log(1 − σ), which underflows", message: "tf.softplus(−x)", answer: skipGramMistakes.oneMinus,
      },
      cosines: {
        because: "scores by cosines", message: "plain dot products", answer: skipGramMistakes.cosines,
      },
      negativesOfContexts: {
        because: "scores drawn words with the context",
        message: "scored with the center", answer: skipGramMistakes.negativesOfContexts,
      },
      noLogarithm: {
        because: "forgets the logarithm", message: "the logarithm is missing",
        answer: skipGramMistakes.noLogarithm,
      },
      negativesForgotten: {
        because: "forgets the negatives", message: "without the negatives", answer: skipGramMistakes.negativesForgotten,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.skipGramLoss,
      },
    },
  },
  cosineSimilarity: {
    part: "cosineSimilarity",
    hints: [
      "A dot product grows with the angle's cosine and with both lengths. What must it be divided by, so that only "
        + "the cosine is left?",
      "The dot product is tf.sum(tf.mul(a, b), -1), which broadcasts. tf.norm(a, \"euclidean\", -1) is the length of "
        + "each vector on the last axis.",
      "tf.div(tf.sum(tf.mul(a, b), -1), tf.mul(tf.norm(a, \"euclidean\", -1), tf.norm(b, \"euclidean\", -1)))",
    ],
    wrong: {
      dot: {
        because: "takes the dot product for the cosine", message: "this is the dot product",
        answer: cosineMistakes.dot,
      },
      byOneLength: {
        because: "divides by the length of b only",
        message: "by one of the lengths only", answer: cosineMistakes.byLengthOfB,
      },
      bySquares: { because: "forgets the roots", message: "the squared lengths", answer: cosineMistakes.bySquares },
      distance: {
        because: "takes the distance for the cosine",
        message: "a distance between the tips", answer: cosineMistakes.distance,
      },
      oneMinus: { because: "returns the cosine distance", message: "1 − cos", answer: cosineMistakes.oneMinus },
      wholeLength: {
        because: "takes one length for all vectors", message: "one length for all", answer: cosineMistakes.wholeLength,
      },
      absolute: { because: "loses the sign", message: "lost its sign", answer: cosineMistakes.absolute },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.cosineSimilarity,
      },
    },
  },
  nearestNeighbours: {
    part: "nearestNeighbours",
    hints: [
      "Which word is always the most similar one to a word, and what do you do about it? And what makes a dot product "
        + "a cosine?",
      "Divide vectors by tf.norm(vectors, \"euclidean\", -1, true), [words, 1]; one row of that times all rows gives "
        + "every cosine. Make the word's own similarity so small that it is never chosen, for instance with tf.oneHot.",
      "others = similarities − 10 · onehot(id), then { ids: tf.topk(others, count).indices }.",
    ],
    wrong: {
      itself: { because: "finds the word itself", message: "nearest to itself", answer: neighbourMistakes.itself },
      byDot: {
        because: "takes the dot product for the cosine",
        message: "by their dot products", answer: neighbourMistakes.byDot,
      },
      byOwnLength: {
        because: "normalises the word but not the others",
        message: "by their dot products", answer: neighbourMistakes.byOwnLength,
      },
      byDistance: {
        because: "compares by distance", message: "the distance of the tips", answer: neighbourMistakes.byDistance,
      },
      farthest: {
        because: "takes the least similar ones", message: "the least similar",
        answer: neighbourMistakes.farthest,
      },
      opposites: {
        because: "takes opposites for similar", message: "points the other way", answer: neighbourMistakes.opposites,
      },
      firstDropped: {
        because: "drops the first without adding one", message: "one too few", answer: neighbourMistakes.firstDropped,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.nearestNeighbours,
      },
    },
  },
  analogy: {
    part: "analogy",
    hints: [
      "From man to king is a step. Take the same step from woman: which of the three vectors is subtracted? And which "
        + "words may not be an answer?",
      "Scale all vectors to length 1 first. target = b − a + c, each a row of them; one product gives its cosine with "
        + "every word, up to a factor. Then take something large off the similarities of a, b and c.",
      "asked = tf.sum(tf.oneHot(tf.tensor1d([...question], \"int32\"), words), 0); others = similarities − 10 · "
        + "asked; { ids: tf.topk(others, count).indices }.",
    ],
    wrong: {
      notExcluded: {
        because: "lets the question's words answer",
        message: "a word of the question", answer: analogyMistakes.notExcluded,
      },
      onlyCExcluded: {
        because: "leaves out c only", message: "a word of the question", answer: analogyMistakes.onlyCExcluded,
      },
      backwards: {
        because: "takes the step backwards", message: "the other way round",
        answer: analogyMistakes.backwards,
      },
      noStep: { because: "looks for c's neighbours", message: "the neighbours of c", answer: analogyMistakes.noStep },
      ownLengths: {
        because: "adds vectors of their own lengths", message: "scaled to length 1 before they are added",
        answer: analogyMistakes.ownLengths,
      },
      byDot: {
        because: "takes the dot product for the cosine",
        message: "by their dot products", answer: analogyMistakes.byDot,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.analogy,
      },
    },
  },
  placedAttention: {
    hints: [
      "What is added must be there before the queries and keys are made of it, else no score can feel it. And what of "
        + "the three should a word hand over: what it means, or where it stands?",
      "First const placed = positions ? tf.add(x, positions) : x. Then three products tf.matMul(placed, …). turn is a "
        + "function: call it on the query and on the key.",
      "turn ? attend(turn(query), turn(key), value) : attend(query, key, value)",
    ],
    wrong: {
      addedAfter: {
        because: "adds positions after attention", message: "after attention", answer: placeMistakes.addedAfter,
      },
      addedToValues: {
        because: "adds positions to the values only",
        message: "no query and no key", answer: placeMistakes.addedToValues,
      },
      addedToQueriesAndKeys: {
        because: "keeps positions out of the values", message: "queries, keys and values are all made of x + positions",
        answer: placeMistakes.addedToQueriesAndKeys,
      },
      valuesTurned: {
        because: "turns the values too", message: "the value is turned too", answer: placeMistakes.valuesTurned,
      },
      onlyQueriesTurned: {
        because: "turns the queries only",
        message: "the key is turned as well", answer: placeMistakes.onlyQueriesTurned,
      },
      outputTurned: {
        because: "turns what attention returns", message: "the output is turned", answer: placeMistakes.outputTurned,
      },
      turnedFirst: {
        because: "turns x before the products", message: "turned before", answer: placeMistakes.turnedFirst,
      },
      notAdded: {
        because: "does not look at positions", message: "`positions` is not looked at",
        answer: placeMistakes.notAdded,
      },
      notTurned: {
        because: "does not look at turn", message: "`turn` is not looked at",
        answer: placeMistakes.notTurned,
      },
    },
  },
  sinusoidalPositions: {
    part: "sinusoidalPositions",
    hints: [
      "There are only size/2 frequencies: a sine and a cosine share each. How do you get an angle for each position "
        + "and each frequency, and how do the two lists become one, in turn?",
      "tf.range(0, size, 2) is 2i. A column [..., 1] of positions (tf.expandDims, and tf.cast to float32) times a row "
        + "[size/2] is [..., size/2]. tf.stack([sines, cosines], -1) makes pairs, and a reshape lays them side by "
        + "side.",
      "frequencies = tf.pow(10000, tf.div(tf.range(0, size, 2), -size)); tf.reshape(tf.stack([tf.sin(angles), "
        + "tf.cos(angles)], -1), [...positions.shape, size])",
    ],
    wrong: {
      halves: {
        because: "puts all sines before all cosines",
        message: "sines and cosines take turns", answer: sinusoidMistakes.halves,
      },
      cosinesFirst: {
        because: "begins with the cosine", message: "the sine comes first", answer: sinusoidMistakes.cosinesFirst,
      },
      notShared: {
        because: "gives each feature a frequency of its own",
        message: "share one frequency", answer: sinusoidMistakes.notShared,
      },
      slowly: {
        because: "counts pairs where the exponent counts features",
        message: "2i/size", answer: sinusoidMistakes.halfExponent,
      },
      fromOne: {
        because: "counts positions from 1", message: "the first position is 0",
        answer: sinusoidMistakes.fromOne,
      },
      multiplied: {
        because: "multiplies by the wavelength",
        message: "the later pairs turn faster", answer: sinusoidMistakes.multiplied,
      },
      onlySines: {
        because: "leaves out the cosines", message: "every other number is a cosine",
        answer: sinusoidMistakes.onlySines,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.sinusoidalPositions,
      },
    },
  },
  rotate: {
    part: "rotate",
    hints: [
      "Which feature makes a pair with feature 0? Turning a point (u, v) by an angle gives (u cos − v sin, u sin + v "
        + "cos).",
      "tf.split(x, 2, -1) gives the two halves: all u and all v. cos and sin [time, headSize/2] are broadcast over "
        + "texts and heads by themselves.",
      "left = first·cos − second·sin, right = first·sin + second·cos, then tf.concat([left, right], -1).",
    ],
    wrong: {
      neighbours: {
        because: "pairs neighbours", message: "pairs neighbours, (0, 1), (2, 3)", answer: rotateMistakes.neighbours,
      },
      writtenInTurn: {
        because: "pairs halves and writes them interleaved",
        message: "written in turn", answer: rotateMistakes.writtenInTurn,
      },
      readInTurn: {
        because: "pairs neighbours and writes halves", message: "read in turn", answer: rotateMistakes.readInTurn,
      },
      backwards: { because: "turns the other way", message: "turns the other way", answer: rotateMistakes.backwards },
      plusForMinus: {
        because: "adds where it should subtract", message: "a minus", answer: rotateMistakes.plusForMinus,
      },
      swapped: {
        because: "takes cos for sin", message: "cos and sin have changed places",
        answer: rotateMistakes.swapped,
      },
      onlyFirst: {
        because: "turns the first half only", message: "the second half is left", answer: rotateMistakes.onlyFirst,
      },
      overHeads: {
        because: "takes each head for a place",
        message: "each head is taken for a place", answer: rotateMistakes.overHeads,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.rotate,
      },
    },
  },
};
// END TEACHER
