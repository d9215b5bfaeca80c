import * as tf from "@tensorflow/tfjs-core";
import { slidingWindowMask } from "../attention";
import { requireShape, requireTensor } from "../tensor/checks";
import type { CompleteGPTConfig } from "./config";
import type { Parts } from "./parts";

/** How many tokens come now, how many the cache holds already, and which of all are real (left padding is not). */
export interface Span {
  time: number;
  past: number;
  /** bool [batch, past + time], true = a real token */
  attentionMask?: tf.Tensor;
}

/** @throws RangeError, TypeError where the mask is not bool [batch, past + time]. */
export function requireAttentionMask(mask: tf.Tensor | undefined, [batch, length]: [batch: number, length: number]): void {
  if (!mask) return;
  requireTensor("attentionMask", mask, "bool");
  requireShape("attentionMask", mask, [batch, length], "one for each token, those in the cache included");
}

/**
 * Where the new tokens stand: int32 [time], or [batch, time] where texts are padded on the left. Padding is not counted,
 * so that a text's first token stands at 0 wherever its row begins.
 */
export function positionsOf({ time, past, attentionMask }: Span): tf.Tensor {
  if (!attentionMask) return tf.range(past, past + time, 1, "int32");
  const counted = tf.cumsum(tf.cast(attentionMask, "int32"), 1); // 1 at the first real token
  const whole = (value: number): tf.Scalar => tf.scalar(value, "int32"); // a bare number would make it float32
  return tf.maximum(tf.sub(tf.slice(counted, [0, past], [-1, time]), whole(1)), whole(0));
}

/**
 * Which key each query may attend to: none later, none outside the window, no padding.
 * @returns bool [query, key], or with an attention mask [batch, 1, query, key]
 */
export function decoderMask(
  { time, past, attentionMask }: Span,
  { slidingWindow }: CompleteGPTConfig,
  parts: Pick<Parts, "causalMask">,
): tf.Tensor {
  let mask: tf.Tensor = parts.causalMask(time, past + time); // [query, key]
  if (slidingWindow !== null) mask = tf.logicalAnd(mask, slidingWindowMask(time, past + time, slidingWindow));
  if (!attentionMask) return mask;
  const [batch, length] = attentionMask.shape;
  return tf.logicalAnd(mask, tf.reshape(attentionMask, [batch, 1, 1, length]));
}
