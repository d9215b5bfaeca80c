import * as tf from "@tensorflow/tfjs-core";
import { type Check, type Mistake, plain, randomTensor, valueCheck } from "byhand-course";
import { answerInputs, pairIds, randomText } from "./10-mini-bert.checks";
import { answering, hiding, pooled, segments } from "./10-mini-bert.messages";
import { maskingVariant, poolingVariant, segmentVariant, spanVariant } from "./10-mini-bert.mistakes";

// Checks of lesson 10 that only a grader runs. Each is about what an answer that fits the public checks may still lack.

/** Answers that pass every public check, by exercise. */
export const fitted: Record<string, Mistake[]> = {
  maskTokens: [{
    answer: ((ids, draws, { maskId, share }) => maskingVariant({})(ids, draws, { maskId, specialIds: [0, 1, 2, 3, 4], share })) as
      ReturnType<typeof maskingVariant>,
    say: "ids below 5 are taken for the special ones: which ones are special, specialIds says",
  }],
  segmentTypes: [{
    answer: ((ids) => segmentVariant({})(ids, { separatorId: 3, paddingId: 0 })) as ReturnType<typeof segmentVariant>,
    say: "3 is taken for the separator and 0 for the padding, whatever separatorId and paddingId say",
  }],
  meanPooling: [{
    answer: (states: tf.Tensor, attentionMask: tf.Tensor) => {
      const count = tf.sum(tf.cast(attentionMask, "int32"), 1, true); // [batch, 1]
      const first = tf.less(tf.range(0, states.shape[1]!, 1, "int32"), count); // the first so many tokens
      return poolingVariant({})(states, first);
    },
    say: "this takes the first tokens, as many as are real: padding may stand on the left as well",
  }],
  bestSpan: [{
    answer: ((starts, ends, options) => {
      const best = spanVariant({})(starts, ends, options);
      return best.score > 0 ? best : { start: -1, end: -1, score: 0 };
    }) as ReturnType<typeof spanVariant>,
    say: "the search begins at the score 0, so no answer is found where all sums are below it",
  }],
};

export const hidden: Record<string, Check[]> = {
  maskTokens: [
    valueCheck("another vocabulary, with its special tokens at the end", {
      points: 2,
      inputs: (random) => {
        const [ids, draws] = randomText(random, 80) as [number[], object];
        const moved = ids.map((id, i) => (i % 9 === 0 ? 50 : id - 3));
        return [moved, draws as never, { maskId: 52, specialIds: [50, 51, 52], share: 0.4 }];
      },
      expected: maskingVariant({}), mistakes: [...fitted.maskTokens, ...hiding],
    }),
  ],
  segmentTypes: [
    valueCheck("the ids of a published vocabulary", {
      points: 1,
      inputs: (random) => {
        const ids = pairIds(random, [6, 9, 5]).map((id) => ({ 0: 100, 2: 101, 3: 102 })[id] ?? id);
        return [ids, { separatorId: 102, paddingId: 100 }];
      },
      expected: segmentVariant({}), mistakes: [...fitted.segmentTypes, ...segments],
    }),
  ],
  meanPooling: [
    valueCheck("texts that are padded on the left", {
      points: 1,
      inputs: (random) => [randomTensor(random, [2, 6, 4]), plain([[0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 1, 1]], "bool")],
      expected: poolingVariant({}), mistakes: [...fitted.meanPooling, ...pooled],
    }),
  ],
  bestSpan: [
    valueCheck("scores that are all below 0", {
      points: 1,
      inputs: (random) => {
        const [starts, ends, options] = answerInputs(random, 5) as [number[], number[], object];
        const below = (scores: number[]): number[] => scores.map((score) => score - 40);
        return [below(starts), below(ends), options as never];
      },
      expected: spanVariant({}), mistakes: [...fitted.bestSpan, ...answering],
    }),
  ],
};
