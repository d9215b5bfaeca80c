import type { Random } from "byhand";
import { type Check, type PlainValue, type Policy, randomTensor, valueCheck } from "byhand-course";
import { caching, growing, judging, nucleus, penalties, ranking, undecided } from "./08-sampling.messages";
import {
  beamVariant, bestVariant, cacheVariant, entropyVariant, penaltyVariant, rankVariant, topPVariant,
} from "./08-sampling.mistakes";
import { logitsSymptom } from "./08-sampling.symptoms";

/** The lessons that this one builds on. */
export const needs = ["07-mini-gpt"];

export const policy: Policy = { imports: [], forbidden: {} };

const ln = (probabilities: number[]): number[] => probabilities.map(Math.log);
const byHand = [0, Math.log(2), Math.log(4)];
const four = ln([0.15, 0.5, 0.05, 0.3]);
const randomLogits = (random: Random, size = 20): number[] => randomTensor(random, [size], { deviation: 2 }).values;

const entropyCheck = (name: string, points: number, inputs: PlainValue[] | ((random: Random) => PlainValue[]),
  symptom?: () => string): Check =>
  valueCheck(name, { points, inputs, expected: entropyVariant({}), mistakes: undecided, symptom });

const topPCheck = (name: string, points: number, logits: number[] | ((random: Random) => number[]), p: number): Check =>
  valueCheck(name, {
    points, expected: topPVariant({}), mistakes: nucleus, symptom: logitsSymptom,
    inputs: (random) => [typeof logits === "function" ? logits(random) : logits, p],
  });

/** Texts of the same length that are being written, and the log-probabilities of what may come next. */
function randomBeams(random: Random, { beams, tokens }: { beams: number; tokens: number }): PlainValue[] {
  const logProbabilities = (): number[] => {
    const weights = Array.from({ length: tokens }, () => Math.exp(1.5 * random.normal()));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => Math.log(weight / total));
  };
  const texts = Array.from({ length: beams }, (_, i) => (
    { ids: [i, random.integer(tokens), random.integer(tokens)], logProbability: -2 - 0.3 * random.uniform() }));
  return [texts, texts.map(logProbabilities), 3];
}

const finished: PlainValue[] = [
  { ids: [7, 9], logProbability: Math.log(0.2) },
  { ids: [7, 8, 8, 9], logProbability: Math.log(0.1) },
  { ids: [9], logProbability: Math.log(0.3) },
];

/** Samples of different lengths; the shorter ones are the likelier ones in all, the longer ones for each token. */
export const samples = (lengths: number[], perToken: number[]): PlainValue[] => lengths.map((length, i) => (
  { ids: Array.from({ length }, (_, at) => at), logProbability: length * perToken[i] }));

/** Small vectors, so that attention is spread over the whole text, and each token in the cache counts. */
type Sizes = { vocabulary: number; context: number; size: number };

const randomModel = (random: Random, { vocabulary, context, size }: Sizes) => {
  const rows = (count: number): number[][] =>
    Array.from({ length: count }, () => Array.from({ length: size }, () => 0.5 * random.normal()));
  return { tokens: rows(vocabulary), positions: rows(context) };
};

/** Two tokens, and positions that differ from their neighbours. */
const twoTokens = { tokens: [[1, 0], [0, 1]], positions: [[0, 0.5], [0.5, 0], [0, 1], [1, 0], [0, 1.5], [1.5, 0]] };

