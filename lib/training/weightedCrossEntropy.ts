import * as tf from "@tensorflow/tfjs-core";
import { requireWhole } from "../tensor/checks";
import { crossEntropy } from "../tensor/crossEntropy";
import { oneHot } from "../tensor/oneHot";

/**
 * A cross-entropy in which the classes count with different weights, for data in which some are rare.
 *
 *     Σ w(target) · −log softmax(logits)[target] / Σ w(target)        over the targets that are not `ignoreIndex`
 *
 * As PyTorch's `CrossEntropyLoss(weight)`. It can be a model's part `crossEntropy`.
 *
 * @param weights one for each class; see {@link balancedWeights}
 * @throws RangeError where there are no weights, or one is negative or not finite.
 */
export function weightedCrossEntropy(weights: readonly number[]): typeof crossEntropy {
  const odd = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (weights.length === 0) throw new RangeError("weights is empty: give one for each class");
  if (odd >= 0) throw new RangeError(`weights[${odd}] is ${weights[odd]}: a weight is a finite number that is not negative`);
  return (logits, targets, { ignoreIndex = -100 } = {}) => {
    const classes = logits.shape[logits.rank - 1]!;
    if (classes !== weights.length) {
      throw new RangeError(`weights has ${weights.length} entries but logits has ${classes} classes: give one for each class`);
    }
    const rows = tf.reshape(targets, [-1]);
    const kept = tf.cast(tf.notEqual(rows, ignoreIndex), "float32"); // [rows]
    const chosen = oneHot(rows, classes); // [rows, classes], all zero where ignored
    const weight = tf.mul(tf.sum(tf.mul(chosen, tf.tensor1d([...weights])), -1), kept);
    const logProbabilities = tf.logSoftmax(tf.reshape(logits, [-1, classes]));
    const losses = tf.neg(tf.sum(tf.mul(logProbabilities, chosen), -1));
    return tf.div(tf.sum(tf.mul(losses, weight)), tf.maximum(tf.sum(weight), 1e-12)) as tf.Scalar;
  };
}

/**
 * Weights with which all classes count the same, however rare: `n / (classes · count of the class)`; 0 for one that never occurs.
 *
 * As scikit-learn's `class_weight="balanced"`.
 * @throws RangeError where there are no labels, or one is no class.
 */
export function balancedWeights(labels: readonly number[], { classes }: { classes: number }): number[] {
  requireWhole("classes", classes);
  if (labels.length === 0) throw new RangeError("labels is empty: there is nothing to count");
  const counts = new Array<number>(classes).fill(0);
  labels.forEach((label, i) => {
    if (!(label in counts)) throw new RangeError(`labels[${i}] is ${label}: the classes are 0 to ${classes - 1}`);
    counts[label]++;
  });
  return counts.map((count) => (count === 0 ? 0 : labels.length / (classes * count)));
}
