import * as tf from "@tensorflow/tfjs-core";

// What the misconceptions of lesson 04 compute: the checks recognise them, and they are the wrong answers of the exercises.

const oneHot = (ids: tf.Tensor, size: number): tf.Tensor => tf.cast(tf.oneHot(ids, size), "float32");

const lookUp = (finish: (rows: tf.Tensor, ids: tf.Tensor) => tf.Tensor, { from = 0 } = {}) =>
  (table: tf.Tensor, ids: tf.Tensor): tf.Tensor =>
    finish(tf.matMul(oneHot(tf.sub(tf.reshape(ids, [-1]), tf.scalar(from, "int32")), table.shape[0]), table), ids);

const shapedAs = (rows: tf.Tensor, ids: tf.Tensor): tf.Tensor => tf.reshape(rows, [...ids.shape, rows.shape[1]!]);

/** Each misconception about looking vectors up, by name: what it computes. */
export const embeddingMistakes = {
  columns: (table: tf.Tensor, ids: tf.Tensor) =>
    tf.reshape(tf.matMul(oneHot(tf.reshape(ids, [-1]), table.shape[1]!), table, false, true), [...ids.shape, table.shape[0]]),
  fromOne: lookUp(shapedAs, { from: 1 }),
  flat: lookUp((rows) => rows),
  bag: lookUp((rows, ids) => tf.sum(shapedAs(rows, ids), -2)),
  oneHotsReturned: (table: tf.Tensor, ids: tf.Tensor) =>
    tf.reshape(oneHot(tf.reshape(ids, [-1]), table.shape[0]), [...ids.shape, table.shape[0]]),
};

const dots = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.sum(tf.mul(a, b), -1);
const lengths = (x: tf.Tensor, keep = false): tf.Tensor => tf.sqrt(tf.sum(tf.square(x), -1, keep));

type SkipGram = {
  score?: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  near?: (score: tf.Tensor) => tf.Tensor;
  far?: (score: tf.Tensor) => tf.Tensor;
  overNegatives?: (far: tf.Tensor) => tf.Tensor;
  overPairs?: (sum: tf.Tensor) => tf.Tensor;
  ofContexts?: boolean;
};

/** log σ(x) that survives low scores; tf.logSigmoid would too, but it loses its gradient. */
const logSigmoid = (x: tf.Tensor): tf.Tensor => tf.neg(tf.softplus(tf.neg(x)));

/** The skip-gram loss with one step bent as a misconception would bend it. */
const skipGramVariant = ({ score = dots, near = logSigmoid, far = (scores) => logSigmoid(tf.neg(scores)),
  overNegatives = (all) => tf.sum(all, -1), overPairs = (sum) => tf.neg(tf.mean(sum)), ofContexts = false }: SkipGram) =>
  (centers: tf.Tensor, contexts: tf.Tensor, negatives: tf.Tensor): tf.Tensor => {
    const drawn = score(tf.expandDims(ofContexts ? contexts : centers, 1), negatives); // [pairs, k]
    return overPairs(tf.add(near(score(centers, contexts)), overNegatives(far(drawn))));
  };

/** Each misconception about the skip-gram loss, by name. */
export const skipGramMistakes = {
  allPulled: skipGramVariant({ far: logSigmoid }),
  allPushed: skipGramVariant({ near: (scores) => logSigmoid(tf.neg(scores)) }),
  swapped: skipGramVariant({ near: (scores) => logSigmoid(tf.neg(scores)), far: logSigmoid }),
  negativesAveraged: skipGramVariant({ overNegatives: (far) => tf.mean(far, -1) }),
  allAveraged: skipGramVariant({ overNegatives: (far) => tf.mean(far) }),
  summed: skipGramVariant({ overPairs: (sum) => tf.neg(tf.sum(sum)) }),
  perPair: skipGramVariant({ overPairs: tf.neg }),
  signForgotten: skipGramVariant({ overPairs: (sum) => tf.mean(sum) }),
  overflows: skipGramVariant({
    near: (scores) => tf.log(tf.sigmoid(scores)), far: (scores) => tf.log(tf.sigmoid(tf.neg(scores))),
  }),
  oneMinus: skipGramVariant({
    near: (scores) => tf.log(tf.sigmoid(scores)), far: (scores) => tf.log(tf.sub(1, tf.sigmoid(scores))),
  }),
  oneMinusFar: skipGramVariant({ far: (scores) => tf.log(tf.sub(1, tf.sigmoid(scores))) }),
  cosines: skipGramVariant({ score: (a, b) => tf.div(dots(a, b), tf.mul(lengths(a), lengths(b))) }),
  negativesOfContexts: skipGramVariant({ ofContexts: true }),
  noLogarithm: skipGramVariant({ near: tf.sigmoid, far: (scores) => tf.sigmoid(tf.neg(scores)) }),
  negativesForgotten: skipGramVariant({ overNegatives: (far) => tf.mul(tf.sum(far, -1), 0) }),
};

