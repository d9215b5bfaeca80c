import * as tf from "@tensorflow/tfjs-core";
import { slidingWindowMask } from "../attention";
import { requireShape, requireTensor } from "../tensor/checks";
import type { CompleteGPTConfig } from "./config";
import type { Parts } from "./parts";

/** How many tokens come now, how many the cache holds already, and which of all are real (left padding is not). */
export interface Span {
  time: number;
  /** an int32 scalar where the cache has a fixed capacity, so that no graph depends on it */
  past: number | tf.Scalar;
  /** how many keys there are: past + time, or the cache's capacity */
  keys: number;
  /** bool [batch, keys], true = a real token */
  attentionMask?: tf.Tensor;
}

/** @throws RangeError, TypeError where the mask is not bool [batch, keys]. */
export function requireAttentionMask(mask: tf.Tensor | undefined, [batch, length]: [batch: number, length: number]): void {
  if (!mask) return;
  requireTensor("attentionMask", mask, "bool");
  requireShape("attentionMask", mask, [batch, length], "one for each token, those in the cache included");
}

/**
 * Where the new tokens stand: int32 [time], or [batch, time] where texts are padded on the left. Padding is not counted,
 * so that a text's first token stands at 0 wherever its row begins.
 */
export function positionsOf(span: Span): tf.Tensor {
  const columns = columnsOf(span);
  if (!span.attentionMask) return columns;
  const counted = tf.cumsum(tf.cast(span.attentionMask, "int32"), 1); // 1 at the first real token
  const whole = (value: number): tf.Scalar => tf.scalar(value, "int32"); // a bare number would make it float32
  return tf.maximum(tf.sub(tf.gather(counted, columns, 1), whole(1)), whole(0));
}

/** Which columns of keys are those of the new tokens: int32 [time]. */
function columnsOf({ time, past }: Span): tf.Tensor1D {
  if (typeof past === "number") return tf.range(past, past + time, 1, "int32");
  return tf.add(tf.range(0, time, 1, "int32"), past) as tf.Tensor1D;
}

/**
 * Which key each query may attend to: none later, none outside the window, no padding.
 * @returns bool [query, key], or with an attention mask [batch, 1, query, key]
 */
export function decoderMask(span: Span, { slidingWindow }: CompleteGPTConfig, parts: Pick<Parts, "causalMask">): tf.Tensor {
  const { time, past, keys, attentionMask } = span;
  // With a fixed capacity: the rows of all positions' mask that are the queries'.
  const queries = typeof past === "number" ? time : keys;
  let mask: tf.Tensor = parts.causalMask(queries, keys); // [query, key]
  if (slidingWindow !== null) mask = tf.logicalAnd(mask, slidingWindowMask(queries, keys, slidingWindow));
  if (typeof past !== "number") mask = tf.gather(mask, columnsOf(span));
  if (!attentionMask) return mask;
  return tf.logicalAnd(mask, tf.reshape(attentionMask, [attentionMask.shape[0], 1, 1, keys]));
}
