import * as tf from "@tensorflow/tfjs-core";

// What the misconceptions of lesson 06 compute: the checks recognise them, and they are the wrong answers of the exercises.

type Bend = {
  /** what is normalised together; all of x where it is undefined */
  axis?: number;
  varianceAxis?: number;
  /** what the summed squares are divided by, given how many there are */
  count?: (n: number) => number;
  deviation?: (variance: tf.Tensor, epsilon: number) => tf.Tensor;
  keepDims?: boolean;
  /** the learned parts */
  finish?: (normalized: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) => tf.Tensor;
};

const underRoot = (variance: tf.Tensor, epsilon: number): tf.Tensor => tf.sqrt(tf.add(variance, epsilon));

/** Layer norm with one step bent as a misconception would bend it. */
const normVariant = ({ axis = -1, varianceAxis = axis, count = (n) => n, deviation = underRoot, keepDims = true,
  finish = (normalized, weight, bias) => tf.add(tf.mul(normalized, weight), bias) }: Bend) =>
  (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5): tf.Tensor => {
    const centred = tf.sub(x, tf.mean(x, axis, true));
    const squares = tf.sum(tf.square(centred), varianceAxis, keepDims);
    const variance = tf.div(squares, count(x.shape.at(varianceAxis)!));
    return finish(tf.div(centred, deviation(variance, epsilon)), weight, bias);
  };

/** Each misconception about layer norm, by name. */
export const normMistakes = {
  sampleVariance: normVariant({ count: (n) => n - 1 }),
  overBatch: normVariant({ axis: 0 }),
  varianceOverBatch: normVariant({ varianceAxis: 0 }),
  overTime: normVariant({ axis: -2 }),
  varianceOverTime: normVariant({ varianceAxis: -2 }),
  varianceOverAll: (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon = 1e-5): tf.Tensor => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    return tf.add(tf.mul(tf.div(centred, underRoot(tf.mean(tf.square(centred)), epsilon)), weight), bias);
  },
  summed: normVariant({ count: () => 1 }),
  keepDimsForgotten: normVariant({ keepDims: false }),
  unscaled: normVariant({ finish: (normalized) => normalized }),
  onlyShifted: normVariant({ finish: (normalized, _, bias) => tf.add(normalized, bias) }),
  onlyScaled: normVariant({ finish: (normalized, weight) => tf.mul(normalized, weight) }),
  shiftedFirst: normVariant({ finish: (normalized, weight, bias) => tf.mul(tf.add(normalized, bias), weight) }),
  noRoot: normVariant({ deviation: (variance, epsilon) => tf.add(variance, epsilon) }),
  epsilonOutside: normVariant({ deviation: (variance, epsilon) => tf.add(tf.sqrt(variance), epsilon) }),
  epsilonForgotten: normVariant({ deviation: (variance) => tf.sqrt(variance) }),
  epsilonFixed: normVariant({ deviation: (variance) => underRoot(variance, 1e-5) }),
};

type RootMeanSquare = Omit<Bend, "varianceAxis" | "finish"> & { centred?: boolean; scaled?: boolean };

/** RMS norm with one step bent as a misconception would bend it. */
const rmsVariant = ({ axis = -1, count = (n) => n, deviation = underRoot, keepDims = true, centred = false,
  scaled = true }: RootMeanSquare) =>
  (x: tf.Tensor, weight: tf.Tensor, epsilon = 1e-6): tf.Tensor => {
    const y = centred ? tf.sub(x, tf.mean(x, axis, true)) : x;
    const meanSquare = tf.div(tf.sum(tf.square(y), axis, keepDims), count(x.shape.at(axis)!));
    const normalized = tf.div(y, deviation(meanSquare, epsilon));
    return scaled ? tf.mul(normalized, weight) : normalized;
  };

/** Each misconception about RMS norm, by name. */
export const rmsMistakes = {
  meanSubtracted: rmsVariant({ centred: true }),
  summed: rmsVariant({ count: () => 1 }),
  sampleCount: rmsVariant({ count: (n) => n - 1 }),
  overBatch: rmsVariant({ axis: 0 }),
  overTime: rmsVariant({ axis: -2 }),
  keepDimsForgotten: rmsVariant({ keepDims: false }),
  unscaled: rmsVariant({ scaled: false }),
  noRoot: rmsVariant({ deviation: (meanSquare, epsilon) => tf.add(meanSquare, epsilon) }),
  epsilonOutside: rmsVariant({ deviation: (meanSquare, epsilon) => tf.add(tf.sqrt(meanSquare), epsilon) }),
  epsilonForgotten: rmsVariant({ deviation: (meanSquare) => tf.sqrt(meanSquare) }),
  epsilonFixed: rmsVariant({ deviation: (meanSquare) => underRoot(meanSquare, 1e-6) }),
  ofTheMean: (x: tf.Tensor, weight: tf.Tensor, epsilon = 1e-6): tf.Tensor =>
    tf.mul(tf.div(x, underRoot(tf.square(tf.mean(x, -1, true)), epsilon)), weight),
};

