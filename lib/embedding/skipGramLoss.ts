import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireShape, requireTensor } from "../tensor/checks";

/**
 * Skip-gram's loss with negative sampling: a word's vector v is to score high with the word u beside it, and low with k
 * words n that were drawn at random.
 *
 *     L = −mean over pairs of [ log σ(u · v) + Σₖ log σ(−nₖ · v) ]     with σ(x) = 1 / (1 + e⁻ˣ)
 *
 * As −log σ(x) = softplus(−x) = log(1 + e⁻ˣ), which neither overflows nor loses small values.
 * Source: Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality" (2013),
 * equation 4, whose sign is turned to make it a loss.
 *
 * @param centers   [pairs, hidden], float32: the words' input vectors
 * @param contexts  [pairs, hidden]: the output vectors of the words beside them
 * @param negatives [pairs, k, hidden]: the output vectors of the drawn words
 * @returns a scalar, nats per pair; (1 + k) ln 2 where all vectors are 0
 * @throws TypeError, RangeError where shapes or data types do not fit.
 */
export function skipGramLoss(centers: tf.Tensor, contexts: tf.Tensor, negatives: tf.Tensor): tf.Scalar {
  requireTensor("centers", centers, "float32");
  requireRank("centers", centers, 2, 2);
  requireTensor("contexts", contexts, "float32");
  requireShape("contexts", contexts, centers.shape, "the shape of centers");
  requireTensor("negatives", negatives, "float32");
  const [pairs, hidden] = centers.shape;
  requireShape("negatives", negatives, [pairs, -1, hidden], "k drawn vectors for each row of centers");
  const beside = tf.sum(tf.mul(centers, contexts), -1); // [pairs]
  const drawn = tf.sum(tf.mul(tf.expandDims(centers, 1), negatives), -1); // [pairs, k]
  const losses = tf.add(tf.softplus(tf.neg(beside)), tf.sum(tf.softplus(drawn), -1)); // [pairs]
  return tf.mean(losses) as tf.Scalar;
}
