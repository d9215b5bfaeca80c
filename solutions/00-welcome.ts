import * as tf from "@tensorflow/tfjs-core";
// BEGIN TEACHER
import * as byhand from "byhand";
import type { TeacherNotes } from "byhand-course";
// END TEACHER

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
  // BEGIN SOLUTION
  // STUB: const shifted: tf.Tensor = todo("softmax: each row minus its own maximum"); // [..., classes]
  const shifted = tf.sub(x, tf.max(x, -1, true)); // [..., classes]
  // END SOLUTION
  const exponentials = tf.exp(shifted); // [..., classes], at most 1
  // BEGIN SOLUTION
  // STUB: return todo("softmax: each row divided by its own sum");
  return tf.div(exponentials, tf.sum(exponentials, -1, true));
  // END SOLUTION
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
  // BEGIN SOLUTION
  const vocabulary = logits.shape[logits.rank - 1];
  const shifted = tf.sub(logits, tf.max(logits, -1, true)); // [..., vocabulary]
  const logSums = tf.log(tf.sum(tf.exp(shifted), -1)); // [...]
  const chosen = tf.oneHot(targets as tf.Tensor1D, vocabulary); // [..., vocabulary], a single 1 in each row
  const atTargets = tf.sum(tf.mul(shifted, chosen), -1); // [...]
  return tf.mean(tf.sub(logSums, atTargets)) as tf.Scalar;
  // END SOLUTION
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
  // BEGIN SOLUTION
  const [rows, vocabulary] = probabilities.shape;
  const difference = tf.sub(probabilities, tf.oneHot(targets, vocabulary)); // [rows, vocabulary]
  return tf.div(difference, rows) as tf.Tensor2D;
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: const weightGradient: tf.Tensor = todo("gradientDescentStep: ∂loss/∂weight"); // [features, outputs]
  // STUB: const biasGradient: tf.Tensor = todo("gradientDescentStep: ∂loss/∂bias"); // [outputs]
  // STUB: // Now the step itself. `return { weight: …, bias: …, loss };`
  // STUB: return todo("gradientDescentStep: the new parameters");
  const weightGradient = tf.matMul(x, predictionGradient, true); // xᵀ · gradient: [features, outputs]
  const biasGradient = tf.sum(predictionGradient, 0); // [outputs]
  return {
    weight: tf.sub(weight, tf.mul(weightGradient, learningRate)),
    bias: tf.sub(bias, tf.mul(biasGradient, learningRate)),
    loss,
  };
  // END SOLUTION
}

// BEGIN TEACHER
type Line = { weight: tf.Tensor2D; bias: tf.Tensor1D };
type Points = { x: tf.Tensor2D; y: tf.Tensor2D };

/** The step with its gradients bent by a misconception. */
function bentStep({ weight, bias }: Line, { x, y }: Points, rate: number, bend: {
  bias?: (gradient: tf.Tensor2D) => tf.Tensor;
  sign?: number;
  scale?: number;
}): Line & { loss: tf.Tensor } {
  const error = tf.sub(tf.add(tf.matMul(x, weight), bias), y);
  const gradient = tf.mul(error, (bend.scale ?? 1) * (2 / error.size)) as tf.Tensor2D;
  const down = (parameter: tf.Tensor, slope: tf.Tensor): tf.Tensor =>
    tf.sub(parameter, tf.mul(slope, rate * (bend.sign ?? 1)));
  return {
    weight: down(weight, tf.matMul(x, gradient, true)) as tf.Tensor2D,
    bias: down(bias, (bend.bias ?? ((rows) => tf.sum(rows, 0)))(gradient)) as tf.Tensor1D,
    loss: tf.mean(tf.square(error)),
  };
}