type Layer = (x: tf.Tensor) => tf.Tensor;

/** `x W + b` on the last axis. */
const linear = (x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor => {
  const product = tf.matMul(tf.reshape(x, [-1, weight.shape[0]]) as tf.Tensor2D, weight as tf.Tensor2D);
  const shaped = tf.reshape(product, [...x.shape.slice(0, -1), weight.shape[1]!]);
  return bias ? tf.add(shaped, bias) : shaped;
};

const gaussian = (bend: Layer): Layer => (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, bend(x)));
const tanhForm = gaussian((x) => tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3))))));
const erfForm = gaussian((x) => tf.erf(tf.div(x, Math.SQRT2)));
const sigmoidForm: Layer = (x) => tf.mul(x, tf.sigmoid(tf.mul(1.702, x)));
const silu: Layer = (x) => tf.mul(x, tf.sigmoid(x));

type Weights = { innerWeight: tf.Tensor; innerBias?: tf.Tensor; outputWeight: tf.Tensor; outputBias?: tf.Tensor };
type Feed = (x: tf.Tensor, weights: Weights, activation?: Layer) => tf.Tensor;

/** A feed-forward layer that takes `given` for the activation, whatever it is told. */
const always = (given: Layer): Feed => (x, { innerWeight, innerBias, outputWeight, outputBias }) =>
  linear(given(linear(x, innerWeight, innerBias)), outputWeight, outputBias);

const feed = (body: (x: tf.Tensor, weights: Weights, activation: Layer) => tf.Tensor): Feed =>
  (x, weights, activation = tanhForm) => body(x, weights, activation);

/** Each misconception about the feed-forward layer, by name. */
export const feedMistakes = {
  activationForgotten: always((x) => x),
  activationFixed: always(tanhForm),
  erfForm: feed((x, weights, activation) => always(activation === tanhForm ? erfForm : activation)(x, weights)),
  sigmoidForm: feed((x, weights, activation) => always(activation === tanhForm ? sigmoidForm : activation)(x, weights)),
  reluByDefault: feed((x, weights, activation) => always(activation === tanhForm ? tf.relu : activation)(x, weights)),
  activationAfter: feed((x, { innerWeight, innerBias, outputWeight, outputBias }, activation) =>
    activation(linear(linear(x, innerWeight, innerBias), outputWeight, outputBias))),
  activationTwice: feed((x, { innerWeight, innerBias, outputWeight, outputBias }, activation) =>
    activation(linear(activation(linear(x, innerWeight, innerBias)), outputWeight, outputBias))),
  activationFirst: feed((x, { innerWeight, innerBias, outputWeight, outputBias }, activation) =>
    linear(linear(activation(x), innerWeight, innerBias), outputWeight, outputBias)),
  biasAfterActivation: feed((x, { innerWeight, innerBias, outputWeight, outputBias }, activation) => {
    const inner = activation(linear(x, innerWeight));
    return linear(innerBias ? tf.add(inner, innerBias) : inner, outputWeight, outputBias);
  }),
  biasesForgotten: feed((x, { innerWeight, outputWeight }, activation) =>
    linear(activation(linear(x, innerWeight)), outputWeight)),
  innerBiasForgotten: feed((x, { innerWeight, outputWeight, outputBias }, activation) =>
    linear(activation(linear(x, innerWeight)), outputWeight, outputBias)),
  outputBiasForgotten: feed((x, { innerWeight, innerBias, outputWeight }, activation) =>
    linear(activation(linear(x, innerWeight, innerBias)), outputWeight)),
  unflattened: feed((x, { innerWeight, outputWeight, innerBias = 0, outputBias = 0 }, activation) =>
    tf.add(tf.matMul(activation(tf.add(tf.matMul(x, innerWeight), innerBias)), outputWeight), outputBias)),
  biasesExpected: feed((x, { innerWeight, innerBias, outputWeight, outputBias }, activation) =>
    tf.add(linear(activation(tf.add(linear(x, innerWeight), innerBias!)), outputWeight), outputBias!)),
  residualAdded: feed((x, { innerWeight, innerBias, outputWeight, outputBias }, activation) =>
    tf.add(x, linear(activation(linear(x, innerWeight, innerBias)), outputWeight, outputBias))),
};

type GatedWeights = { gateWeight: tf.Tensor; upWeight: tf.Tensor; downWeight: tf.Tensor };
type Combine = (gate: tf.Tensor, up: tf.Tensor, activation: Layer) => tf.Tensor;

const gated = (combine: Combine, after?: (down: tf.Tensor, x: tf.Tensor, activation: Layer) => tf.Tensor) =>
  (x: tf.Tensor, { gateWeight, upWeight, downWeight }: GatedWeights, activation: Layer = silu): tf.Tensor => {
    const down = linear(combine(linear(x, gateWeight), linear(x, upWeight), activation), downWeight);
    return after ? after(down, x, activation) : down;
  };

