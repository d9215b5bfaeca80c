import type { Mistake } from "byhand-course";
import {
  attentionMistakes, decoderMistakes, maskMistakes, mergeMistakes, mergeOrders, repeatMistakes, splitMistakes,
  splitOrders,
} from "./05-attention.mistakes";
import { INVERTED } from "./05-attention.symptoms";

// What the checks of lesson 05 say to whoever has one of its misconceptions. The first that fits is said.

const ofAxis = (axis: number): string => `the scores are divided by √query.shape[${axis}], which is another length here: the `
  + "head size is on the last axis, query.shape[query.rank - 1]";

export const OVER_QUERIES = "your weights sum to 1 down the columns: rows are the queries, and each query shares its attention "
  + "out over the keys, so take the softmax over the last axis";

export const scaling: Mistake[] = [
  {
    answer: attentionMistakes.allAxesTurned,
    say: "tf.transpose(key) turned all axes round; swap only the last two: tf.matMul(query, key, false, true)",
  },
  {
    answer: attentionMistakes.notTurned,
    say: "each query meets each key by their features, so swap key's last two axes: tf.matMul(query, key, false, true)",
  },
  {
    answer: attentionMistakes.overAxis, error: /Softmax along a non-last dimension/,
    say: "softmax belongs over the keys, the last axis: tf.softmax(scores)",
  },
  ...[attentionMistakes.overQueries, attentionMistakes.overQueriesKept, attentionMistakes.overQueriesByHand]
    .map((answer) => ({ answer, say: OVER_QUERIES })),
  {
    answer: attentionMistakes.unscaled,
    say: "the scores are not scaled: divide them by √headSize, or the softmax saturates as heads grow",
  },
  { answer: attentionMistakes.byHeadSize, say: "the scores are divided by headSize: it should be its square root" },
  { answer: attentionMistakes.byAxis1, say: ofAxis(1) },
  { answer: attentionMistakes.byAxis2, say: ofAxis(2) },
  { answer: attentionMistakes.byAxis0, say: ofAxis(0) },
  {
    answer: attentionMistakes.byModelSize,
    say: "the scores are divided by the root of the whole model's size: it should be the size of one head, the last "
      + "axis of query",
  },
  {
    answer: attentionMistakes.byKeys,
    say: "the scores are divided by the root of the number of keys: the head size is on the last axis, "
      + "query.shape[query.rank - 1]",
  },
  { answer: attentionMistakes.multiplied, say: "the scores are multiplied by √headSize: divide by it" },
];

export const masking: Mistake[] = [
  { answer: attentionMistakes.maskIgnored, say: "the mask has no effect" },
  ...[
    attentionMistakes.maskInverted, attentionMistakes.maskInvertedThenKept, attentionMistakes.maskInvertedTwice,
    attentionMistakes.maskInvertedWhere, attentionMistakes.maskInvertedWhereKept,
    attentionMistakes.maskInvertedInfinite, attentionMistakes.maskInvertedInfiniteKept,
    attentionMistakes.maskInvertedRaised, attentionMistakes.maskInvertedRaisedKept,
    attentionMistakes.maskInvertedRaisedByHand,
  ].map((answer) => ({ answer, say: INVERTED })),
  {
    answer: attentionMistakes.maskAfter,
    say: "the mask comes after the softmax, so the rows no longer sum to 1: hide the scores before it",
  },
  {
    answer: attentionMistakes.maskZero,
    say: "a hidden score of 0 still gets exp(0) = 1: make it very negative (−1e9), so that its weight becomes 0",
  },
  {
    answer: attentionMistakes.maskAdded,
    say: "the mask was added as 1 and 0: add 0 where it is true and −1e9 where it is false",
  },
  ...scaling,
];

export const causalMistakes: Mistake[] = [
  {
    answer: maskMistakes.upsideDown,
    say: "this looks into the future: a query may attend to keys at its own and at earlier positions",
  },
  { answer: maskMistakes.noSelf, say: "a token may attend to itself too: the diagonal is true" },
  { answer: maskMistakes.inverted, say: "true means that a query may attend to a key: this is the other way round" },
  {
    answer: maskMistakes.fromStart,
    say: "with more keys than queries the queries are the last positions: the first query's own position is keyLength "
      + "− queryLength",
  },
];

