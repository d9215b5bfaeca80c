import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireShape, requireTensor } from "../tensor/checks";

/**
 * One vector for each text: that of its first token, `[CLS]`, which BERT is trained to make a summary of.
 *
 * @param states [batch, time, hidden]
 * @returns      [batch, hidden]
 * @throws TypeError, RangeError where states is not a float32 tensor of rank 3.
 */
export function firstTokenPooling(states: tf.Tensor): tf.Tensor {
  requireTensor("states", states, "float32");
  requireRank("states", states, 3, 3);
  const [batch, , hidden] = states.shape;
  return tf.reshape(tf.slice(states, [0, 0, 0], [batch, 1, hidden!]), [batch, hidden!]);
}

/**
 * One vector for each text: the mean of its real tokens', `Σ mᵢ xᵢ / Σ mᵢ`.
 *
 * Source: Reimers and Gurevych, "Sentence-BERT" (2019), section 3.
 *
 * @param states        [batch, time, hidden]
 * @param attentionMask bool [batch, time], true = a real token; padding does not count
 * @returns             [batch, hidden]; zeros for a text of padding alone
 * @throws TypeError, RangeError where shapes or data types do not fit.
 */
export function meanPooling(states: tf.Tensor, attentionMask: tf.Tensor): tf.Tensor {
  requireTensor("states", states, "float32");
  requireRank("states", states, 3, 3);
  requireTensor("attentionMask", attentionMask, "bool");
  requireShape("attentionMask", attentionMask, states.shape.slice(0, 2), "one for each token of states");
  const kept = tf.cast(tf.expandDims(attentionMask, -1), "float32"); // [batch, time, 1]
  return tf.div(tf.sum(tf.mul(states, kept), 1), tf.maximum(tf.sum(kept, 1), 1));
}
