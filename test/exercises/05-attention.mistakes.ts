import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";

// What the misconceptions of lesson 05 compute: the checks recognise them, and they are the wrong answers of the exercises.

type Options = { mask?: tf.Tensor; scale?: number };

type Bend = {
  /** what the scores are divided by */
  divisor?: (query: tf.Tensor, key: tf.Tensor) => number;
  /** from scores to weights */
  weigh?: (scores: tf.Tensor, mask?: tf.Tensor) => tf.Tensor;
  /** whether the option `scale` is looked at */
  deaf?: boolean;
};

const size = (x: tf.Tensor, fromEnd: number): number => x.shape[x.rank - fromEnd];

const hide = (scores: tf.Tensor, mask?: tf.Tensor): tf.Tensor =>
  mask ? tf.add(scores, tf.mul(tf.sub(tf.cast(mask, "float32"), 1), 1e9)) : scores;

const keep = (weights: tf.Tensor, mask?: tf.Tensor): tf.Tensor => (mask ? tf.mul(weights, tf.cast(mask, "float32")) : weights);

const swap = (x: tf.Tensor): tf.Tensor =>
  tf.transpose(x, [...Array(x.rank - 2).keys(), x.rank - 1, x.rank - 2]);

/** Attention with one step bent as a misconception would bend it. */
export const attentionVariant = ({ divisor, weigh, deaf = false }: Bend) =>
  (query: tf.Tensor, key: tf.Tensor, value: tf.Tensor, { mask, scale }: Options = {}) => {
    const factor = (deaf ? undefined : scale) ?? 1 / (divisor ?? ((q) => Math.sqrt(size(q, 1))))(query, key);
    const scores = tf.mul(tf.matMul(query, key, false, true), factor);
    const weights = (weigh ?? ((s, m) => keep(tf.softmax(hide(s, m)), m)))(scores, mask);
    return { output: tf.matMul(weights, value), weights };
  };

/** Each misconception about attention, by name: what it computes. */
export const attentionMistakes = {
  overQueries: attentionVariant({ weigh: (s, m) => swap(tf.softmax(swap(hide(s, m)))) }),
  unscaled: attentionVariant({ divisor: () => 1 }),
  byHeadSize: attentionVariant({ divisor: (q) => size(q, 1) }),
  byModelSize: attentionVariant({ divisor: (q) => Math.sqrt(size(q, 1) * (q.rank > 3 ? size(q, 3) : 1)) }),
  byKeys: attentionVariant({ divisor: (_, k) => Math.sqrt(size(k, 2)) }),
  multiplied: attentionVariant({ divisor: (q) => 1 / Math.sqrt(size(q, 1)) }),
  maskIgnored: attentionVariant({ weigh: (s) => tf.softmax(s) }),
  maskInverted: attentionVariant({ weigh: (s, m) => tf.softmax(m ? hide(s, tf.logicalNot(m)) : s) }),
  maskAfter: attentionVariant({ weigh: (s, m) => keep(tf.softmax(s), m) }),
  maskZero: attentionVariant({ weigh: (s, m) => tf.softmax(keep(s, m)) }),
  maskAdded: attentionVariant({ weigh: (s, m) => tf.softmax(m ? tf.add(s, tf.cast(m, "float32")) : s) }),
  allMasked: attentionVariant({ weigh: (s, m) => tf.softmax(hide(s, m)) }),
  notANumber: attentionVariant({ weigh: (s, m) => tf.softmax(m ? tf.where(m, s, -Infinity) : s) }),
  deaf: attentionVariant({ deaf: true }),
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
};

/** Each misconception about merging heads, by name. */
export const mergeMistakes = {
  noTranspose: (x: tf.Tensor4D) => tf.reshape(x, [x.shape[0], x.shape[2], x.shape[1] * x.shape[3]]),
  interleaved: (x: tf.Tensor4D) =>
    tf.reshape(tf.transpose(x, [0, 2, 3, 1]), [x.shape[0], x.shape[2], x.shape[1] * x.shape[3]]),
};

type Combine = (causal: tf.Tensor, real: tf.Tensor) => tf.Tensor;

const decoder = (combine: Combine, { real = tf.notEqual as Combine, overQueries = false } = {}) =>
  (ids: tf.Tensor2D, paddingId: number) => {
    const [batch, time] = ids.shape;
    const words = tf.reshape(real(ids, tf.scalar(paddingId, "int32")), overQueries ? [batch, 1, time, 1] : [batch, 1, 1, time]);
    return combine(tf.reshape(byhand.causalMask(time), [1, 1, time, time]), words);
  };

/** Each misconception about the mask of a padded batch, by name. */
export const decoderMistakes = {
  either: decoder(tf.logicalOr as Combine),
  queriesHidden: decoder(tf.logicalAnd as Combine, { overQueries: true }),
  onlyPadding: decoder(tf.logicalAnd as Combine, { real: tf.equal as Combine }),
};

export const rightDecoderMask = decoder(tf.logicalAnd as Combine);
