import * as byhand from "byhand";
import {
  type Check, gradientCheck, plain, type PlainTensor, type PlainValue, type Policy, randomIds, randomTensor,
  valueCheck,
} from "byhand-course";
import { causalMistakes, masking, merging, OVER_QUERIES, padded, repeating, scaling, splitting } from "./05-attention.messages";
import { attentionMistakes, rightDecoderMask } from "./05-attention.mistakes";
import { decoderSymptom, maskSymptom } from "./05-attention.symptoms";

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

/** What a decoder may see of `time` positions. */
export const causal = (time: number): PlainTensor => ({
  dtype: "bool", shape: [time, time],
  values: Array.from({ length: time * time }, (_, i) => (i % time <= Math.floor(i / time) ? 1 : 0)),
});
const nothingForTheFirst: PlainValue = { dtype: "bool", shape: [2, 3], values: [0, 0, 0, 1, 0, 1] };
const padding: PlainValue = { dtype: "bool", shape: [2, 1, 1, 4], values: [1, 1, 1, 1, 1, 1, 0, 0] };

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
        ? "every exp in a row became 0, so its softmax is 0/0, not a number: either all its scores are −∞ (use −1e9 for "
          + "hidden ones, and multiply the weights by the mask), or the sum goes over another axis than the keys"
        : maskSymptom(result, inputs)),
    }),
    valueCheck("the option scale takes the place of 1/√headSize", {
      points: 1, inputs: (random) => [...[0, 1, 2].map(() => randomTensor(random, [3, 4])), { scale: 0.1 }],
      expected: byhand.scaledDotProductAttention,
      mistakes: [
        { answer: attentionMistakes.scaleIgnored, say: "the option `scale` is not looked at" },
        {
          answer: attentionMistakes.scaleIgnoredOverQueries,
          say: `is the option \`scale\` used? And ${OVER_QUERIES}`,
        },
        { answer: attentionMistakes.scaleDivides, say: "scale multiplies the scores: here they are divided by it" },
        { answer: attentionMistakes.scaleOnTop, say: "scale takes the place of 1/√headSize: here both are applied" },
        ...scaling,
      ],
      symptom: () => "is the option `scale` used? Where it is given, the scores are multiplied by it, and by nothing else",
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