const cosine = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.div(dots(a, b), tf.mul(lengths(a), lengths(b)));

/** Each misconception about cosine similarity, by name. */
export const cosineMistakes = {
  dot: dots,
  byLengthOfA: (a: tf.Tensor, b: tf.Tensor) => tf.div(dots(a, b), lengths(a)),
  byLengthOfB: (a: tf.Tensor, b: tf.Tensor) => tf.div(dots(a, b), lengths(b)),
  bySquares: (a: tf.Tensor, b: tf.Tensor) => tf.div(dots(a, b), tf.mul(dots(a, a), dots(b, b))),
  byOneSquare: (a: tf.Tensor, b: tf.Tensor) => tf.div(dots(a, b), dots(a, a)),
  distance: (a: tf.Tensor, b: tf.Tensor) => lengths(tf.sub(a, b)),
  oneMinus: (a: tf.Tensor, b: tf.Tensor) => tf.sub(1, cosine(a, b)),
  angle: (a: tf.Tensor, b: tf.Tensor) => tf.acos(tf.clipByValue(cosine(a, b), -1, 1)),
  absolute: (a: tf.Tensor, b: tf.Tensor) => tf.abs(cosine(a, b)),
  wholeLength: (a: tf.Tensor, b: tf.Tensor) => tf.div(dots(a, b), tf.mul(tf.norm(a), tf.norm(b))),
  averaged: (a: tf.Tensor, b: tf.Tensor) => tf.div(tf.mean(tf.mul(a, b), -1), tf.mul(lengths(a), lengths(b))),
};

const unitOf = (vectors: tf.Tensor): tf.Tensor => tf.div(vectors, lengths(vectors, true));
const rowOf = (vectors: tf.Tensor, id: number): tf.Tensor => tf.slice(vectors, [id, 0], [1, vectors.shape[1]!]);

type Ranking = {
  /** from vectors and the one that is compared with them, [1, hidden], to a similarity for each word */
  similar: (vectors: tf.Tensor, one: tf.Tensor) => tf.Tensor;
  excluded: readonly number[];
  count: number;
};

/** The ids of the largest similarities, without those that are excluded. */
function largest(vectors: tf.Tensor, one: tf.Tensor, { similar, excluded, count }: Ranking): { ids: tf.Tensor } {
  const [words] = vectors.shape;
  const similarities = tf.reshape(similar(vectors, one), [words]);
  if (excluded.length === 0) return { ids: tf.topk(similarities, count).indices };
  const out = tf.minimum(tf.sum(oneHot(tf.tensor1d([...excluded], "int32"), words), 0), 1);
  return { ids: tf.topk(tf.sub(similarities, tf.mul(out, 1e9)), count).indices };
}

const byCosine: Ranking["similar"] = (vectors, one) => cosine(vectors, one);
const byDot: Ranking["similar"] = (vectors, one) => dots(vectors, one);

type Neighbours = { similar?: Ranking["similar"]; without?: (id: number) => number[]; fewer?: number };

/** Nearest neighbours with one step bent as a misconception would bend it. */
const neighbourVariant = ({ similar = byCosine, without = (id) => [id], fewer = 0 }: Neighbours) =>
  (vectors: tf.Tensor, id: number, { count = 5 }: { count?: number } = {}) =>
    largest(vectors, rowOf(vectors, id), { similar, excluded: without(id), count: count - fewer });

export const rightNeighbours = neighbourVariant({});