export const exercises: TeacherNotes = {
  softmax: {
    part: "softmax",
    hints: [
      "tf.max and tf.sum take an axis, and a third argument that keeps the reduced axis with length 1. Which axis are "
        + "the classes on, and why does the result still have to line up with x?",
      "Row by row: x minus its row's maximum, exp of that, divided by its row's sum. With keepDims the shapes are "
        + "[..., classes] and [..., 1], so that the one number of a row is broadcast over its classes.",
      "const shifted = tf.sub(x, tf.max(x, -1, true)); then tf.div(exponentials, tf.sum(exponentials, -1, true)).",
    ],
    wrong: {
      noMaximum: {
        because: "exp of a raw score overflows",
        message: "subtract each row's maximum",
        answer: (x: tf.Tensor) => tf.div(tf.exp(x), tf.sum(tf.exp(x), -1, true)),
      },
      wrongAxis: {
        because: "normalises down the columns",
        message: "your columns sum to 1, not your rows",
        answer: (x: tf.Tensor) => {
          const exponentials = tf.exp(tf.sub(x, tf.max(x, 0, true)));
          return tf.div(exponentials, tf.sum(exponentials, 0, true));
        },
      },
      lostAxis: {
        because: "the sum without keepDims is broadcast over the wrong axis where x is square",
        message: "keep the reduced axis",
        answer: (x: tf.Tensor) => {
          const exponentials = tf.exp(tf.sub(x, tf.max(x, -1, true)));
          const sums = tf.sum(exponentials, -1);
          return tf.div(exponentials, x.rank === 2 && x.shape[0] === x.shape[1] ? sums : tf.expandDims(sums, -1));
        },
      },
      theLibrarys: {
        because: "hands in the library's own part",
        message: "the library's own",
        answer: byhand.softmax,
      },
    },
  },
  crossEntropy: {
    part: "crossEntropy",
    hints: [
      "Start from log softmax in the statement: you need each row's maximum, the log of each row's sum, and one entry "
        + "of each row: the one at the target.",
      "tf.oneHot(targets, vocabulary) has a single 1 in each row. A row times its one-hot row, summed, picks out one "
        + "entry.",
      "mean over rows of: log(sum(exp(shifted))) − sum(shifted · onehot), with shifted = logits − max, all along axis "
        + "−1.",
    ],
    wrong: {
      logOfRoundedProbability: {
        because: "takes the log of a probability that was rounded to 0",
        message: "log(0)",
        answer: (logits: tf.Tensor, targets: tf.Tensor) => {
          const chosen = tf.oneHot(targets as tf.Tensor1D, logits.shape[logits.rank - 1]);
          return tf.neg(tf.mean(tf.log(tf.sum(tf.mul(byhand.softmax(logits), chosen), -1))));
        },
      },
      summed: {
        because: "sums over the rows",
        message: "the sum over the rows, not their mean",
        answer: (logits: tf.Tensor, targets: tf.Tensor) => tf.mul(byhand.crossEntropy(logits, targets), targets.size),
      },
      meanOverClasses: {
        because: "the mean also runs over the zeros of the one-hot product",
        message: "divided by the vocabulary too",
        answer: (logits: tf.Tensor, targets: tf.Tensor) =>
          tf.div(byhand.crossEntropy(logits, targets), logits.shape[logits.rank - 1]),
      },
      theLibrarys: {
        because: "hands in the library's own part",
        message: "the library's own",
        answer: byhand.crossEntropy,
      },
    },
  },
  crossEntropyGradient: {
    hints: [
      "What would the gradient be if there were one row only? And what does the mean over rows do to it?",
      "probabilities is [rows, vocabulary]; tf.oneHot(targets, vocabulary) is too. The rest is one subtraction and "
        + "one division by a number.",
      "tf.div(tf.sub(probabilities, tf.oneHot(targets, vocabulary)), rows), with [rows, vocabulary] = "
        + "probabilities.shape.",
    ],
    wrong: {
      notAveraged: {
        because: "forgets that the loss is a mean",
        message: "divide by the number of rows",
        answer: (probabilities: tf.Tensor2D, targets: tf.Tensor1D) =>
          tf.sub(probabilities, tf.oneHot(targets, probabilities.shape[1])),
      },
      upsideDown: {
        because: "has the sign the wrong way round",
        message: "the sign is the wrong way round",
        answer: (probabilities: tf.Tensor2D, targets: tf.Tensor1D) =>
          tf.div(tf.sub(tf.oneHot(targets, probabilities.shape[1]), probabilities), probabilities.shape[0]),
      },
      onlyTheTarget: {
        because: "lets no gradient flow to the classes that were not the target",
        message: "the other classes get a gradient too",
        answer: (probabilities: tf.Tensor2D, targets: tf.Tensor1D) => {
          const chosen = tf.oneHot(targets, probabilities.shape[1]);
          return tf.div(tf.mul(chosen, tf.sub(probabilities, 1)), probabilities.shape[0]);
        },
      },
      softmaxTwice: {
        because: "takes the softmax of the probabilities",
        message: "use them as they are",
        answer: (probabilities: tf.Tensor2D, targets: tf.Tensor1D) =>
          tf.div(tf.sub(byhand.softmax(probabilities), tf.oneHot(targets, probabilities.shape[1])), targets.size),
      },
    },
  },
  gradientDescentStep: {
    hints: [
      "Every entry of weight met every row of x: sum over rows of (what it was multiplied by) × (gradient that came "
        + "back).",
      "∂loss/∂weight is xᵀ · predictionGradient, a matrix product: tf.matMul(x, predictionGradient, true). For the "
        + "bias what each row multiplied was 1: sum over the batch axis.",
      "weight: tf.sub(weight, tf.mul(weightGradient, learningRate)), likewise bias with tf.sum(predictionGradient, 0).",
    ],
    wrong: {
      biasNotSummed: {
        because: "averages the gradient of the broadcast bias over the batch instead of adding it up",
        message: "add the rows' gradients up",
        answer: (line: Line, points: Points, rate: number) =>
          bentStep(line, points, rate, { bias: (gradient) => tf.mean(gradient, 0) }),
      },
      oneBiasGradient: {
        because: "sums the bias' gradient over everything, which is right where there is one output",
        message: "each output has a bias of its own",
        answer: (line: Line, points: Points, rate: number) =>
          bentStep(line, points, rate, { bias: (gradient) => tf.sum(gradient) }),
      },
      uphill: {
        because: "goes up the gradient",
        message: "uphill",
        answer: (line: Line, points: Points, rate: number) => bentStep(line, points, rate, { sign: -1 }),
      },
      newWeightForBias: {
        because: "computes the bias's gradient after the weight has moved",
        message: "from the same, old prediction",
        answer: (line: Line, points: Points, rate: number) => {
          const { weight, loss } = bentStep(line, points, rate, {});
          return { weight, bias: bentStep({ ...line, weight }, points, rate, {}).bias, loss };
        },
      },
      sumOfSquares: {
        because: "takes the gradient of the summed instead of the mean error",
        message: "the loss is a mean",
        answer: (line: Line, points: Points, rate: number) => bentStep(line, points, rate, { scale: points.y.size }),
      },
    },
  },
};
// END TEACHER
