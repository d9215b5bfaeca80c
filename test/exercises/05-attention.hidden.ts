import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { type Check, type Mistake, randomIds, randomTensor, valueCheck } from "byhand-course";
import { causal } from "./05-attention.checks";
import { causalMistakes, masking, padded, splitting } from "./05-attention.messages";
import { attentionVariant, decoderVariant, rightDecoderMask } from "./05-attention.mistakes";
import { decoderSymptom, maskSymptom } from "./05-attention.symptoms";

// Checks of lesson 05 that only a grader runs. Each is about what an answer that fits the public checks may still lack.

/** Answers that pass every public check, by exercise. */
export const fitted: Record<string, Mistake[]> = {
  scaledDotProductAttention: [{
    answer: attentionVariant({
      weigh: (scores, mask) => {
        if (!mask) return tf.softmax(scores);
        const allowed = tf.cast(mask, "float32");
        return tf.mul(tf.softmax(tf.add(scores, tf.mul(tf.sub(allowed, 1), 100))), allowed);
      },
    }),
    say: "hidden scores are lower by 100 only, which large scores outweigh: take −1e9",
  }],
  causalMask: [{
    answer: (queries: number, keys = queries) => {
      const own = tf.range(keys === queries ? 0 : 3, keys === queries ? queries : 3 + queries, 1, "int32");
      return tf.greaterEqual(tf.expandDims(own, 1), tf.range(0, keys, 1, "int32"));
    },
    say: "three remembered keys are taken for granted: there are keyLength − queryLength",
  }],
  decoderMask: [{
    answer: decoderVariant(tf.logicalAnd as (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, {
      real: (ids, padding) =>
        tf.logicalOr(tf.less(ids, padding), tf.logicalAnd(tf.equal(padding, 0), tf.greater(ids, padding))),
    }),
    say: "the padding token is taken for the first or the last of the vocabulary: compare for being equal",
  }],
  splitHeads: [{
    answer: (x: tf.Tensor) => {
      const [batch, time, hidden] = x.shape as [number, number, number];
      const headSize = hidden === 12 ? 3 : 2;
      return tf.transpose(tf.reshape(x, [batch, time, hidden / headSize, headSize]), [0, 2, 1, 3]);
    },
    say: "the head size is that of the examples: it is hidden / heads",
  }],
};

export const hidden: Record<string, Check[]> = {
  scaledDotProductAttention: [
    valueCheck("a mask hides large scores as well", {
      points: 2,
      inputs: (random) => {
        const [query, key] = [0, 1].map(() => randomTensor(random, [2, 7, 5], { deviation: 30 }));
        // the last query's scores are of size 1: where all are large, one key gets everything, however they are scaled
        const values = query.values.map((value, i) => (Math.floor(i / 5) % 7 === 6 ? Math.fround(value / 900) : value));
        return [{ ...query, values }, key, randomTensor(random, [2, 7, 3]), { mask: causal(7) }];
      },
      expected: byhand.scaledDotProductAttention, mistakes: [...fitted.scaledDotProductAttention, ...masking],
      symptom: maskSymptom, tolerance: 1e-3, // scores of some thousand keep three digits behind the point in float32
    }),
  ],
  causalMask: [
    valueCheck("new queries after four remembered keys and more", {
      points: 1,
      inputs: (random) => {
        const queries = 1 + random.integer(5);
        return [queries, queries + 4 + random.integer(9)];
      },
      expected: byhand.causalMask, mistakes: [...fitted.causalMask, ...causalMistakes],
    }),
  ],
  decoderMask: [
    valueCheck("a padding token from the midst of the vocabulary", {
      points: 1,
      inputs: (random) => {
        const paddingId = 10 + random.integer(30);
        const ids = randomIds(random, [3, 11], 50);
        const values = ids.values.map((id) => (random.uniform() < 0.3 ? paddingId : id));
        return [{ ...ids, values: [paddingId, 0, ...values.slice(2)] }, paddingId, causal(11)];
      },
      expected: rightDecoderMask, mistakes: [...fitted.decoderMask, ...padded], symptom: decoderSymptom,
    }),
  ],
  splitHeads: [
    valueCheck("heads of other sizes than before", {
      points: 1, inputs: (random) => [randomTensor(random, [3, 5, 24]), [3, 4, 6][random.integer(3)]],
      expected: byhand.splitHeads, mistakes: [...fitted.splitHeads, ...splitting],
    }),
  ],
};
