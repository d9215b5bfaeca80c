import * as byhand from "byhand";
import {
  type Check, gradientCheck, plain, type PlainTensor, type PlainValue, type Policy, randomTensor, valueCheck,
} from "byhand-course";
import { answering, exchanged, hiding, keys, losing, pairing, pooled, scoring, segments } from "./10-mini-bert.messages";
import { lossVariant, maskingVariant, pairVariant, poolingVariant, scoreVariant, segmentVariant, spanVariant } from "./10-mini-bert.mistakes";

/** The lessons that this one builds on. */
export const needs = ["07-mini-gpt"];

export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: { losses: "write the loss from its formula", customGrad: "the tape finds the gradient" },
};

const special = { maskId: 4, specialIds: [0, 1, 2, 3, 4] };
const uniforms = (random: byhand.Random, length: number): number[] => Array.from({ length }, () => random.uniform());
const words = (random: byhand.Random, length: number): number[] => Array.from({ length }, () => 5 + random.integer(40));

/** A text between [CLS] and [SEP], all of whose tokens are chosen, and what kind says of them. */
const chosen = (ids: number[], kind: number[]): PlainValue[] =>
  [[2, ...ids, 3], { choice: [0.9, ...ids.map(() => 0.1), 0.9], kind: [0.5, ...kind, 0.5], token: ids.map((id) => id + 20).concat(7, 8) }, special];

export const randomText = (random: byhand.Random, length: number, share?: number): PlainValue[] => [
  [2, ...words(random, length), 3],
  { choice: uniforms(random, length + 2), kind: uniforms(random, length + 2), token: words(random, length + 2) },
  { ...special, ...(share === undefined ? {} : { share }) },
];

/** Texts of different lengths, each filled up to the longest. */
export const padding = (lengths: number[]): PlainTensor => {
  const time = Math.max(...lengths);
  return plain(lengths.map((length) => Array.from({ length: time }, (_, i) => Number(i < length))), "bool");
};

const types = { separatorId: 3, paddingId: 0 };

/** `[CLS] … [SEP] … [SEP]` and padding. */
export const pairIds = (random: byhand.Random, [first, second, padded]: [number, number, number]): number[] =>
  [2, ...words(random, first), 3, ...words(random, second), 3, ...Array.from({ length: padded }, () => 0)];

/** Documents of so many sentences, each of which says where it stands. */
export const documents = (lengths: number[]): string[][] =>
  lengths.map((length, document) => Array.from({ length }, (_, i) => `${"abcdef"[document]}${i + 1}`));

export const pairDraws = (random: byhand.Random, lengths: number[]): PlainValue =>
  lengths.flatMap((length) => Array.from({ length: length - 1 }, () => (
    { coin: random.uniform(), document: random.uniform(), sentence: random.uniform() })));

/** Labels of which some count: −100 for the others. */
export const someLabels = (random: byhand.Random, texts: number[][], vocabulary: number): PlainTensor =>
  plain(texts.map((row) => row.map((counts) => (counts ? random.integer(vocabulary) : -100))), "int32");

/** A question, a passage and padding: what may be an answer is in the middle. */
export const answerInputs = (random: byhand.Random, maximumLength?: number): PlainValue[] => {
  const logits = (): number[] => Array.from({ length: 20 }, () => 2 * random.normal());
  const allowed = Array.from({ length: 20 }, (_, i) => i >= 6 && i < 16);
  return [logits(), logits(), { allowed, ...(maximumLength === undefined ? {} : { maximumLength }) }];
};

export const spans = (random: byhand.Random, count: number): PlainValue[] => {
  const drawn = Array.from({ length: count }, () => ({ start: random.integer(8), length: 1 + random.integer(5) }));
  const right = drawn.map(({ start, length }) => ({ start, end: start + length - 1 }));
  const other = (): { start: number; end: number } => ({ start: random.integer(8), end: 8 + random.integer(3) });
  const found = right.map(({ start, end }, i) => (i % 3 === 0 ? { start, end } : other()));
  return [found, right];
};

const gradientOfLogits = (random: byhand.Random): PlainValue[] =>
  [randomTensor(random, [2, 4, 6]), someLabels(random, [[1, 0, 1, 0], [0, 0, 0, 1]], 6)];

