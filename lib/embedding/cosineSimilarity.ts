import * as tf from "@tensorflow/tfjs-core";
import { requireRank, requireTensor, shapeText } from "../tensor/checks";

/**
 * The cosine of the angle between vectors: `cos(a, b) = a · b / (|a| |b|)`, from −1 (opposite) over 0 (at right angles)
 * to 1 (the same direction).
 *
 * Unlike the dot product it does not depend on lengths, which grow with a word's frequency. A vector of zeros has no
 * direction: its cosine is NaN.
 *
 * @param a [..., hidden], float32
 * @param b [..., hidden]; the axes before the last are broadcast: [words, hidden] and [hidden] give [words]
 * @returns [...]
 * @throws TypeError, RangeError where shapes or data types do not fit.
 */
export function cosineSimilarity(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  for (const [name, tensor] of Object.entries({ a, b })) {
    requireTensor(name, tensor, "float32");
    requireRank(name, tensor, 1);
  }
  const [[sizeA, ...before], [sizeB, ...other]] = [a, b].map(({ shape }) => [...shape].reverse());
  if (sizeA !== sizeB || before.some((size, i) => size !== 1 && other[i] > 1 && size !== other[i])) {
    throw new RangeError(
      `a has shape ${shapeText(a.shape)} but b has ${shapeText(b.shape)}: expected vectors with as many numbers ` +
        "each, and axes before them that are equal, 1 or missing",
    );
  }
  return tf.sum(tf.mul(unit(a), unit(b)), -1);
}

/** Vectors of length 1 in the same directions, so that their dot products are cosines; zeros give NaN. */
export function unit(vectors: tf.Tensor): tf.Tensor {
  const largest = tf.max(tf.abs(vectors), -1, true); // scaled first: squares of tiny or huge numbers leave float32
  const scaled = tf.div(vectors, largest);
  return tf.div(scaled, tf.norm(scaled, 2, -1, true));
}