export const splitting: Mistake[] = [
  {
    answer: splitMistakes.noTranspose,
    say: "a reshape alone mixes up time and heads: cut the hidden axis, [batch, time, heads, headSize], and then swap "
      + "time and heads",
  },
  {
    answer: splitMistakes.interleaved,
    say: "your heads take every n-th feature: head 0 takes the first headSize features side by side, head 1 the next",
  },
  {
    answer: splitMistakes.headsFirst,
    say: "heads of different texts have changed places: they were brought before the batch, and a reshape does not bring "
      + "them back; swap time and heads alone",
  },
  ...splitOrders,
];

export const merging: Mistake[] = [
  {
    answer: mergeMistakes.noTranspose,
    say: "a reshape alone mixes up time and heads: first swap them back to [batch, time, heads, headSize]",
  },
  {
    answer: mergeMistakes.interleaved,
    say: "the heads' features are shuffled like cards: each head's stay side by side",
  },
  ...mergeOrders,
];

export const padded: Mistake[] = [
  ...[decoderMistakes.noReshape, decoderMistakes.noReshapeSwapped].map((answer) => ({
    answer, say: "as a rule about keys the padding needs the shape [batch, 1, 1, key]; as [batch, key] it meets `causal` "
      + "as if each text were a query",
  })),
  {
    answer: decoderMistakes.oneAxisShort,
    say: "as a rule about keys the padding needs the shape [batch, 1, 1, key]: one axis of length 1, for the heads, is "
      + "missing",
  },
  {
    answer: decoderMistakes.either,
    say: "a key must pass both rules: not later AND not padding; this lets through what passes one",
  },
  {
    answer: decoderMistakes.queriesHidden,
    say: "this hides the rows of padding queries: it is as keys that padding must not be seen, [batch, 1, 1, key]",
  },
  { answer: decoderMistakes.onlyPadding, say: "this keeps the padding and hides the words: true means a real token" },
  {
    answer: decoderMistakes.zeroForPadding,
    say: "the padding token need not have the id 0: compare the ids with the argument paddingId",
  },
  {
    answer: decoderMistakes.causalReturned,
    say: "this is `causal` alone: padding is still visible. It must be hidden too, for each text of the batch",
  },
  ...[decoderMistakes.causalForgotten, decoderMistakes.causalForgottenWide].map((answer) => ({
    answer, say: "padding is hidden, but later tokens are visible: a key must pass `causal` as well",
  })),
  { answer: decoderMistakes.inverted, say: "this is the other way round: true = may attend" },
];

const NOT_ON = "it is the heads that are repeated, on axis 1; ";

export const repeating: Mistake[] = [
  {
    answer: repeatMistakes.wholeBlock,
    say: "this repeats the whole block of heads, 0 1 0 1: each head is repeated by itself, 0 0 1 1, since neighbouring "
      + "query heads share one",
  },
  {
    answer: repeatMistakes.batchForgotten,
    say: "heads of different texts have changed places: the batch stays apart, and each text keeps its own heads",
  },
  {
    answer: repeatMistakes.eachToken,
    say: "this repeats along time: each token follows itself. A head is copied as a whole, [time, headSize]",
  },
  { answer: repeatMistakes.firstHead, say: "every copy is of head 0: head j of the result is head ⌊j / times⌋ of x" },
  { answer: repeatMistakes.longerText, say: `${NOT_ON}here the text has become longer` },
  { answer: repeatMistakes.longerHeads, say: `${NOT_ON}here the features of each head are repeated` },
  { answer: repeatMistakes.moreTexts, say: `${NOT_ON}here the batch has grown` },
  {
    answer: repeatMistakes.fiveAxes, error: /Gradient for tile/,
    say: "TensorFlow.js has no gradient for a tile of five axes, though its values are right: make batch and heads one "
      + "axis first, so that four axes are left, and tile that",
  },
];
