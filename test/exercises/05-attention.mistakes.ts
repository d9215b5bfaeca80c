import * as tf from "@tensorflow/tfjs-core";

// What the misconceptions of lesson 05 compute: the checks recognise them, and they are the wrong answers of the exercises.

type Options = { mask?: tf.Tensor; scale?: number };

type Bend = {
  /** what the scores are divided by */
  divisor?: (query: tf.Tensor, key: tf.Tensor) => number;
  /** from scores to weights */
  weigh?: (scores: tf.Tensor, mask?: tf.Tensor) => tf.Tensor;
  /** what is made of the option `scale` */
  factor?: (usual: number, scale?: number) => number;
  /** from queries and keys to scores */
  match?: (query: tf.Tensor, key: tf.Tensor) => tf.Tensor;
};

const size = (x: tf.Tensor, fromEnd: number): number => x.shape[x.rank - fromEnd];

const hide = (scores: tf.Tensor, mask?: tf.Tensor): tf.Tensor =>
  mask ? tf.add(scores, tf.mul(tf.sub(tf.cast(mask, "float32"), 1), 1e9)) : scores;

const keep = (weights: tf.Tensor, mask?: tf.Tensor): tf.Tensor => (mask ? tf.mul(weights, tf.cast(mask, "float32")) : weights);

const swap = (x: tf.Tensor): tf.Tensor =>
  tf.transpose(x, [...Array(x.rank - 2).keys(), x.rank - 1, x.rank - 2]);

/** Softmax as one first writes it; where every exp along the axis is 0, or one is ∞, it is not a number. */
const byHand = (scores: tf.Tensor, axis: number): tf.Tensor => {
  const exps = tf.exp(scores);
  return tf.div(exps, tf.sum(exps, axis, true));
};

/** Scores that are hidden where the mask is true, by each way of writing it. */
const hideAllowed = {
  where: (s: tf.Tensor, m: tf.Tensor) => tf.where(m, tf.fill(s.shape, -1e9), s),
  infinite: (s: tf.Tensor, m: tf.Tensor) => tf.where(m, tf.fill(s.shape, -Infinity), s),
  raised: (s: tf.Tensor, m: tf.Tensor) => tf.add(s, tf.mul(tf.sub(1, tf.cast(m, "float32")), 1e9)),
};

const inverted = (way: keyof typeof hideAllowed, { kept = false } = {}) => attentionVariant({
  weigh: (s, m) => {
    const weights = tf.softmax(m ? hideAllowed[way](s, m) : s);
    return kept ? keep(weights, m) : weights;
  },
});

/** Attention with one step bent as a misconception would bend it. */
export const attentionVariant = ({ divisor, weigh, factor, match }: Bend) =>
  (query: tf.Tensor, key: tf.Tensor, value: tf.Tensor, { mask, scale }: Options = {}) => {
    const usual = 1 / (divisor ?? ((q) => Math.sqrt(size(q, 1))))(query, key);
    const scores = tf.mul(
      (match ?? ((q, k) => tf.matMul(q, k, false, true)))(query, key),
      (factor ?? ((u, s) => s ?? u))(usual, scale),
    );
    const weights = (weigh ?? ((s, m) => keep(tf.softmax(hide(s, m)), m)))(scores, mask);
    return { output: tf.matMul(weights, value), weights };
  };

