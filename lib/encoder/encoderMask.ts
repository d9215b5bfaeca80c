import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor } from "../tensor/checks";

/**
 * The mask of an encoder: every query may attend to every real token, before it or after it, and to no padding.
 *
 * It is the keys that are masked. What queries at padding find out does not matter, since nothing looks there.
 *
 * @param attentionMask bool [batch, time], true = a real token
 * @returns bool [batch, 1, 1, key]: the same for all heads and queries
 * @throws TypeError, RangeError where it is not a bool tensor of rank 2.
 */
export function encoderMask(attentionMask: tf.Tensor): tf.Tensor {
  requireTensor("attentionMask", attentionMask, "bool");
  requireRank("attentionMask", attentionMask, 2, 2);
  const [batch, time] = attentionMask.shape;
  return tf.reshape(attentionMask, [batch, 1, 1, time!]);
}