/** Each misconception about neighbours, by name. */
export const neighbourMistakes = {
  itself: neighbourVariant({ without: () => [] }),
  byDot: neighbourVariant({ similar: byDot }),
  byDotWithItself: neighbourVariant({ similar: byDot, without: () => [] }),
  byOwnLength: neighbourVariant({ similar: (vectors, one) => dots(vectors, unitOf(one)) }),
  byDistance: neighbourVariant({ similar: (vectors, one) => tf.neg(lengths(tf.sub(vectors, one))) }),
  farthest: neighbourVariant({ similar: (vectors, one) => tf.neg(cosine(vectors, one)) }),
  opposites: neighbourVariant({ similar: (vectors, one) => tf.abs(cosine(vectors, one)) }),
  firstDropped: neighbourVariant({ fewer: 1 }),
};

type Question = readonly [number, number, number];
type Analogy = {
  target?: (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => tf.Tensor;
  normalise?: (vectors: tf.Tensor) => tf.Tensor;
  similar?: Ranking["similar"];
  without?: (question: Question) => readonly number[];
};

/** An analogy with one step bent as a misconception would bend it. */
const analogyVariant = ({ target = (a, b, c) => tf.add(tf.sub(b, a), c), normalise = unitOf, similar = byCosine,
  without = (question) => question }: Analogy) =>
  (vectors: tf.Tensor, question: Question, { count = 1 }: { count?: number } = {}) => {
    const [a, b, c] = question.map((id) => rowOf(normalise(vectors), id));
    return largest(vectors, target(a!, b!, c!), { similar, excluded: without(question), count });
  };

export const rightAnalogy = analogyVariant({});

/** Each misconception about analogies, by name. */
export const analogyMistakes = {
  notExcluded: analogyVariant({ without: () => [] }),
  onlyCExcluded: analogyVariant({ without: ([, , c]) => [c] }),
  onlyBAndCExcluded: analogyVariant({ without: ([, b, c]) => [b, c] }),
  backwards: analogyVariant({ target: (a, b, c) => tf.add(tf.sub(a, b), c) }),
  cSubtracted: analogyVariant({ target: (a, b, c) => tf.sub(tf.add(a, b), c) }),
  allAdded: analogyVariant({ target: (a, b, c) => tf.add(tf.add(a, b), c) }),
  noStep: analogyVariant({ target: (_a, _b, c) => c }),
  ownLengths: analogyVariant({ normalise: (vectors) => vectors }),
  ownLengthsNotExcluded: analogyVariant({ normalise: (vectors) => vectors, without: () => [] }),
  byDot: analogyVariant({ similar: byDot }),
  byDotOfOwnLengths: analogyVariant({ normalise: (vectors) => vectors, similar: byDot }),
  byDistance: analogyVariant({ similar: (vectors, one) => tf.neg(lengths(tf.sub(vectors, one))) }),
};

type Matrices = { query: tf.Tensor2D; key: tf.Tensor2D; value: tf.Tensor2D };
type Turn = (x: tf.Tensor) => tf.Tensor;
type Place = { positions?: tf.Tensor2D; turn?: Turn };
type Made = { query: tf.Tensor; key: tf.Tensor; value: tf.Tensor };

const attend = ({ query, key, value }: Made): tf.Tensor =>
  tf.matMul(tf.softmax(tf.div(tf.matMul(query, key, false, true), Math.sqrt(query.shape[1]!))), value);

type PlaceBend = {
  /** what each of the three is made of */
  made?: (x: tf.Tensor, positions: tf.Tensor | undefined) => Made;
  turned?: (made: Made, turn: Turn) => Made;
  /** x before the products, where there is something to turn by */
  first?: (x: tf.Tensor, turn: Turn) => tf.Tensor;
  finish?: (output: tf.Tensor, place: Place) => tf.Tensor;
};

const plus = (x: tf.Tensor, positions: tf.Tensor | undefined): tf.Tensor => (positions ? tf.add(x, positions) : x);
const all = (x: tf.Tensor): Made => ({ query: x, key: x, value: x });

/** Placed attention with one step bent as a misconception would bend it. */
const placeVariant = ({
  made = (x, positions) => all(plus(x, positions)),
  turned = ({ query, key, value }, turn) => ({ query: turn(query), key: turn(key), value }),
  first = (x) => x, finish = (output) => output,
}: PlaceBend) =>
  (x: tf.Tensor2D, matrices: Matrices, place: Place = {}): tf.Tensor => {
    const { positions, turn } = place;
    const of = made(x, positions);
    const before = (each: tf.Tensor): tf.Tensor => (turn ? first(each, turn) : each);
    const three = {
      query: tf.matMul(before(of.query), matrices.query),
      key: tf.matMul(before(of.key), matrices.key),
      value: tf.matMul(before(of.value), matrices.value),
    };
    return finish(attend(turn ? turned(three, turn) : three), place);
  };

const unturned = (made: Made): Made => made;

export const rightPlacedAttention = placeVariant({});

/** Each misconception about where positions go, by name. */
export const placeMistakes = {
  addedAfter: placeVariant({ made: all, finish: (output, { positions }) => plus(output, positions) }),
  addedBeforeAndAfter: placeVariant({ finish: (output, { positions }) => plus(output, positions) }),
  addedToValues: placeVariant({ made: (x, positions) => ({ query: x, key: x, value: plus(x, positions) }) }),
  addedToQueriesAndKeys: placeVariant({
    made: (x, positions) => ({ query: plus(x, positions), key: plus(x, positions), value: x }),
  }),
  valuesTurned: placeVariant({
    turned: ({ query, key, value }, turn) => ({ query: turn(query), key: turn(key), value: turn(value) }),
  }),
  onlyQueriesTurned: placeVariant({ turned: ({ query, key, value }, turn) => ({ query: turn(query), key, value }) }),
  onlyKeysTurned: placeVariant({ turned: ({ query, key, value }, turn) => ({ query, key: turn(key), value }) }),
  onlyValuesTurned: placeVariant({ turned: ({ query, key, value }, turn) => ({ query, key, value: turn(value) }) }),
  outputTurned: placeVariant({ turned: unturned, finish: (output, { turn }) => (turn ? turn(output) : output) }),
  turnedFirst: placeVariant({ turned: unturned, first: (x, turn) => turn(x) }),
  notAdded: placeVariant({ made: all }),
  notTurned: placeVariant({ turned: unturned }),
};

type Sinusoid = {
  frequency?: (i: number, size: number) => number;
  from?: number;
  arrange?: (angles: tf.Tensor) => tf.Tensor;
};

const inTurn = (first: (x: tf.Tensor) => tf.Tensor, second: (x: tf.Tensor) => tf.Tensor) => (angles: tf.Tensor): tf.Tensor =>
  tf.reshape(tf.stack([first(angles), second(angles)], -1), [...angles.shape.slice(0, -1), 2 * angles.shape.at(-1)!]);

const anglesOf = (positions: tf.Tensor, frequencies: number[]): tf.Tensor =>
  tf.mul(tf.cast(tf.expandDims(positions, -1), "float32"), tf.tensor1d(frequencies));

/** Sinusoidal positions with one step bent as a misconception would bend it. */
export const sinusoidVariant = ({ frequency = (i, size) => 10_000 ** ((-2 * i) / size), from = 0,
  arrange = inTurn(tf.sin, tf.cos) }: Sinusoid) =>
  (positions: tf.Tensor, size: number): tf.Tensor => {
    const counted = tf.add(positions, tf.scalar(from, "int32"));
    return arrange(anglesOf(counted, Array.from({ length: size / 2 }, (_, i) => frequency(i, size))));
  };

/** Each misconception about sinusoidal positions, by name. */
export const sinusoidMistakes = {
  halves: sinusoidVariant({ arrange: (angles) => tf.concat([tf.sin(angles), tf.cos(angles)], -1) }),
  cosinesFirst: sinusoidVariant({ arrange: inTurn(tf.cos, tf.sin) }),
  onlySines: sinusoidVariant({ arrange: inTurn(tf.sin, tf.sin) }),
  notShared: (positions: tf.Tensor, size: number): tf.Tensor => {
    const angles = anglesOf(positions, Array.from({ length: size }, (_, j) => 10_000 ** (-j / size)));
    const even = tf.tensor1d(Array.from({ length: size }, (_, j) => 1 - (j % 2)));
    return tf.add(tf.mul(tf.sin(angles), even), tf.mul(tf.cos(angles), tf.sub(1, even)));
  },
  notSharedTwice: (positions: tf.Tensor, size: number): tf.Tensor => {
    const angles = anglesOf(positions, Array.from({ length: size }, (_, j) => 10_000 ** ((-2 * j) / size)));
    const even = tf.tensor1d(Array.from({ length: size }, (_, j) => 1 - (j % 2)));
    return tf.add(tf.mul(tf.sin(angles), even), tf.mul(tf.cos(angles), tf.sub(1, even)));
  },
  halfExponent: sinusoidVariant({ frequency: (i, size) => 10_000 ** (-i / size) }),
  multiplied: sinusoidVariant({ frequency: (i, size) => 10_000 ** ((2 * i) / size) }),
  fromOne: sinusoidVariant({ from: 1 }),
  plainAngles: sinusoidVariant({ arrange: inTurn((x) => x, (x) => x) }),
};

type Angles = { cos: tf.Tensor; sin: tf.Tensor };
type Halves = [first: tf.Tensor, second: tf.Tensor];
type Rotation = {
  read?: (x: tf.Tensor) => Halves;
  turn?: (halves: Halves, angles: Angles) => Halves;
  write?: (halves: Halves) => tf.Tensor;
};

const readHalves = (x: tf.Tensor): Halves => tf.split(x, 2, -1) as unknown as Halves;
const writeHalves = (halves: Halves): tf.Tensor => tf.concat(halves, -1);
const readPairs = (x: tf.Tensor): Halves => {
  const [batch, heads, time, size] = x.shape as [number, number, number, number];
  const pairs = tf.reshape(x, [batch * heads, time, size / 2, 2]);
  return tf.split(pairs, 2, -1).map((side) => tf.reshape(side, [batch, heads, time, size / 2])) as unknown as Halves;
};
const writePairs = ([first, second]: Halves): tf.Tensor => inTurn((x) => x, () => second)(first);
const turnPair = ([first, second]: Halves, { cos, sin }: Angles): Halves => [
  tf.sub(tf.mul(first, cos), tf.mul(second, sin)), tf.add(tf.mul(first, sin), tf.mul(second, cos)),
];

/** Rotary positions with one step bent as a misconception would bend it. */
const rotateVariant = ({ read = readHalves, turn = turnPair, write = writeHalves }: Rotation) =>
  (x: tf.Tensor, angles: Angles): tf.Tensor => write(turn(read(x), angles));

const forHeads = (angles: tf.Tensor, heads: number): tf.Tensor =>
  tf.reshape(tf.slice(angles, [0, 0], [heads, angles.shape[1]!]), [1, heads, 1, angles.shape[1]!]);

/** Each misconception about turning, by name. */
export const rotateMistakes = {
  neighbours: rotateVariant({ read: readPairs, write: writePairs }),
  writtenInTurn: rotateVariant({ write: writePairs }),
  readInTurn: rotateVariant({ read: readPairs }),
  backwards: rotateVariant({ turn: (halves, { cos, sin }) => turnPair(halves, { cos, sin: tf.neg(sin) }) }),
  plusForMinus: rotateVariant({
    turn: ([first, second], { cos, sin }) =>
      [tf.add(tf.mul(first, cos), tf.mul(second, sin)), tf.add(tf.mul(first, sin), tf.mul(second, cos))],
  }),
  minusTwice: rotateVariant({
    turn: ([first, second], { cos, sin }) =>
      [tf.sub(tf.mul(first, cos), tf.mul(second, sin)), tf.sub(tf.mul(first, sin), tf.mul(second, cos))],
  }),
  swapped: rotateVariant({ turn: (halves, { cos, sin }) => turnPair(halves, { cos: sin, sin: cos }) }),
  onlyFirst: rotateVariant({ turn: (halves, angles) => [turnPair(halves, angles)[0], halves[1]] }),
  eachByItself: rotateVariant({
    turn: ([first, second], { cos, sin }) => [tf.mul(first, cos), tf.mul(second, sin)],
  }),
  overHeads: rotateVariant({
    turn: (halves, { cos, sin }) => {
      const heads = halves[0].shape[1]!;
      return turnPair(halves, { cos: forHeads(cos, heads), sin: forHeads(sin, heads) });
    },
  }),
};