/** Each misconception about attention, by name: what it computes. */
export const attentionMistakes = {
  overQueries: attentionVariant({ weigh: (s, m) => swap(tf.softmax(swap(hide(s, m)))) }),
  overQueriesKept: attentionVariant({ weigh: (s, m) => keep(swap(tf.softmax(swap(hide(s, m)))), m) }),
  overQueriesByHand: attentionVariant({ weigh: (s, m) => byHand(hide(s, m), -2) }),
  overAxis: attentionVariant({ weigh: (s, m) => keep(tf.softmax(hide(s, m), -2), m) }),
  allAxesTurned: attentionVariant({ match: (q, k) => tf.matMul(q, tf.transpose(k)) }),
  notTurned: attentionVariant({ match: (q, k) => tf.matMul(q, k) }),
  byAxis0: attentionVariant({ divisor: (q) => Math.sqrt(q.shape[0]) }),
  byAxis1: attentionVariant({ divisor: (q) => Math.sqrt(q.shape[1]!) }),
  byAxis2: attentionVariant({ divisor: (q) => Math.sqrt(q.shape[2]!) }),
  unscaled: attentionVariant({ divisor: () => 1 }),
  byHeadSize: attentionVariant({ divisor: (q) => size(q, 1) }),
  byModelSize: attentionVariant({ divisor: (q) => Math.sqrt(size(q, 1) * (q.rank > 3 ? size(q, 3) : 1)) }),
  byKeys: attentionVariant({ divisor: (_, k) => Math.sqrt(size(k, 2)) }),
  multiplied: attentionVariant({ divisor: (q) => 1 / Math.sqrt(size(q, 1)) }),
  maskIgnored: attentionVariant({ weigh: (s) => tf.softmax(s) }),
  maskInverted: attentionVariant({ weigh: (s, m) => tf.softmax(m ? hide(s, tf.logicalNot(m)) : s) }),
  maskInvertedThenKept: attentionVariant({ weigh: (s, m) => keep(tf.softmax(m ? hide(s, tf.logicalNot(m)) : s), m) }),
  maskInvertedTwice: attentionVariant({
    weigh: (s, m) => (m ? keep(tf.softmax(hide(s, tf.logicalNot(m))), tf.logicalNot(m)) : tf.softmax(s)),
  }),
  maskInvertedWhere: inverted("where"),
  maskInvertedWhereKept: inverted("where", { kept: true }),
  maskInvertedInfinite: inverted("infinite"),
  maskInvertedInfiniteKept: inverted("infinite", { kept: true }),
  maskInvertedRaised: inverted("raised"),
  maskInvertedRaisedKept: inverted("raised", { kept: true }),
  maskInvertedRaisedByHand: attentionVariant({ weigh: (s, m) => byHand(m ? hideAllowed.raised(s, m) : s, -1) }),
  maskInvertedUnscaled: attentionVariant({
    divisor: () => 1, weigh: (s, m) => keep(tf.softmax(m ? hide(s, tf.logicalNot(m)) : s), m),
  }),
  maskWeak: attentionVariant({
    weigh: (s, m) => tf.softmax(m ? tf.add(s, tf.mul(tf.sub(tf.cast(m, "float32"), 1), 5)) : s),
  }),
  maskAfter: attentionVariant({ weigh: (s, m) => keep(tf.softmax(s), m) }),
  maskZero: attentionVariant({ weigh: (s, m) => tf.softmax(keep(s, m)) }),
  maskAdded: attentionVariant({ weigh: (s, m) => tf.softmax(m ? tf.add(s, tf.cast(m, "float32")) : s) }),
  allMasked: attentionVariant({ weigh: (s, m) => tf.softmax(hide(s, m)) }),
  notANumber: attentionVariant({ weigh: (s, m) => tf.softmax(m ? tf.where(m, s, -Infinity) : s) }),
  scaleIgnored: attentionVariant({ factor: (usual) => usual }),
  scaleDivides: attentionVariant({ factor: (usual, scale) => (scale === undefined ? usual : 1 / scale) }),
  scaleIgnoredUnscaled: attentionVariant({ divisor: () => 1, factor: (usual) => usual }),
  scaleIgnoredOverQueries: attentionVariant({
    factor: (usual) => usual, weigh: (s, m) => swap(tf.softmax(swap(hide(s, m)))),
  }),
  scaleOnTop: attentionVariant({ factor: (usual, scale = 1) => usual * scale }),
};

const triangle = (compare: (query: tf.Tensor, key: tf.Tensor) => tf.Tensor, { fromStart = false } = {}) =>
  (queries: number, keys = queries) => {
    const first = fromStart ? 0 : keys - queries;
    return compare(
      tf.reshape(tf.range(first, first + queries, 1, "int32"), [queries, 1]),
      tf.reshape(tf.range(0, keys, 1, "int32"), [1, keys]),
    );
  };

/** Each misconception about the causal mask, by name. */
export const maskMistakes = {
  upsideDown: triangle(tf.lessEqual),
  noSelf: triangle(tf.greater),
  inverted: triangle(tf.less),
  fromStart: triangle(tf.greaterEqual, { fromStart: true }),
};

const splitBy = (cut: (x: tf.Tensor, heads: number) => tf.Tensor) => (x: tf.Tensor, heads: number) => cut(x, heads);