export const checks: Record<string, Check[]> = {
  choiceEntropy: [
    entropyCheck("top-2 of 1/7, 2/7, 4/7 leaves 0, 1/3, 2/3: entropy 0.6365", 1, [byHand, { temperature: 1, topK: 2 }]),
    entropyCheck("temperature 0.5 sharpens to 1/21, 4/21, 16/21", 1, [byHand, { temperature: 0.5, topK: 3 }]),
    entropyCheck("temperature 2 flattens", 1, [byHand, { temperature: 2, topK: 3 }]),
    entropyCheck("random logits, temperature 0.7, top-5", 1,
      (random) => [randomLogits(random), { temperature: 0.7, topK: 5 }]),
    entropyCheck("a token that is ruled out already adds nothing", 1, [[0, -Infinity, 0], { temperature: 1, topK: 3 }]),
    entropyCheck("large logits at a low temperature do not overflow", 1,
      [[1000, 990, 0], { temperature: 0.1, topK: 3 }],
      () => "exp overflowed: subtract the largest of what goes into exp, largest / temperature"),
  ],
  topP: [
    topPCheck("0.15, 0.5, 0.05, 0.3 with p = 0.6 keeps 0.5 and 0.3", 1, four, 0.6),
    topPCheck("with p = 0.4 the likeliest stays alone", 1, four, 0.4),
    topPCheck("of six that are nearly alike, three reach p = 0.5", 1, ln([0.1, 0.2, 0.24, 0.12, 0.18, 0.16]), 0.5),
    topPCheck("20 random logits, p = 0.8", 1, randomLogits, 0.8),
    topPCheck("p = 1 keeps all", 1, randomLogits, 1),
  ],
  repetitionPenalty: [
    valueCheck("[2, −1, 3] with ids [0, 1, 0] and penalty 2", {
      points: 1, inputs: [[2, -1, 3], [0, 1, 0], 2], expected: [1, -2, 3], mistakes: penalties,
    }),
    valueCheck("random logits and a text that repeats itself", {
      points: 2, expected: penaltyVariant({}), mistakes: penalties,
      inputs: (random) => {
        const logits = randomLogits(random);
        logits[3] = -1 - Math.abs(logits[3]); // at least one of the text's tokens has a logit below 0
        return [logits, [...Array(6).keys(), 3, 3, 5, 17], 1.3];
      },
    }),
    valueCheck("an empty text changes nothing", {
      points: 1, inputs: [[2, -1], [], 2], expected: [2, -1], mistakes: penalties,
    }),
  ],
  beamStep: [
    valueCheck("two texts, two tokens: 0.36 and 0.33 stay", {
      points: 1, expected: beamVariant({}), mistakes: growing,
      inputs: [
        [{ ids: [0], logProbability: Math.log(0.6) }, { ids: [1], logProbability: Math.log(0.4) }],
        [ln([0.55, 0.45]), ln([0.9, 0.1])], 2,
      ],
    }),
    valueCheck("one text begins: its three best tokens", {
      points: 1, inputs: [[{ ids: [], logProbability: 0 }], [four], 3], mistakes: growing,
      expected: [[1, 0.5], [3, 0.3], [0, 0.15]].map(([id, p]) => ({ ids: [id], logProbability: Math.log(p) })),
    }),
    valueCheck("a likely text has two of the three places", {
      points: 1, expected: beamVariant({}), mistakes: growing,
      inputs: [
        [{ ids: [0], logProbability: Math.log(0.7) }, { ids: [1], logProbability: Math.log(0.3) }],
        [ln([0.5, 0.4, 0.1]), ln([0.1, 0.6, 0.3])], 3,
      ],
    }),
    valueCheck("four random texts, 12 tokens, three stay", {
      points: 1, expected: beamVariant({}), mistakes: growing,
      inputs: (random) => randomBeams(random, { beams: 4, tokens: 12 }),
    }),
    valueCheck("where there are fewer continuations than places, all stay", {
      points: 1, inputs: [[{ ids: [5], logProbability: -1 }], [ln([0.8, 0.2])], 4], expected: beamVariant({}),
      mistakes: growing,
    }),
  ],
  rankBeams: [
    valueCheck("penalty 0: the total log-probability decides", {
      points: 1, inputs: [finished, 0], expected: rankVariant({}), mistakes: ranking,
    }),
    valueCheck("penalty 1: the log-probability per token decides", {
      points: 1, inputs: [finished, 1], expected: rankVariant({}), mistakes: ranking,
    }),
    valueCheck("random texts, penalty 0.6", {
      points: 1, expected: rankVariant({}), mistakes: ranking,
      inputs: (random) => [
        samples([3, 8, 1, 5], Array.from({ length: 4 }, () => -0.5 - random.uniform())), 0.6,
      ],
    }),
  ],
  rankSamples: [
    valueCheck("scores 10, 9, 10, 10, 2: the fourth is the likeliest of the three best", {
      points: 1, mistakes: judging, expected: [3, 0, 2, 1, 4],
      inputs: [samples([1, 1, 2, 2, 1], [-2.5, -2, -3, -1.5, -4]), [10, 9, 10, 10, 2]],
    }),
    valueCheck("scores above and below 0", {
      points: 1, inputs: [samples([2, 2, 2, 2], [-1, -2, -3, -4]), [-1.5, 20, 3, -12]], expected: [1, 2, 0, 3],
      mistakes: judging,
    }),
    valueCheck("twelve random samples, judged with marks from 0 to 3", {
      points: 1, expected: bestVariant({}), mistakes: judging,
      inputs: (random) => {
        const twelve = (one: () => number): number[] => Array.from({ length: 12 }, one);
        const texts = samples(twelve(() => 1 + random.integer(9)), twelve(() => -3 * random.uniform()));
        return [texts, twelve(() => random.integer(4))];
      },
    }),
  ],
  generateCached: [
    valueCheck("two tokens, a prompt of two, three new ones", {
      points: 1, inputs: [twoTokens, [0, 1], 3], expected: cacheVariant({}), mistakes: caching,
    }),
    valueCheck("a random model continues a prompt of five", {
      points: 2, expected: cacheVariant({}), mistakes: caching,
      inputs: (random) => [randomModel(random, { vocabulary: 30, context: 40, size: 6 }), [3, 1, 4, 1, 5], 12],
    }),
    valueCheck("a prompt of one token", {
      points: 1, expected: cacheVariant({}), mistakes: caching,
      inputs: (random) => [randomModel(random, { vocabulary: 30, context: 40, size: 6 }), [7], 12],
    }),
    valueCheck("to the last position of the context", {
      points: 1, expected: cacheVariant({}), mistakes: caching,
      inputs: (random) => [randomModel(random, { vocabulary: 30, context: 8, size: 6 }), [2, 7, 1], 6],
    }),
  ],
};
