import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor, shapeText } from "../tensor/checks";
import { softmaxGradient } from "../tensor/softmax";

export interface AttentionOptions {
  /** bool, true where a query may attend to a key; broadcast to [..., query, key] */
  mask?: tf.Tensor;
  /** what the scores are multiplied by; 1/√(head size) unless told otherwise */
  scale?: number;
}

export type AttentionResult = {
  /** [..., query, value's head size] */
  output: tf.Tensor;
  /** [..., query, key]; each row sums to 1, or is all 0 where a query may attend to nothing */
  weights: tf.Tensor;
};

/**
 * Scaled dot-product attention: `softmax(Q Kᵀ / √d + mask) V`.
 *
 * Each query compares itself with every key; the softmax over the keys says how much of each value it takes.
 * Source: Vaswani et al., "Attention Is All You Need" (2017), equation 1.
 *
 * @param query [..., query, head size]
 * @param key   [..., key, head size]
 * @param value [..., key, value's head size]
 * @throws TypeError, RangeError where shapes or data types do not fit together.
 */
export function scaledDotProductAttention(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  { mask, scale }: AttentionOptions = {},
): AttentionResult {
  requireFittingShapes(query, key, value, mask);
  const headSize = query.shape[query.rank - 1];
  const factor = scale ?? 1 / Math.sqrt(headSize);
  if (!Number.isFinite(factor)) throw new RangeError(`scale is ${scale}: expected a finite number such as 1/√(head size)`);
  const weights = attentionWeights(query, key, factor, mask);
  return { output: tf.matMul(weights, value), weights };
}

/** `softmax(Q Kᵀ · scale + mask)` with its gradient `dS = softmax'(dP) · scale`, `dQ = dS K`, `dK = dSᵀ Q`. */
function attentionWeights(query: tf.Tensor, key: tf.Tensor, scale: number, mask?: tf.Tensor): tf.Tensor {
  return tf.customGrad((q, k, save) => {
    const scores = tf.mul(tf.matMul(q as tf.Tensor, k as tf.Tensor, false, true), scale); // [..., query, key]
    const weights = mask ? maskedSoftmax(scores, mask) : tf.softmax(scores);
    (save as tf.GradSaveFunc)([q as tf.Tensor, k as tf.Tensor, weights]);
    return {
      value: weights,
      gradFunc: (dWeights, [q, k, p]) => {
        const dScores = tf.mul(softmaxGradient(dWeights, p), scale);
        return [tf.matMul(dScores, k), tf.matMul(dScores, q, true, false)];
      },
    };
  })(query, key);
}

/** Softmax over the allowed keys only; a row without any is all zero, not NaN. */
function maskedSoftmax(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const allowed = tf.cast(mask, "float32");
  // −1e9 rather than −∞: a row that is masked everywhere stays finite, and the last product clears it.
  const penalty = tf.mul(tf.sub(allowed, 1), 1e9);
  return tf.mul(tf.softmax(tf.add(scores, penalty)), allowed);
}

function requireFittingShapes(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor, mask?: tf.Tensor): void {
  for (const [name, tensor] of Object.entries({ query, key, value })) {
    requireTensor(name, tensor, "float32");
    requireRank(name, tensor, 2);
  }
  const size = (tensor: tf.Tensor, fromEnd: number): number => tensor.shape[tensor.rank - fromEnd];
  if (size(query, 1) !== size(key, 1)) {
    throw new RangeError(
      `query has head size ${size(query, 1)} but key has ${size(key, 1)}: ` +
        "both must have the same size on their last axis, since their dot product is taken",
    );
  }
  if (size(key, 2) !== size(value, 2)) {
    throw new RangeError(
      `key has ${size(key, 2)} positions but value has ${size(value, 2)}: each key needs its own value`,
    );
  }
  const leading = shapeText(query.shape.slice(0, -2));
  for (const [name, tensor] of Object.entries({ key, value })) {
    if (shapeText(tensor.shape.slice(0, -2)) !== leading) {
      throw new RangeError(
        `${name} has shape ${shapeText(tensor.shape)} but query has ${shapeText(query.shape)}: ` +
          "all axes before the last two (batch, heads) must be equal",
      );
    }
  }
  if (mask) requireMask(mask, [...query.shape.slice(0, -2), size(query, 2), size(key, 2)]);
}

function requireMask(mask: tf.Tensor, scores: number[]): void {
  requireTensor("mask", mask, "bool");
  const fits =
    mask.rank <= scores.length &&
    mask.shape.every((side, i) => side === 1 || side === scores[scores.length - mask.rank + i]);
  if (!fits) {
    throw new RangeError(
      `mask has shape ${shapeText(mask.shape)}: expected one that broadcasts to the scores, ${shapeText(scores)} ` +
        "([..., query, key])",
    );
  }
}