/** Each misconception about the gated feed-forward layer, by name. */
export const gatedMistakes = {
  gateAndUpSwapped: gated((gate, up, activation) => tf.mul(gate, activation(up))),
  bothActivated: gated((gate, up, activation) => tf.mul(activation(gate), activation(up))),
  onTheProduct: gated((gate, up, activation) => activation(tf.mul(gate, up))),
  activationForgotten: gated((gate, up) => tf.mul(gate, up)),
  activationAfter: gated((gate, up) => tf.mul(gate, up), (down, _, activation) => activation(down)),
  activationFixed: gated((gate, up) => tf.mul(silu(gate), up)),
  added: gated((gate, up, activation) => tf.add(activation(gate), up)),
  upForgotten: gated((gate, _, activation) => activation(gate)),
  gateForgotten: gated((_, up, activation) => activation(up)),
  sigmoid: gated((gate, up, activation) => tf.mul(activation === silu ? tf.sigmoid(gate) : activation(gate), up)),
  gelu: gated((gate, up, activation) => tf.mul(activation === silu ? tanhForm(gate) : activation(gate), up)),
  relu: gated((gate, up, activation) => tf.mul(activation === silu ? tf.relu(gate) : activation(gate), up)),
  unflattened: (x: tf.Tensor, { gateWeight, upWeight, downWeight }: GatedWeights, activation: Layer = silu): tf.Tensor =>
    tf.matMul(tf.mul(activation(tf.matMul(x, gateWeight)), tf.matMul(x, upWeight)), downWeight),
  residualAdded: gated((gate, up, activation) => tf.mul(activation(gate), up), (down, x) => tf.add(x, down)),
};

type Sublayers = { norm1: Layer; attention: Layer; norm2: Layer; feedForward: Layer };
type Block = (x: tf.Tensor, sublayers: Sublayers) => tf.Tensor;

/** A block from its two halves, each of which is given the stream, its norm and its sublayer. */
const halves = (first: Half, second: Half = first): Block => (x, { norm1, attention, norm2, feedForward }) =>
  second(first(x, norm1, attention), norm2, feedForward);
type Half = (x: tf.Tensor, norm: Layer, layer: Layer) => tf.Tensor;

const right: Half = (x, norm, layer) => tf.add(x, layer(norm(x)));
const noResidual: Half = (x, norm, layer) => layer(norm(x));
const noNorm: Half = (x, _, layer) => tf.add(x, layer(x));

/** Each misconception about a pre-norm block, by name. */
export const blockMistakes = {
  postNorm: halves((x, norm, layer) => norm(tf.add(x, layer(x)))),
  normedBothSides: halves((x, norm, layer) => norm(tf.add(x, layer(norm(x))))),
  normAfterLayer: halves((x, norm, layer) => tf.add(x, norm(layer(x)))),
  normedResidual: halves((x, norm, layer) => tf.add(norm(x), layer(norm(x)))),
  noResiduals: halves(noResidual),
  firstResidualForgotten: halves(noResidual, right),
  secondResidualForgotten: halves(right, noResidual),
  noNorms: halves(noNorm),
  firstNormForgotten: halves(noNorm, right),
  secondNormForgotten: halves(right, noNorm),
  norm1Twice: ((x, { norm1, attention, feedForward }) =>
    halves(right)(x, { norm1, attention, norm2: norm1, feedForward })) as Block,
  norm2Twice: ((x, { norm2, attention, feedForward }) =>
    halves(right)(x, { norm1: norm2, attention, norm2, feedForward })) as Block,
  normsSwapped: ((x, { norm1, attention, norm2, feedForward }) =>
    halves(right)(x, { norm1: norm2, attention, norm2: norm1, feedForward })) as Block,
  feedForwardFirst: ((x, { norm1, attention, norm2, feedForward }) =>
    halves(right)(x, { norm1: norm2, attention: feedForward, norm2: norm1, feedForward: attention })) as Block,
  layersSwapped: ((x, { norm1, attention, norm2, feedForward }) =>
    halves(right)(x, { norm1, attention: feedForward, norm2, feedForward: attention })) as Block,
  parallel: ((x, { norm1, attention, norm2, feedForward }) =>
    tf.addN([x, attention(norm1(x)), feedForward(norm2(x))])) as Block,
  firstForgotten: ((x, { norm2, feedForward }) => right(x, norm2, feedForward)) as Block,
  secondForgotten: ((x, { norm1, attention }) => right(x, norm1, attention)) as Block,
  oldResidual: ((x, { norm1, attention, norm2, feedForward }) =>
    tf.add(x, feedForward(norm2(right(x, norm1, attention))))) as Block,
  attentionOnly: ((x, { norm1, attention, norm2, feedForward }) => {
    const attended = attention(norm1(x)); // the stream was not added back before the second sublayer
    return tf.addN([x, attended, feedForward(norm2(attended))]);
  }) as Block,
};