/** Each misconception about splitting heads, by name. */
export const splitMistakes = {
  noTranspose: splitBy((x, heads) => tf.reshape(x, [x.shape[0], heads, x.shape[1]!, x.shape[2]! / heads])),
  interleaved: splitBy((x, heads) =>
    tf.transpose(tf.reshape(x, [x.shape[0], x.shape[1]!, x.shape[2]! / heads, heads]), [0, 3, 1, 2])),
  headsFirst: splitBy((x, heads) => {
    const [batch, time, hidden] = x.shape as [number, number, number];
    const cut = tf.reshape(x, [batch, time, heads, hidden / heads]);
    return tf.reshape(tf.transpose(cut, [2, 0, 1, 3]), [batch, heads, time, hidden / heads]);
  }),
  otherOrder: splitBy((x, heads) =>
    tf.transpose(tf.reshape(x, [x.shape[0], x.shape[1]!, heads, x.shape[2]! / heads]), [0, 2, 3, 1])),
};

/** Each misconception about merging heads, by name. */
export const mergeMistakes = {
  noTranspose: (x: tf.Tensor4D) => tf.reshape(x, [x.shape[0], x.shape[2], x.shape[1] * x.shape[3]]),
  interleaved: (x: tf.Tensor4D) =>
    tf.reshape(tf.transpose(x, [0, 2, 3, 1]), [x.shape[0], x.shape[2], x.shape[1] * x.shape[3]]),
  otherOrder: (x: tf.Tensor4D) =>
    tf.reshape(tf.transpose(x, [0, 1, 3, 2]), [x.shape[0], x.shape[2], x.shape[1] * x.shape[3]]),
  allTurned: (x: tf.Tensor4D) => tf.reshape(tf.transpose(x), [x.shape[0], x.shape[2], x.shape[1] * x.shape[3]]),
};

const permutations = (items: number[]): number[][] => (items.length < 2 ? [items] : items.flatMap((item, i) =>
  permutations(items.filter((_, at) => at !== i)).map((rest) => [item, ...rest])));

/** Every order of four axes but the right one, [0, 2, 1, 3]; first those that leave the batch where it is. */
const wrongOrders = permutations([0, 1, 2, 3]).filter((order) => order.join() !== "0,2,1,3");

const ordered = (axes: string[], order: number[]): string[] => order.map((axis) => axes[axis]);

/** What ends up in one row when [batch, time, features] is read off axes in this order. */
function mixture([first, , ...row]: string[]): string {
  if (row.includes("batch")) return "features of different texts end up in one row";
  if (row.includes("time")) return "features of different tokens end up in one row";
  return first === "batch" ? "the heads' features are shuffled like cards" : "texts and tokens change places";
}

/** mergeHeads with each wrong transpose before its reshape, and what that mixes. */
export const mergeOrders = wrongOrders.map((order) => {
  const made = ordered(["batch", "heads", "time", "headSize"], order);
  return {
    answer: (x: tf.Tensor4D) => tf.reshape(tf.transpose(x, order), [x.shape[0], x.shape[2], x.shape[1] * x.shape[3]]),
    say: `tf.transpose(x, [${order.join(", ")}]) makes it [${made.join(", ")}], so that ${mixture(made)}: before the `
      + "reshape it must be [batch, time, heads, headSize]",
  };
});

/** splitHeads with each wrong transpose after its cut. */
export const splitOrders = wrongOrders.map((order) => ({
  answer: splitBy((x, heads) =>
    tf.transpose(tf.reshape(x, [x.shape[0], x.shape[1]!, heads, x.shape[2]! / heads]), order)),
  say: `a transpose to [${order.join(", ")}] makes it [${ordered(["batch", "time", "heads", "headSize"], order).join(", ")}]`
    + ": it must be [batch, heads, time, headSize]",
}));

type Copies = { over: "batch" | "heads" | "tokens" };

/** Copies of the heads that are dealt out in a wrong order: the whole block, or each token, in place of each head. */
const copied = ({ over }: Copies) => (x: tf.Tensor4D, times: number) => {
  const [batch, heads, time, size] = x.shape;
  const all = {
    batch: () => tf.tile(tf.reshape(x, [batch * heads, time * size]), [times, 1]),
    heads: () => tf.tile(x, [1, times, 1, 1]),
    tokens: () => tf.tile(tf.reshape(x, [batch * heads * time, 1, size]), [1, times, 1]),
  };
  return tf.reshape(all[over](), [batch, heads * times, time, size]);
};

