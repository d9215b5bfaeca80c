import * as tf from "@tensorflow/tfjs-core";
// BEGIN TEACHER
import * as byhand from "byhand";
import type { TeacherNotes } from "byhand-course";
import { passMistakes, perplexityMistakes, samplingMistakes, shiftMistakes, stepMistakes }
  from "../test/exercises/07-mini-gpt.mistakes";
// END TEACHER

// Lesson 07, your part. Write here, save, and run `await check("shiftedTargets")` in the notebook.
// You may use everything in tf but tf.train, which would do one of these exercises for you.

/**
 * What a language model learns from: windows of the text, and for each place in them the token that comes next.
 *
 * `inputs[row][i] = ids[starts[row] + i]`, `targets[row][i] = ids[starts[row] + i + 1]`
 *
 * By hand: ids [5, 6, 7, 8], starts [0, 1], contextLength 2 → inputs [[5, 6], [6, 7]], targets [[6, 7], [7, 8]].
 *
 * @param ids           the token ids of the text
 * @param starts        where each window starts; start + contextLength is still in the text
 * @param contextLength tokens in a window
 * @returns two int32 tensors [windows, contextLength]
 */
export function shiftedTargets(
  ids: ArrayLike<number>,
  starts: number[],
  contextLength: number,
): { inputs: tf.Tensor2D; targets: tf.Tensor2D } {
  // BEGIN SOLUTION
  const windows = (shift: number): number[][] =>
    starts.map((start) => Array.from({ length: contextLength }, (_, i) => ids[start + shift + i]));
  return { inputs: tf.tensor2d(windows(0), undefined, "int32"), targets: tf.tensor2d(windows(1), undefined, "int32") };
  // END SOLUTION
}

/** What a GPT consists of: two tables, and functions [batch, time, hidden] → [batch, time, hidden]. */
type Model = {
  /** [vocabulary, hidden] */
  tokenTable: tf.Tensor2D;
  /** [context, hidden], at least as many rows as a text has tokens */
  positionTable: tf.Tensor2D;
  blocks: ((x: tf.Tensor) => tf.Tensor)[];
  norm: (x: tf.Tensor) => tf.Tensor;
};

/**
 * The forward pass of a GPT: from token ids to the scores of the next token, at every position.
 *
 * 1. embedding: `x = E[ids] + P[0 … time − 1]`, what each token is and where it stands
 * 2. the blocks, one after the other: `x = block(x)`; they are handed to you, so your own need not work here
 * 3. the last norm: `x = norm(x)`
 * 4. unembedding: `x · Eᵀ`, with the same table as in 1 (tied)
 *
 * By hand: E [[1, 0], [0, 1]], P [[10, 0], [0, 20], …], ids [[1, 0]], no blocks, a norm that changes nothing
 * → [[[10, 1], [1, 20]]].
 *
 * @param ids int32 [batch, time]
 * @returns   logits [batch, time, vocabulary]
 */
export function gptLogits(ids: tf.Tensor2D, { tokenTable, positionTable, blocks, norm }: Model): tf.Tensor3D {
  const [batch, time] = ids.shape;
  const [vocabulary, hidden] = tokenTable.shape;
  // BEGIN SOLUTION
  // STUB: // tf.gather(table, ids) looks rows up; tf.matMul wants two axes: [batch · time, hidden] times [hidden, vocabulary].
  // STUB: const embedded: tf.Tensor = todo("gptLogits: token and position embeddings"); // [batch, time, hidden]
  // STUB: const normed: tf.Tensor = todo("gptLogits: the blocks, one after the other, and the last norm");
  // STUB: return todo("gptLogits: the unembedding"); // [batch, time, vocabulary]
  let x: tf.Tensor = tf.add(tf.gather(tokenTable, ids), tf.slice(positionTable, [0, 0], [time, hidden]));
  for (const block of blocks) x = block(x);
  const flat = tf.reshape(norm(x), [batch * time, hidden]);
  return tf.reshape(tf.matMul(flat, tokenTable, false, true), [batch, time, vocabulary]) as tf.Tensor3D;
  // END SOLUTION
}

