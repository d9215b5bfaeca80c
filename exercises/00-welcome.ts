import * as tf from "@tensorflow/tfjs-core";

// Lesson 00, your part. Write here, save, and run `await check("softmax")` in the notebook: no kernel restart is
// needed. You may use everything in tf but what the lesson takes apart (tf.softmax, tf.losses, tf.grad and their like).

/**
 * Turns scores into probabilities along the last axis.
 *
 * `softmax(x)ᵢ = exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x)`
 *
 * Subtracting the maximum changes nothing in the result, but keeps exp from overflowing: exp(89) is already more than a
 * float32 can hold.
 *
 * By hand: softmax([0, ln 3]) = [1, 3] / 4 = [0.25, 0.75].
 *
 * @param x [..., classes]
 * @returns the same shape; each row (last axis) sums to 1
 */
export function softmax(x: tf.Tensor): tf.Tensor {
  const shifted: tf.Tensor = todo("softmax: each row minus its own maximum"); // [..., classes]
  const exponentials = tf.exp(shifted); // [..., classes], at most 1
  return todo("softmax: each row divided by its own sum");
}

/**
 * How surprised a model is by the right answers, in nats: the mean of `−log softmax(logits)[target]`.
 *
 * `log softmax(x)ᵢ = (xᵢ − max x) − log Σⱼ exp(xⱼ − max x)`
 *
 * Written like this no log(0) can occur, as it does where a probability is rounded to 0 first.
 *
 * By hand: logits [[0, ln 3]], targets [1] → −ln 0.75 = 0.28768.
 *
 * @param logits  [..., vocabulary]
 * @param targets int32 [...], the right class of each row
 * @returns a scalar: the mean over all rows
 */
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  throw new Error("TODO: write crossEntropy");
}

/**
 * The gradient of the mean cross-entropy with respect to the logits, from its formula instead of from the tape.
 *
 * `∂loss / ∂logits = (probabilities − onehot(targets)) / rows`, where probabilities = softmax(logits)
 *
 * The softmax is done already: you are handed the probabilities, so your own softmax need not work yet.
 *
 * By hand: probabilities [[0.25, 0.75]], targets [1] → ([0.25, 0.75] − [0, 1]) / 1 = [[0.25, −0.25]].
 *
 * @param probabilities [rows, vocabulary], softmax of the logits: each row sums to 1
 * @param targets       int32 [rows]
 * @returns [rows, vocabulary], the gradient with respect to the logits
 */
export function crossEntropyGradient(probabilities: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor2D {
  throw new Error("TODO: write crossEntropyGradient");
}

/**
 * One step of gradient descent for a line (or plane) through points, with the gradients from the chain rule.
 *
 * prediction = x · weight + bias; loss = mean of (prediction − y)² over all its entries; and then
 * `parameter ← parameter − learningRate · ∂loss / ∂parameter`, both parameters from the same, old prediction.
 *
 * The one bias is added to every row, so every row sends a gradient back to it: they add up.
 *
 * By hand: x [[1], [2]], y [[1], [3]], weight [[0]], bias [0], learning rate 0.1: the loss is (1 + 9) / 2 = 5,
 * ∂loss/∂prediction = [[−1], [−3]], ∂loss/∂weight = 1·(−1) + 2·(−3) = −7, ∂loss/∂bias = −4 → weight 0.7, bias 0.4.
 *
 * @param parameters   weight [features, outputs] and bias [outputs]
 * @param data         x [batch, features] and y [batch, outputs]
 * @param learningRate how far to go
 * @returns the new weight and bias, and the loss before the step
 */
export function gradientDescentStep(
  { weight, bias }: { weight: tf.Tensor2D; bias: tf.Tensor1D },
  { x, y }: { x: tf.Tensor2D; y: tf.Tensor2D },
  learningRate: number,
): { weight: tf.Tensor2D; bias: tf.Tensor1D; loss: tf.Scalar } {
  const error = tf.sub(tf.add(tf.matMul(x, weight), bias), y); // [batch, outputs]
  const loss = tf.mean(tf.square(error)) as tf.Scalar;
  const predictionGradient = tf.mul(error, 2 / error.size) as tf.Tensor2D; // [batch, outputs], of the mean of squares
  const weightGradient: tf.Tensor = todo("gradientDescentStep: ∂loss/∂weight"); // [features, outputs]
  const biasGradient: tf.Tensor = todo("gradientDescentStep: ∂loss/∂bias"); // [outputs]
  // Now the step itself. `return { weight: …, bias: …, loss };`
  return todo("gradientDescentStep: the new parameters");
}

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(`TODO: write ${what}`);
}