/** Each misconception about giving a key head to several query heads, by name. */
export const repeatMistakes = {
  wholeBlock: copied({ over: "heads" }),
  eachToken: copied({ over: "tokens" }),
  batchForgotten: copied({ over: "batch" }),
  longerText: (x: tf.Tensor4D, times: number) => tf.tile(x, [1, 1, times, 1]),
  longerHeads: (x: tf.Tensor4D, times: number) => tf.tile(x, [1, 1, 1, times]),
  moreTexts: (x: tf.Tensor4D, times: number) => tf.tile(x, [times, 1, 1, 1]),
  firstHead: (x: tf.Tensor4D, times: number) => {
    const [batch, heads, time, size] = x.shape;
    return tf.tile(tf.slice(x, [0, 0, 0, 0], [batch, 1, time, size]), [1, heads * times, 1, 1]);
  },
  fiveAxes: (x: tf.Tensor4D, times: number) => {
    const [batch, heads, time, size] = x.shape;
    return tf.reshape(tf.tile(tf.expandDims(x, 2), [1, 1, times, 1, 1]), [batch, heads * times, time, size]);
  },
};

type Combine = (causal: tf.Tensor, real: tf.Tensor) => tf.Tensor;

/** The mask of a padded batch with one step bent as a misconception would bend it. */
export const decoderVariant = (combine: Combine, { real = tf.notEqual as Combine, overQueries = false } = {}) =>
  (ids: tf.Tensor2D, paddingId: number, causal: tf.Tensor) => {
    const [batch, time] = ids.shape;
    const words = tf.reshape(real(ids, tf.scalar(paddingId, "int32")), overQueries ? [batch, 1, time, 1] : [batch, 1, 1, time]);
    return combine(tf.reshape(causal, [1, 1, time, time]), words);
  };

/** True for keys up to `ahead` after the query. */
const nearDiagonal = (time: number, ahead: number): tf.Tensor => tf.lessEqual(
  tf.reshape(tf.range(0, time, 1, "int32"), [1, 1, 1, time]), tf.reshape(tf.range(ahead, time + ahead), [1, 1, time, 1]));

/** Each misconception about the mask of a padded batch, by name. */
export const decoderMistakes = {
  noReshape: (ids: tf.Tensor2D, paddingId: number, causal: tf.Tensor) => tf.logicalAnd(causal, tf.notEqual(ids, paddingId)),
  noReshapeSwapped: (ids: tf.Tensor2D, paddingId: number, causal: tf.Tensor) =>
    tf.logicalAnd(tf.notEqual(ids, paddingId), causal),
  oneAxisShort: (ids: tf.Tensor2D, paddingId: number, causal: tf.Tensor) =>
    tf.logicalAnd(causal, tf.expandDims(tf.notEqual(ids, paddingId), 1)),
  either: decoderVariant(tf.logicalOr as Combine),
  queriesHidden: decoderVariant(tf.logicalAnd as Combine, { overQueries: true }),
  onlyPadding: decoderVariant(tf.logicalAnd as Combine, { real: tf.equal as Combine }),
  zeroForPadding: decoderVariant(tf.logicalAnd as Combine, { real: (ids) => tf.notEqual(ids, 0) }),
  paddingForgotten: decoderVariant((causal, words) => tf.logicalAnd(causal, tf.onesLike(words))),
  peeks: decoderVariant((_causal, words) => tf.logicalAnd(nearDiagonal(words.shape[3]!, 1), words)),
  noSelf: decoderVariant((_causal, words) => tf.logicalAnd(nearDiagonal(words.shape[3]!, -1), words)),
  causalReturned: (_ids: tf.Tensor2D, _paddingId: number, causal: tf.Tensor) => causal,
  causalForgotten: decoderVariant((_causal, words) => words),
  causalForgottenWide: decoderVariant((causal, words) => tf.logicalAnd(tf.onesLike(causal), words)),
  inverted: decoderVariant((causal, words) => tf.logicalNot(tf.logicalAnd(causal, words))),
};

export const rightDecoderMask = decoderVariant(tf.logicalAnd as Combine);
