import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor, requireWhole } from "../tensor/checks";

/**
 * Cuts the hidden axis into heads and moves them before time, so that each head attends on its own.
 *
 * @param x     [batch, time, hidden]
 * @param heads how many; must divide hidden
 * @returns     [batch, heads, time, head size], head h holding features h·size … (h + 1)·size − 1
 * @throws RangeError where x has another rank, or the heads do not divide its hidden size.
 */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  requireTensor("x", x);
  requireRank("x", x, 3, 3);
  requireWhole("heads", heads);
  const [batch, time, hidden] = x.shape;
  if (hidden % heads !== 0) {
    throw new RangeError(`x has hidden size ${hidden}, which ${heads} heads do not divide: choose a divisor of ${hidden}`);
  }
  const cut = tf.reshape(x, [batch, time, heads, hidden / heads]);
  return tf.transpose(cut, [0, 2, 1, 3]) as tf.Tensor4D;
}

/**
 * The inverse of {@link splitHeads}: puts the heads' features side by side again.
 *
 * @param x [batch, heads, time, head size]
 * @returns [batch, time, heads · head size]
 * @throws RangeError where x has another rank.
 */
export function mergeHeads(x: tf.Tensor): tf.Tensor3D {
  requireTensor("x", x);
  requireRank("x", x, 4, 4);
  const [batch, heads, time, headSize] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, time, heads * headSize!]) as tf.Tensor3D;
}

/**
 * Gives each key (or value) head to several query heads: head j of the result is head ⌊j / times⌋ of x.
 *
 * Grouped-query attention keeps fewer key and value heads than query heads, and so a smaller cache; with one head for
 * all it is multi-query attention. Source: Ainslie et al., "GQA" (2023), section 2.2; Shazeer (2019) for one head.
 *
 * @param x     [batch, key heads, time, head size]
 * @param times query heads for each key head
 * @returns     [batch, key heads · times, time, head size]
 * @throws RangeError where x has another rank, or times is not a positive whole number.
 */
export function repeatHeads(x: tf.Tensor, times: number): tf.Tensor4D {
  requireTensor("x", x);
  requireRank("x", x, 4, 4);
  requireWhole("times", times);
  if (times === 1) return x as tf.Tensor4D;
  const [batch, heads, time, headSize] = x.shape;
  const each = tf.reshape(x, [batch * heads, 1, time * headSize!]); // tfjs tiles five axes, but has no gradient for it
  return tf.reshape(tf.tile(each, [1, times, 1]), [batch, heads * times, time, headSize!]) as tf.Tensor4D;
}
