import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";

// What the misconceptions of lesson 07 compute: the checks recognise them, and they are the wrong answers of the exercises.

type Windows = (ids: ArrayLike<number>, starts: number[], contextLength: number) => unknown;

/** Windows of ids whose inputs and targets begin so many places after their starts. */
export const windows = (inputShift: number, targetShift: number): Windows => (ids, starts, contextLength) => {
  const cut = (shift: number): tf.Tensor2D => tf.tensor2d(
    starts.map((start) => Array.from({ length: contextLength }, (_, i) => ids[Math.max(0, start + i + shift)] ?? 0)),
    [starts.length, contextLength], "int32");
  return { inputs: cut(inputShift), targets: cut(targetShift) };
};

/** Each misconception about inputs and targets, by name. */
export const shiftMistakes = {
  notShifted: windows(0, 0),
  backwards: windows(0, -1),
  swapped: windows(1, 0),
  byTwo: windows(0, 2),
  inARow: ((ids, starts, contextLength) =>
    windows(0, 1)(ids, starts.map((_, row) => starts[0] + row), contextLength)) as Windows,
  rolled: ((ids, starts, contextLength) => {
    const row = (start: number, shift: number): number[] =>
      Array.from({ length: contextLength }, (_, i) => ids[start + ((i + shift) % contextLength)]);
    return {
      inputs: tf.tensor2d(starts.map((start) => row(start, 0)), undefined, "int32"),
      targets: tf.tensor2d(starts.map((start) => row(start, 1)), undefined, "int32"),
    };
  }) as Windows,
};

type Options = { temperature: number; topK: number };

type Draw = {
  /** from logits to weights that are then made to sum to 1 */
  sharpen?: (logits: number[], temperature: number) => number[];
  keepLowest?: boolean;
  renormalise?: boolean;
  choose?: (probabilities: number[], uniform: number) => number;
};

const softly = (scores: number[]): number[] => {
  const top = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - top));
  const sum = exponentials.reduce((total, each) => total + each, 0);
  return exponentials.map((each) => each / sum);
};

const draw = (probabilities: number[], uniform: number): number => {
  let sum = 0;
  const found = probabilities.findIndex((each) => (sum += each) > uniform);
  return found < 0 ? probabilities.length - 1 : found;
};

/** A sampling step with one part bent as a misconception would bend it. */
export const samplingVariant = ({ sharpen = (logits, t) => softly(logits.map((each) => each / t)), keepLowest = false,
  renormalise = true, choose = draw }: Draw) =>
  (logits: ArrayLike<number>, { temperature, topK }: Options, uniform: number) => {
    const chances = sharpen(Array.from(logits), temperature);
    const ranked = chances.map((_, id) => id).sort((a, b) => (keepLowest ? chances[a] - chances[b] : chances[b] - chances[a]));
    const kept = new Set(ranked.slice(0, topK));
    const cut = chances.map((chance, id) => (kept.has(id) ? chance : 0));
    const total = renormalise ? cut.reduce((sum, each) => sum + each, 0) : 1;
    const probabilities = cut.map((each) => each / total);
    return { probabilities, id: choose(probabilities, uniform) };
  };

/** Each misconception about a sampling step, by name. */
export const samplingMistakes = {
  onProbabilities: samplingVariant({
    sharpen: (logits, t) => {
      const divided = softly(logits).map((each) => each / t);
      const sum = divided.reduce((total, each) => total + each, 0);
      return divided.map((each) => each / sum);
    },
  }),
  multiplied: samplingVariant({ sharpen: (logits, t) => softly(logits.map((each) => each * t)) }),
  notRenormalised: samplingVariant({ renormalise: false }),
  keepsLowest: samplingVariant({ keepLowest: true }),
  greedy: samplingVariant({ choose: (probabilities) => probabilities.indexOf(Math.max(...probabilities)) }),
  noMaximum: samplingVariant({
    sharpen: (logits, t) => {
      const exponentials = logits.map((each) => Math.exp(each / t));
      const sum = exponentials.reduce((total, each) => total + each, 0);
      return exponentials.map((each) => each / sum);
    },
  }),
};

type Batch = { inputs: tf.Tensor2D; targets: tf.Tensor2D };

type Named = Record<string, tf.Tensor>;

const bigramLoss = ({ table, output }: Named, { inputs, targets }: Batch): tf.Scalar => {
  const hidden = byhand.embedding(table, tf.reshape(inputs, [-1])); // [tokens, hidden]
  return byhand.crossEntropy(tf.matMul(hidden, output), tf.reshape(targets, [-1]));
};

type Bent = {
  sign?: number;
  /** the factor for a gradient, from its own norm and the norm of all of them */
  factor?: (clip: number, all: tf.Tensor, own: tf.Tensor) => tf.Tensor | number;
  lossAfter?: boolean;
  normAfter?: boolean;
};

const clipped = (clip: number, norm: tf.Tensor): tf.Tensor => tf.minimum(1, tf.div(clip, norm));

/** A training step of the bigram model with one part bent as a misconception would bend it. */
export const stepVariant = ({ sign = 1, factor = clipped, lossAfter = false, normAfter = false }: Bent) =>
  (parameters: Named, batch: Batch, { learningRate, clip }: { learningRate: number; clip: number }) => {
    const names = Object.keys(parameters);
    const lossOf = (...values: tf.Tensor[]): tf.Scalar =>
      bigramLoss(Object.fromEntries(names.map((name, i) => [name, values[i]])), batch);
    const { value, grads } = tf.valueAndGrads(lossOf)(Object.values(parameters));
    const squares = grads.map((each) => tf.sum(tf.square(each)));
    const all = tf.sqrt(tf.addN(squares));
    const updated = Object.fromEntries(names.map((name, i) => {
      const rate = tf.mul(learningRate * sign, factor(clip, all, tf.sqrt(squares[i])));
      return [name, tf.sub(parameters[name], tf.mul(grads[i], rate))];
    }));
    return {
      parameters: updated,
      loss: lossAfter ? bigramLoss(updated, batch) : value,
      gradientNorm: normAfter ? tf.minimum(all, clip) : all,
    };
  };

