import * as byhand from "byhand";
import {
  type Check, gradientCheck, type Mistake, plain, type PlainTensor, type PlainValue, type Policy, randomIds,
  randomTensor, valueCheck,
} from "byhand-course";
import {
  attentionMistakes, decoderMistakes, maskMistakes, mergeMistakes, mergeOrders, repeatMistakes, rightDecoderMask,
  splitMistakes, splitOrders,
} from "./05-attention.mistakes";
import { decoderSymptom, INVERTED, maskSymptom } from "./05-attention.symptoms";

/** The lessons that this one builds on. */
export const needs = ["00-welcome"];

export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: {
    linalg: "compare the positions of queries and keys",
    einsum: "it has no gradient in TensorFlow.js: use tf.matMul",
    customGrad: "the tape finds the gradient",
  },
};

const ofAxis = (axis: number): string => `the scores are divided by √query.shape[${axis}], which is another length here: the `
  + "head size is on the last axis, query.shape[query.rank - 1]";

const scaling: Mistake[] = [
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
  {
    answer: attentionMistakes.overQueries,
    say: "your weights sum to 1 down the columns: rows are the queries, and each query shares its attention out over "
      + "the keys, so take the softmax over the last axis",
  },
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

const masking: Mistake[] = [
  { answer: attentionMistakes.maskIgnored, say: "the mask has no effect" },
  { answer: attentionMistakes.maskInverted, say: INVERTED },
  { answer: attentionMistakes.maskInvertedThenKept, say: INVERTED },
  { answer: attentionMistakes.maskInvertedTwice, say: INVERTED },
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

const causal = (time: number): PlainTensor => ({
  dtype: "bool", shape: [time, time],
  values: Array.from({ length: time * time }, (_, i) => (i % time <= Math.floor(i / time) ? 1 : 0)),
});
const nothingForTheFirst: PlainValue = { dtype: "bool", shape: [2, 3], values: [0, 0, 0, 1, 0, 1] };
const padding: PlainValue = { dtype: "bool", shape: [2, 1, 1, 4], values: [1, 1, 1, 1, 1, 1, 0, 0] };

const causalMistakes: Mistake[] = [
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

const splitting: Mistake[] = [
  {
    answer: splitMistakes.noTranspose,
    say: "a reshape alone mixes up time and heads: cut the hidden axis, [batch, time, heads, headSize], and then swap "
      + "time and heads",
  },
  {
    answer: splitMistakes.interleaved,
    say: "your heads take every n-th feature: head 0 takes the first headSize features side by side, head 1 the next",
  },
  ...splitOrders,
];

const merging: Mistake[] = [
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

const padded: Mistake[] = [
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

const repeating: Mistake[] = [
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
    say: "Right values, but TensorFlow.js can't train through a tile of five axes: make batch and heads one axis "
      + "first, tf.reshape(x, [batch * heads, 1, time, headSize]), and tile that",
  },
];

export const checks: Record<string, Check[]> = {
  scaledDotProductAttention: [
    valueCheck("one query, two keys: weights [0.25, 0.75], output 3", {
      points: 1, inputs: [plain([[1]]), plain([[0], [Math.log(3)]]), plain([[0], [4]])],
      expected: { output: plain([[3]]), weights: plain([[0.25, 0.75]]) }, mistakes: scaling,
    }),
    valueCheck("3 queries, 5 keys, head size 4", {
      points: 1,
      inputs: (random) => [randomTensor(random, [3, 4]), randomTensor(random, [5, 4]), randomTensor(random, [5, 2])],
      expected: byhand.scaledDotProductAttention, mistakes: scaling,
    }),
    valueCheck("a batch of heads: [2, 3, 4, 5]", {
      points: 1, inputs: (random) => [0, 1, 2].map(() => randomTensor(random, [2, 3, 4, 5])),
      expected: byhand.scaledDotProductAttention, mistakes: scaling,
    }),
    valueCheck("with a causal mask no query sees the future", {
      points: 2, inputs: (random) => [...[0, 1, 2].map(() => randomTensor(random, [2, 4, 3])), { mask: causal(4) }],
      expected: byhand.scaledDotProductAttention, mistakes: masking, symptom: maskSymptom,
    }),
    valueCheck("a mask for padding, [batch, 1, 1, key], is broadcast", {
      points: 1, inputs: (random) => [...[0, 1, 2].map(() => randomTensor(random, [2, 3, 4, 5])), { mask: padding }],
      expected: byhand.scaledDotProductAttention, mistakes: masking, symptom: maskSymptom,
    }),
    valueCheck("a query that may attend to nothing gets zeros, not NaN", {
      points: 1,
      inputs: (random) => [randomTensor(random, [2, 4]), randomTensor(random, [3, 4]), randomTensor(random, [3, 4]),
        { mask: nothingForTheFirst }],
      expected: byhand.scaledDotProductAttention,
      mistakes: [
        {
          answer: attentionMistakes.allMasked,
          say: "with every key hidden, the softmax shares the attention out among hidden keys: multiply the weights "
            + "by the mask as well",
        },
        ...masking,
      ],
      symptom: (result, inputs) => (JSON.stringify(result).includes("null")
        ? "a row whose scores are all −∞ is 0/0, not a number: use −1e9 for hidden scores, and multiply the weights "
          + "by the mask"
        : maskSymptom(result, inputs)),
    }),
    valueCheck("the option scale takes the place of 1/√headSize", {
      points: 1, inputs: (random) => [...[0, 1, 2].map(() => randomTensor(random, [3, 4])), { scale: 0.1 }],
      expected: byhand.scaledDotProductAttention,
      mistakes: [
        { answer: attentionMistakes.scaleIgnored, say: "the option `scale` is not looked at" },
        { answer: attentionMistakes.scaleDivides, say: "scale multiplies the scores: here they are divided by it" },
        { answer: attentionMistakes.scaleOnTop, say: "scale takes the place of 1/√headSize: here both are applied" },
        ...scaling,
      ],
    }),
    gradientCheck("gradients flow back to query, key and value", {
      points: 2, of: ["query", "key", "value"], inputs: (random) => [...[0, 1, 2].map(() => randomTensor(random, [2, 4, 3])), { mask: causal(4) }],
      expected: byhand.scaledDotProductAttention, mistakes: masking,
    }),
  ],
  causalMask: [
    valueCheck("three positions: a triangle", {
      points: 1, inputs: [3], expected: { dtype: "bool", shape: [3, 3], values: [1, 0, 0, 1, 1, 0, 1, 1, 1] },
      mistakes: causalMistakes,
    }),
    valueCheck("7 positions", { points: 1, inputs: [7], expected: byhand.causalMask, mistakes: causalMistakes }),
    valueCheck("2 new queries after 3 remembered keys", {
      points: 1, inputs: [2, 5], expected: { dtype: "bool", shape: [2, 5], values: [1, 1, 1, 1, 0, 1, 1, 1, 1, 1] },
      mistakes: causalMistakes,
    }),
  ],
  decoderMask: [
    valueCheck("one text of two words and one padding token", {
      points: 1, inputs: [plain([[7, 8, 0]], "int32"), 0, causal(3)],
      expected: { dtype: "bool", shape: [1, 1, 3, 3], values: [1, 0, 0, 1, 1, 0, 1, 1, 0] },
      mistakes: padded, symptom: decoderSymptom,
    }),
    valueCheck("a batch of texts with random padding", {
      points: 2, inputs: (random) => [randomIds(random, [4, 6], 3), 2, causal(6)], expected: rightDecoderMask,
      mistakes: padded, symptom: decoderSymptom,
    }),
  ],
  splitHeads: [
    valueCheck("two tokens of four features in two heads", {
      points: 1, inputs: [plain([[[1, 2, 3, 4], [5, 6, 7, 8]]]), 2],
      expected: plain([[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]]), mistakes: splitting,
    }),
    valueCheck("a batch: [2, 3, 12] in 4 heads", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 12]), 4], expected: byhand.splitHeads,
      mistakes: splitting,
    }),
    gradientCheck("the gradient finds its way back", {
      points: 1, of: ["x"], inputs: (random) => [randomTensor(random, [2, 3, 12]), 4], expected: byhand.splitHeads,
      mistakes: splitting,
    }),
  ],
  mergeHeads: [
    valueCheck("two heads of two tokens side by side again", {
      points: 1, inputs: [plain([[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]])],
      expected: plain([[[1, 2, 3, 4], [5, 6, 7, 8]]]), mistakes: merging,
    }),
    valueCheck("a batch: [2, 4, 3, 5] becomes [2, 3, 20]", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 4, 3, 5])], expected: byhand.mergeHeads,
      mistakes: merging,
    }),
    gradientCheck("the gradient finds its way back", {
      points: 1, of: ["x"], inputs: (random) => [randomTensor(random, [2, 4, 3, 5])], expected: byhand.mergeHeads,
      mistakes: merging,
    }),
  ],
  repeatHeads: [
    valueCheck("two heads of one token, each twice", {
      points: 1, inputs: [plain([[[[1, 2]], [[3, 4]]]]), 2],
      expected: plain([[[[1, 2]], [[1, 2]], [[3, 4]], [[3, 4]]]]), mistakes: repeating,
    }),
    valueCheck("a batch: [2, 3, 4, 5] three times becomes [2, 9, 4, 5]", {
      points: 2, inputs: (random) => [randomTensor(random, [2, 3, 4, 5]), 3], expected: byhand.repeatHeads,
      mistakes: repeating,
    }),
    valueCheck("one head for all: [2, 1, 3, 4] four times", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 1, 3, 4]), 4], expected: byhand.repeatHeads,
      mistakes: repeating,
    }),
    gradientCheck("the gradients of all copies add up", {
      points: 1, of: ["x"], inputs: (random) => [randomTensor(random, [2, 2, 3, 4]), 3], expected: byhand.repeatHeads,
      mistakes: repeating,
    }),
  ],
};