export const checks: Record<string, Check[]> = {
  maskTokens: [
    valueCheck("four tokens: one special, one masked, one kept, one not chosen", {
      points: 1, inputs: [[2, 10, 11, 12], { choice: [0, 0.1, 0.1, 0.9], kind: [0, 0.3, 0.95, 0], token: [9, 9, 9, 9] }, special],
      expected: { ids: [2, 4, 11, 12], labels: [-100, 10, 11, -100] }, mistakes: hiding,
    }),
    valueCheck("kind below 0.8: masks", {
      points: 1, inputs: chosen([10, 11, 12], [0, 0.5, 0.79]), expected: maskingVariant({}), mistakes: hiding,
    }),
    valueCheck("kind from 0.8 to 0.9: random tokens", {
      points: 1, inputs: chosen([10, 11], [0.8, 0.85]), expected: maskingVariant({}), mistakes: hiding,
    }),
    valueCheck("kind from 0.9 on: the tokens themselves, to be guessed all the same", {
      points: 1, inputs: chosen([10, 11], [0.9, 0.99]), expected: maskingVariant({}), mistakes: hiding,
    }),
    valueCheck("special tokens are never chosen", {
      points: 1, expected: maskingVariant({}), mistakes: hiding,
      inputs: [[2, 0, 3, 1, 9], { choice: [0, 0, 0, 0, 0.5], kind: [0, 0, 0, 0, 0], token: [9, 9, 9, 9, 9] }, special],
    }),
    valueCheck("a random text of 60 tokens, half of them chosen", {
      points: 2, inputs: (random) => randomText(random, 60, 0.5), expected: maskingVariant({}), mistakes: hiding,
    }),
  ],
  encoderMask: [
    valueCheck("one text of two words and one padding token", {
      points: 1, inputs: [plain([[true, true, false]], "bool")],
      expected: { dtype: "bool", shape: [1, 1, 1, 3], values: [1, 1, 0] }, mistakes: keys,
    }),
    valueCheck("a batch of texts of different lengths", {
      points: 1, inputs: [padding([5, 2, 4])], expected: byhand.encoderMask, mistakes: keys,
    }),
  ],
  segmentTypes: [
    valueCheck("[CLS] 7 8 [SEP] 9 [SEP] and padding", {
      points: 1, inputs: [[2, 7, 8, 3, 9, 3, 0], types], expected: [0, 0, 0, 0, 1, 1, 0], mistakes: segments,
    }),
    valueCheck("a pair without padding", {
      points: 1, inputs: [[2, 7, 3, 8, 9, 3], types], expected: [0, 0, 0, 1, 1, 1], mistakes: segments,
    }),
    valueCheck("a single text has type 0 everywhere", {
      points: 1, inputs: [[2, 7, 8, 9, 3], types], expected: [0, 0, 0, 0, 0], mistakes: segments,
    }),
    valueCheck("random pairs with much padding", {
      points: 1, inputs: (random) => [pairIds(random, [5, 7, 6]), types], expected: segmentVariant({}), mistakes: segments,
    }),
  ],
  nextSentencePairs: [
    valueCheck("next ones only: each sentence with the one behind it", {
      points: 1, expected: pairVariant({}), mistakes: pairing,
      inputs: [documents([3, 2]), [0.5, 0.9, 0.7].map((coin) => ({ coin, document: 0.1, sentence: 0.6 }))],
    }),
    valueCheck("random ones only: from another document", {
      points: 1, expected: pairVariant({}), mistakes: pairing,
      inputs: [documents([2, 3, 1]), [
        { coin: 0.1, document: 0.3, sentence: 0.9 }, { coin: 0.2, document: 0.6, sentence: 0 },
        { coin: 0.3, document: 0.2, sentence: 0.5 },
      ]],
    }),
    valueCheck("both, in four documents", {
      points: 2, expected: pairVariant({}), mistakes: pairing,
      inputs: (random) => [documents([4, 3, 5, 6]), pairDraws(random, [4, 3, 5, 6])],
    }),
    valueCheck("with the option share", {
      points: 1, expected: pairVariant({}), mistakes: pairing,
      inputs: [documents([3, 3]), [0.1, 0.3, 0.6, 0.9].map((coin) => ({ coin, document: 0.5, sentence: 0.4 })), { share: 0.2 }],
    }),
  ],
  meanPooling: [
    valueCheck("two real tokens and one of padding: [2, 3]", {
      points: 1, inputs: [plain([[[1, 2], [3, 4], [9, 9]]]), plain([[1, 1, 0]], "bool")],
      expected: plain([[2, 3]]), mistakes: pooled,
    }),
    valueCheck("texts without padding", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 4, 3]), padding([4, 4])], expected: poolingVariant({}), mistakes: pooled,
    }),
    valueCheck("texts of different lengths", {
      points: 1, inputs: (random) => [randomTensor(random, [3, 6, 5]), padding([6, 2, 4])], expected: poolingVariant({}), mistakes: pooled,
    }),
    valueCheck("a text of padding alone gets zeros, not NaN", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 4]), padding([3, 0])], expected: poolingVariant({}), mistakes: pooled,
    }),
    gradientCheck("the gradient reaches real tokens only", {
      points: 1, of: ["states"], inputs: (random) => [randomTensor(random, [2, 5, 3]), padding([5, 2])], expected: poolingVariant({}),
      mistakes: pooled,
    }),
  ],
  maskedTokenLoss: [
    valueCheck("two chosen positions of three: 0.4904", {
      points: 1, inputs: [plain([[[0, 0], [5, 1], [0, Math.log(3)]]]), plain([[0, -100, 1]], "int32")],
      expected: plain(-(Math.log(0.5) + Math.log(0.75)) / 2), mistakes: losing,
    }),
    valueCheck("all positions chosen", {
      points: 1, inputs: (random) => [randomTensor(random, [2, 3, 5]), someLabels(random, [[1, 1, 1], [1, 1, 1]], 5)],
      expected: lossVariant({}), mistakes: losing,
    }),
    valueCheck("few chosen, not equally many in each text", {
      points: 1, expected: lossVariant({}), mistakes: losing,
      inputs: (random) => [randomTensor(random, [2, 7, 9]), someLabels(random, [[1, 0, 0, 1, 0, 0, 1], [0, 0, 0, 0, 1, 0, 0]], 9)],
    }),
    valueCheck("no position chosen: 0", {
      points: 1, inputs: (random) => [randomTensor(random, [1, 3, 4]), plain([[-100, -100, -100]], "int32")],
      expected: plain(0), mistakes: losing,
    }),
    valueCheck("large logits do not overflow", {
      points: 1, inputs: [plain([[[1000, 0, 995]]]), plain([[2]], "int32")], expected: lossVariant({}), mistakes: losing,
    }),
    gradientCheck("the gradient comes from chosen positions only", {
      points: 1, of: ["logits"], inputs: gradientOfLogits, expected: lossVariant({}), mistakes: losing,
    }),
  ],
  bestSpan: [
    valueCheck("four tokens, two at most: 2–3 with 7", {
      points: 1, inputs: [[9, 1, 4, 0], [0, 5, 2, 3], { allowed: [false, true, true, true], maximumLength: 2 }],
      expected: { start: 2, end: 3, score: 7 }, mistakes: answering,
    }),
    valueCheck("the best start and the best end fit together", {
      points: 1, inputs: [[0, 5, 1, 0], [0, 1, 4, 0], { allowed: [true, true, true, true] }],
      expected: { start: 1, end: 2, score: 9 }, mistakes: answering,
    }),
    valueCheck("the best end stands before the best start", {
      points: 1, inputs: [[1, 2, 6, 1], [3, 7, 1, 2], { allowed: [true, true, true, true] }],
      expected: { start: 1, end: 1, score: 9 }, mistakes: exchanged,
    }),
    valueCheck("the passage is in the middle; neither question nor padding may be the answer", {
      points: 1, inputs: [[8, 1, 3, 1, 2, 1], [1, 1, 2, 4, 1, 9], { allowed: [false, false, true, true, true, false] }],
      expected: { start: 2, end: 3, score: 7 }, mistakes: answering,
    }),
    valueCheck("a span of exactly maximumLength tokens", {
      points: 1, inputs: [[6, 0, 0, 5, 0, 0], [1, 2, 5, 0, 0, 7], { allowed: Array(6).fill(true) as boolean[], maximumLength: 2 }],
      expected: spanVariant({}), mistakes: answering,
    }),
    valueCheck("20 random scores, at most 4 tokens", {
      points: 1, inputs: (random) => answerInputs(random, 4), expected: spanVariant({}), mistakes: answering,
    }),
  ],
  spanScores: [
    valueCheck("one right, one beside: 1/2 and 0.5", {
      points: 1, inputs: [[{ start: 3, end: 5 }, { start: 7, end: 7 }], [{ start: 3, end: 5 }, { start: 8, end: 9 }]],
      expected: { exactMatch: 0.5, f1: 0.5 }, mistakes: scoring,
    }),
    valueCheck("one that overlaps: 0 and 0.4", {
      points: 1, inputs: [[{ start: 2, end: 3 }], [{ start: 3, end: 5 }]], expected: { exactMatch: 0, f1: 0.4 },
      mistakes: scoring,
    }),
    valueCheck("all exactly right: 1 and 1", {
      points: 1, inputs: [[{ start: 2, end: 2 }, { start: 4, end: 9 }], [{ start: 2, end: 2 }, { start: 4, end: 9 }]],
      expected: { exactMatch: 1, f1: 1 }, mistakes: scoring,
    }),
    valueCheck("two right starts, a right end, and one far away", {
      points: 1, expected: scoreVariant({}), mistakes: scoring,
      inputs: [
        [{ start: 2, end: 4 }, { start: 1, end: 6 }, { start: 0, end: 1 }, { start: 5, end: 9 }],
        [{ start: 2, end: 3 }, { start: 5, end: 6 }, { start: 8, end: 9 }, { start: 5, end: 8 }],
      ],
    }),
    valueCheck("nine random answers", {
      points: 1, inputs: (random) => spans(random, 9), expected: scoreVariant({}), mistakes: scoring,
    }),
  ],
};