/** Each misconception about a training step, by name. */
export const stepMistakes = {
  uphill: stepVariant({ sign: -1 }),
  notClipped: stepVariant({ factor: () => 1 }),
  clippedPerTensor: stepVariant({ factor: (clip, _, own) => clipped(clip, own) }),
  alwaysRescaled: stepVariant({ factor: (clip, all) => tf.div(clip, all) }),
  lossAfter: stepVariant({ lossAfter: true }),
  normAfter: stepVariant({ normAfter: true }),
};

const exact = (losses: number[], counts: number[]): number => {
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  return Math.exp(losses.reduce((sum, loss, i) => sum + loss * counts[i], 0) / tokens);
};

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Each misconception about perplexity, by name. */
export const perplexityMistakes = {
  ofTheSum: (losses: number[], counts: number[]) => Math.exp(losses.reduce((sum, loss, i) => sum + loss * counts[i], 0)),
  meanOfPerplexities: (losses: number[]) => mean(losses.map(Math.exp)),
  unweighted: (losses: number[]) => Math.exp(mean(losses)),
  powerOfTwo: (losses: number[], counts: number[]) => 2 ** Math.log(exact(losses, counts)),
};

type Model = {
  tokenTable: tf.Tensor2D;
  positionTable: tf.Tensor2D;
  blocks: ((x: tf.Tensor) => tf.Tensor)[];
  norm: (x: tf.Tensor) => tf.Tensor;
};

type Pass = {
  /** what is added to the token embeddings, given the table and the embeddings [batch, time, hidden] */
  place?: (positions: tf.Tensor2D, x: tf.Tensor) => tf.Tensor;
  through?: (x: tf.Tensor, model: Model) => tf.Tensor;
  score?: (x: tf.Tensor2D, tokenTable: tf.Tensor2D) => tf.Tensor;
};

const rows = (first: (table: tf.Tensor, time: number) => number) => (positions: tf.Tensor2D, x: tf.Tensor): tf.Tensor => {
  const [, time, hidden] = x.shape as [number, number, number];
  return tf.slice(positions, [first(positions, time), 0], [time, hidden]);
};

const fromZero = rows(() => 0);

const oneAfterTheOther = (x: tf.Tensor, { blocks, norm }: Model): tf.Tensor => norm(blocks.reduce((y, block) => block(y), x));

/** A GPT's forward pass with one step bent as a misconception would bend it. */
export const passVariant = ({ place = fromZero, through = oneAfterTheOther, score }: Pass) =>
  (ids: tf.Tensor2D, model: Model): tf.Tensor => {
    const { tokenTable, positionTable } = model;
    const looked: tf.Tensor = tf.gather(tokenTable, ids); // [batch, time, hidden]
    const [batch, time, hidden] = looked.shape;
    const x = through(tf.add(looked, place(positionTable, looked)), model);
    const flat = tf.reshape(x, [batch * time, hidden]) as tf.Tensor2D;
    const logits = score?.(flat, tokenTable) ?? tf.matMul(flat, tokenTable, false, true);
    return tf.reshape(logits, [batch, time, -1]);
  };

/** Each misconception about the forward pass, by name. */
export const passMistakes = {
  noPositions: passVariant({ place: (_, x) => tf.zerosLike(x) }),
  fromOne: passVariant({ place: rows(() => 1) }),
  lastRows: passVariant({ place: rows((table, time) => table.shape[0] - time) }),
  byText: passVariant({
    place: (positions, x) => tf.expandDims(tf.slice(positions, [0, 0], [x.shape[0], x.shape[2]!]), 1),
  }),
  positionsLater: passVariant({
    place: (_, x) => tf.zerosLike(x),
    through: (x, model) => {
      const y = model.blocks.reduce((z, block) => block(z), x);
      return model.norm(tf.add(y, fromZero(model.positionTable, y)));
    },
  }),
  noNorm: passVariant({ through: (x, { blocks }) => blocks.reduce((y, block) => block(y), x) }),
  normFirst: passVariant({ through: (x, { blocks, norm }) => blocks.reduce((y, block) => block(y), norm(x)) }),
  normEachTime: passVariant({ through: (x, { blocks, norm }) => norm(blocks.reduce((y, block) => block(norm(y)), x)) }),
  blocksIgnored: passVariant({ through: (x, { norm }) => norm(x) }),
  lastBlockOnly: passVariant({ through: (x, { blocks, norm }) => norm(blocks.length ? blocks.at(-1)!(x) : x) }),
  backwards: passVariant({ through: (x, { blocks, norm }) => norm([...blocks].reverse().reduce((y, block) => block(y), x)) }),
  residualTwice: passVariant({
    through: (x, { blocks, norm }) => norm(blocks.reduce((y, block) => tf.add(y, block(y)), x)),
  }),
  notTransposed: passVariant({ score: (x, table) => tf.matMul(x, table) }),
  probabilities: passVariant({ score: (x, table) => tf.softmax(tf.matMul(x, table, false, true)) }),
};

export const rightPass = passVariant({});
