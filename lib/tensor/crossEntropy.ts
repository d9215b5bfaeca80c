import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireShape, requireTensor } from "./checks";
import { oneHot } from "./oneHot";

/**
 * The mean cross-entropy of target ids under logits, in nats: `−mean over kept rows of log softmax(logits)[target]`.
 *
 * Rows whose target is `ignoreIndex` (padding, say) count neither in the sum nor in the mean; where no row is kept the
 * loss is 0. Ids outside the vocabulary can't be refused here without reading from the device: check them on the host,
 * as GPT does.
 *
 * @param logits  [..., vocabulary], float32
 * @param targets [...], int32: the logits' shape without the last axis
 * @returns a scalar
 * @throws TypeError, RangeError where shapes or data types do not fit.
 */
export function crossEntropy(
  logits: tf.Tensor,
  targets: tf.Tensor,
  { ignoreIndex = -100 }: { ignoreIndex?: number } = {},
): tf.Scalar {
  requireTensor("logits", logits, "float32");
  requireRank("logits", logits, 1);
  requireTensor("targets", targets, "int32");
  requireShape("targets", targets, logits.shape.slice(0, -1), "the logits' shape without the vocabulary axis");
  if (!Number.isInteger(ignoreIndex)) {
    throw new RangeError(`ignoreIndex is ${ignoreIndex}: expected a whole number that is no token id, such as -100`);
  }
  const vocabulary = logits.shape[logits.rank - 1];
  return meanCrossEntropy(tf.reshape(logits, [-1, vocabulary]), tf.reshape(targets, [-1]), ignoreIndex);
}

/** Gradient: `(softmax(logits) − onehot(target)) · kept / number kept`, row by row. */
function meanCrossEntropy(logits: tf.Tensor, targets: tf.Tensor, ignoreIndex: number): tf.Scalar {
  return tf.customGrad((input, save) => {
    const scores = input as tf.Tensor2D; // [rows, vocabulary]
    const kept = tf.cast(tf.notEqual(targets, ignoreIndex), "float32"); // [rows]
    const share = tf.div(kept, tf.maximum(tf.sum(kept), 1)); // each kept row's weight in the mean
    const chosen = oneHot(targets, scores.shape[1]); // all zero for an id outside, ignoreIndex too
    const shifted = tf.sub(scores, tf.max(scores, -1, true));
    const exponentials = tf.exp(shifted);
    const total = tf.sum(exponentials, -1, true);
    const atTarget = tf.sum(tf.mul(shifted, chosen), -1);
    const losses = tf.sub(tf.log(tf.squeeze(total, [-1])), atTarget); // [rows], −log p
    (save as tf.GradSaveFunc)([tf.sub(tf.div(exponentials, total), chosen), share]);
    return {
      value: tf.sum(tf.mul(losses, share)) as tf.Scalar,
      gradFunc: (dy, [difference, share]) => tf.mul(difference, tf.expandDims(tf.mul(share, dy), -1)),
    };
  })(logits) as tf.Scalar;
}