/**
 * Chooses the next token from a model's logits, on the host: plain numbers, no tensors.
 *
 * 1. temperature: `logits / temperature`; below 1 sharpens, above 1 flattens
 * 2. top-k: only the topK largest stay possible
 * 3. probabilities: softmax over what is left (subtract the largest before exp), 0 for the others
 * 4. the choice: the first id at which the running sum of the probabilities is larger than `uniform`
 *
 * By hand: logits [0, ln 2, ln 4], temperature 1, topK 2 → probabilities [0, 2/6, 4/6]; uniform 0.5 → id 2.
 *
 * @param logits      one number for each token of the vocabulary
 * @param temperature greater than 0
 * @param topK        how many tokens stay possible, from 1 to the size of the vocabulary
 * @param uniform     a random number in [0, 1)
 * @returns the probabilities that were drawn from, and the id that was drawn
 */
export function samplingStep(
  logits: ArrayLike<number>,
  { temperature, topK }: { temperature: number; topK: number },
  uniform: number,
): { probabilities: number[]; id: number } {
  // BEGIN SOLUTION
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const sorted = [...scaled].sort((a, b) => b - a);
  const largest = sorted[0];
  const threshold = sorted[topK - 1];
  const weights = scaled.map((score) => (score >= threshold ? Math.exp(score - largest) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities = weights.map((weight) => weight / total);
  let runningSum = 0;
  const id = probabilities.findIndex((probability) => (runningSum += probability) > uniform);
  return { probabilities, id: id < 0 ? scaled.indexOf(largest) : id }; // rounding can leave the sum just below 1
  // END SOLUTION
}

/** A batch of windows: int32 [windows, contextLength] each. */
type Batch = { inputs: tf.Tensor2D; targets: tf.Tensor2D };

/** A model's parameters by name, and its mean loss on a batch as a function of them. */
type Parameters = Record<string, tf.Tensor>;
type LossOf = (parameters: Parameters, batch: Batch) => tf.Scalar;

/**
 * A very small language model to try the training step on: the next token from the last one alone. Nothing to do here.
 *
 * `logits = table[input] · output`, with table [vocabulary, hidden] and output [hidden, vocabulary]
 */
export function bigramLoss({ table, output }: Parameters, { inputs, targets }: Batch): tf.Scalar {
  const vocabulary = table.shape[0];
  const oneHot = (ids: tf.Tensor): tf.Tensor2D =>
    tf.cast(tf.oneHot(tf.reshape(ids, [-1]) as tf.Tensor1D, vocabulary), "float32") as tf.Tensor2D;
  const looked = tf.matMul(oneHot(inputs), table as tf.Tensor2D); // [tokens, hidden]
  const logits = tf.matMul(looked, output as tf.Tensor2D); // [tokens, vocabulary]
  const logProbabilities = tf.sum(tf.mul(tf.logSoftmax(logits), oneHot(targets)), -1); // [tokens], of the targets
  return tf.neg(tf.mean(logProbabilities)) as tf.Scalar;
}

/**
 * One step of training: loss, gradients, clipping by their common norm, and gradient descent.
 *
 * `norm = √(Σ of all squares in all gradients)`, `factor = min(1, clip / norm)`,
 * `parameter ← parameter − learningRate · factor · gradient`
 *
 * It is pure: it changes nothing, and returns new parameters. Whatever the model is, `lossOf` gives its loss.
 *
 * `tf.valueAndGrads(f)([a, b])` gives `{ value: f(a, b), grads: [∂f/∂a, ∂f/∂b] }`.
 *
 * @param parameters   tensors by name
 * @param batch        inputs and targets
 * @param learningRate how far to go
 * @param clip         the longest that all gradients together may be
 * @returns the new parameters under the same names; the loss before the step; the norm before clipping, both scalars
 */
export function trainingStep(
  parameters: Parameters,
  batch: Batch,
  { learningRate, clip, lossOf = bigramLoss }: { learningRate: number; clip: number; lossOf?: LossOf },
): { parameters: Parameters; loss: tf.Scalar; gradientNorm: tf.Scalar } {
  const names = Object.keys(parameters);
  const lossOfList = (...values: tf.Tensor[]): tf.Scalar =>
    lossOf(Object.fromEntries(names.map((name, i) => [name, values[i]])), batch);
  const { value: loss, grads } = tf.valueAndGrads(lossOfList)(Object.values(parameters)); // one gradient for each name
  // BEGIN SOLUTION
  // STUB: const gradientNorm: tf.Scalar = todo("trainingStep: the one norm of all gradients");
  // STUB: const factor: tf.Tensor = todo("trainingStep: min(1, clip / norm), as a tensor");
  // STUB: const updated: Parameters = todo("trainingStep: the new parameters by name");
  const squares = grads.map((gradient) => tf.sum(tf.square(gradient)));
  const gradientNorm = tf.sqrt(tf.addN(squares)) as tf.Scalar;
  const factor = tf.minimum(1, tf.div(clip, gradientNorm));
  const updated: Parameters = {};
  for (const [i, name] of names.entries()) {
    updated[name] = tf.sub(parameters[name], tf.mul(grads[i], tf.mul(factor, learningRate)));
  }
  // END SOLUTION
  return { parameters: updated, loss: loss as tf.Scalar, gradientNorm };
}

/**
 * The perplexity of a whole text from the losses of its batches: how many tokens the model hesitates between.
 *
 * `perplexity = exp(mean loss per token)`; a batch with more tokens counts more.
 *
 * By hand: losses [ln 4], counts [10] → 4.
 *
 * @param losses the mean loss of each batch, in nats per token
 * @param counts the number of tokens in each batch
 */
export function perplexity(losses: number[], counts: number[]): number {
  // BEGIN SOLUTION
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  const total = losses.reduce((sum, loss, i) => sum + loss * counts[i], 0);
  return Math.exp(total / tokens);
  // END SOLUTION
}

// BEGIN TEACHER
export const exercises: TeacherNotes = {
  shiftedTargets: {
    hints: [
      "For a window of 2 tokens, how many ids of the text do you need? Write down the first row of both by hand.",
      "Both tensors are cut out of ids in the same way; only the place where the cut begins differs, by one.",
      "const windows = (shift) => starts.map((start) => Array.from({ length: contextLength }, (_, i) => ids[start + "
        + "shift + i])); then tf.tensor2d(windows(0), undefined, \"int32\") and the same with 1.",
    ],
    wrong: {
      notShifted: {
        because: "learns to copy", message: "the targets are the inputs", answer: shiftMistakes.notShifted,
      },
      backwards: { because: "shifts the wrong way", message: "the tokens before", answer: shiftMistakes.backwards },
      inARow: {
        because: "lets the windows follow each other, whatever starts says", message: "begins at starts[row]",
        answer: shiftMistakes.inARow,
      },
      rolled: { because: "rolls the window round", message: "the window's first token", answer: shiftMistakes.rolled },
    },
  },
  gptLogits: {
    hints: [
      "Follow the shapes: [batch, time] → [batch, time, hidden], which stays through all blocks and the norm → [batch, "
        + "time, vocabulary]. Which tensor has which axes at each step?",
      "tf.gather(tokenTable, ids) is [batch, time, hidden]; the first `time` rows of the positions, [time, hidden], are "
        + "broadcast over the batch. For the last product, make batch and time one axis with tf.reshape, and undo it after.",
      "let x = tf.add(tf.gather(tokenTable, ids), tf.slice(positionTable, [0, 0], [time, hidden])); for (const block of "
        + "blocks) x = block(x); then tf.matMul(tf.reshape(norm(x), [batch * time, hidden]), tokenTable, false, true), "
        + "reshaped to [batch, time, vocabulary].",
    ],
    wrong: {
      noPositions: {
        because: "forgets the positions", message: "the positions are missing", answer: passMistakes.noPositions,
      },
      fromOne: { because: "counts positions from 1", message: "start at row 1", answer: passMistakes.fromOne },
      lastRows: {
        because: "takes the end of the position table", message: "the last rows of the position table",
        answer: passMistakes.lastRows,
      },
      byText: {
        because: "broadcasts positions over time", message: "each text gets one position", answer: passMistakes.byText,
      },
      positionsLater: {
        because: "adds positions after attention", message: "after the blocks: attention must know them",
        answer: passMistakes.positionsLater,
      },
      noNorm: { because: "forgets the last norm", message: "the last norm is missing", answer: passMistakes.noNorm },
      normFirst: {
        because: "normalises the embeddings", message: "the norm comes before the blocks", answer: passMistakes.normFirst,
      },
      blocksIgnored: {
        because: "throws the blocks' outputs away", message: "the blocks have no effect",
        answer: passMistakes.blocksIgnored,
      },
      lastBlockOnly: {
        because: "gives every block the embeddings", message: "only the last block has an effect",
        answer: passMistakes.lastBlockOnly,
      },
      backwards: { because: "runs the blocks in reverse", message: "from last to first", answer: passMistakes.backwards },
      residualTwice: {
        because: "adds the residual a second time", message: "added to its input once more",
        answer: passMistakes.residualTwice,
      },
      notTransposed: {
        because: "does not turn the table over", message: "x · Eᵀ", answer: passMistakes.notTransposed,
      },
      probabilities: {
        because: "takes the softmax", message: "return the scores themselves", answer: passMistakes.probabilities,
      },
    },
  },
  samplingStep: {
    part: "samplingStep",
    hints: [
      "Do the four steps in their order, each with an array of the vocabulary's length. Which of them have to happen "
        + "before exp, and which after?",
      "The topK-th largest number is [...scaled].sort((a, b) => b - a)[topK - 1]: everything below it gets the weight "
        + "0, the others exp(score − largest). Divide by the sum of the weights that are left.",
      "weights = scaled.map((s) => (s >= threshold ? Math.exp(s - largest) : 0)); probabilities = weights / their "
        + "sum; then let runningSum = 0; id = probabilities.findIndex((p) => (runningSum += p) > uniform).",
    ],
    wrong: {
      onProbabilities: {
        because: "applies temperature after the softmax", message: "applied to probabilities",
        answer: samplingMistakes.onProbabilities,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.samplingStep,
      },
      notRenormalised: {
        because: "forgets to renormalise after top-k", message: "does not sum to 1",
        answer: samplingMistakes.notRenormalised,
      },
      multiplied: {
        because: "multiplies by the temperature", message: "divide them", answer: samplingMistakes.multiplied,
      },
      greedy: {
        because: "takes the likeliest token", message: "always takes the likeliest", answer: samplingMistakes.greedy,
      },
      noMaximum: {
        because: "exp of a raw score overflows", message: "subtract the largest logit",
        answer: samplingMistakes.noMaximum,
      },
    },
  },
  trainingStep: {
    hints: [
      "The gradients of all tensors together are one long arrow. How long is it, and what shortens it without turning "
        + "it?",
      "Sum the squares of each gradient, add these sums up (tf.addN takes a list), take the root. The factor is a "
        + "tensor too: tf.minimum(1, tf.div(clip, gradientNorm)). Reading the number out is not needed.",
      "for (const [i, name] of names.entries()) updated[name] = tf.sub(parameters[name], tf.mul(grads[i], "
        + "tf.mul(factor, learningRate)));",
    ],
    wrong: {
      uphill: { because: "goes up the gradient", message: "uphill", answer: stepMistakes.uphill },
      clippedPerTensor: {
        because: "clips every tensor by itself", message: "one norm over all gradients",
        answer: stepMistakes.clippedPerTensor,
      },
      notClipped: { because: "forgets to clip", message: "are not clipped", answer: stepMistakes.notClipped },
      alwaysRescaled: {
        because: "stretches short gradients", message: "must stay as they are", answer: stepMistakes.alwaysRescaled,
      },
      lossAfter: {
        because: "reports the loss after the step", message: "the loss after the step", answer: stepMistakes.lossAfter,
      },
    },
  },
  perplexity: {
    hints: [
      "If you had the loss of every single token, what would you do with them? What does the mean of a batch tell you "
        + "about the sum over its tokens?",
      "A batch's mean times its count is its sum. Add the sums up, divide by all tokens, and take exp at the very end.",
      "Math.exp(Σ losses[i] · counts[i] / Σ counts[i]), for example with reduce.",
    ],
    wrong: {
      ofTheSum: {
        because: "takes exp of the summed loss", message: "the summed loss", answer: perplexityMistakes.ofTheSum,
      },
      meanOfPerplexities: {
        because: "averages perplexities", message: "averages perplexities",
        answer: perplexityMistakes.meanOfPerplexities,
      },
      unweighted: {
        because: "gives every batch the same weight", message: "every batch counts the same",
        answer: perplexityMistakes.unweighted,
      },
      powerOfTwo: { because: "takes a power of 2", message: "the base is e", answer: perplexityMistakes.powerOfTwo },
    },
  },
};
// END TEACHER
