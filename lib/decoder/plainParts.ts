import * as tf from "@tensorflow/tfjs-core";
import type { Parts } from "./parts";

/**
 * Four parts as they stand in books, their gradients left to TensorFlow: layer norm, GELU, attention, cross-entropy.
 *
 * `new GPT(config, { parts: plainParts })` computes what the library's own parts compute, whose gradients are written by
 * hand, and takes longer for it: lesson 07 measures by how much. Nothing is checked here.
 */
export const plainParts: Pick<Parts, "crossEntropy" | "gelu" | "layerNorm" | "scaledDotProductAttention"> = {
  layerNorm: (x, weight, bias, epsilon = 1e-5) => {
    const { mean, variance } = tf.moments(x, -1, true);
    const normalized = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(normalized, weight), bias);
  },

  gelu: (x) => {
    const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3))));
    return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
  },

  scaledDotProductAttention: (query, key, value, { mask, scale } = {}) => {
    const headSize = query.shape[query.rank - 1]!;
    const scores = tf.mul(tf.matMul(query, key, false, true), scale ?? 1 / Math.sqrt(headSize)); // [..., query, key]
    const weights = tf.softmax(mask ? tf.where(mask, scores, tf.fill([1], -1e9)) : scores);
    return { output: tf.matMul(weights, value), weights };
  },

  crossEntropy: (logits, targets, { ignoreIndex = -100 } = {}) => {
    const kept = tf.cast(tf.notEqual(targets, ignoreIndex), "float32");
    const chosen = tf.oneHot(tf.cast(targets, "int32") as tf.Tensor1D, logits.shape[logits.rank - 1]!);
    const losses = tf.neg(tf.sum(tf.mul(chosen, tf.logSoftmax(logits)), -1)); // 0 where the target is no id
    return tf.div(tf.sum(losses), tf.maximum(tf.sum(kept), 1)) as tf.Scalar;
  },
};
