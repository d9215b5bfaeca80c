import * as tf from "@tensorflow/tfjs-core";

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
  throw new Error("TODO: write shiftedTargets");
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
  // tf.gather(table, ids) looks rows up; tf.matMul wants two axes: [batch · time, hidden] times [hidden, vocabulary].
  const embedded: tf.Tensor = todo("gptLogits: token and position embeddings"); // [batch, time, hidden]
  const normed: tf.Tensor = todo("gptLogits: the blocks, one after the other, and the last norm");
  return todo("gptLogits: the unembedding"); // [batch, time, vocabulary]
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
  throw new Error("TODO: write samplingStep");
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
  const gradientNorm: tf.Scalar = todo("trainingStep: the one norm of all gradients");
  const factor: tf.Tensor = todo("trainingStep: min(1, clip / norm), as a tensor");
  const updated: Parameters = todo("trainingStep: the new parameters by name");
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
  throw new Error("TODO: write perplexity");
}

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(`TODO: write ${what}`);
}
