import type { Random } from "byhand";
import { type Check, type Mistake, type PlainValue, type Policy, randomTensor, valueCheck } from "byhand-course";
import {
  beamMistakes, beamVariant, bestMistakes, bestVariant, cacheMistakes, cacheVariant, entropyMistakes, entropyVariant,
  penaltyMistakes, penaltyVariant, rankMistakes, rankVariant, topPMistakes, topPVariant,
} from "./08-sampling.mistakes";
import { logitsSymptom } from "./08-sampling.symptoms";

/** The lessons that this one builds on. */
export const needs = ["07-mini-gpt"];

export const policy: Policy = { imports: [], forbidden: {} };

const undecided: Mistake[] = [
  {
    answer: entropyMistakes.notRenormalised,
    say: "what top-k leaves does not sum to 1, so this is no distribution and its −Σ p ln p no entropy: divide by the sum "
      + "of what is left",
  },
  {
    answer: entropyMistakes.dividedOnly,
    say: "temperature was applied to probabilities: divide the logits by it, before the softmax",
  },
  {
    answer: entropyMistakes.onProbabilities,
    say: "temperature was applied to probabilities, where it cancels out as they are made to sum to 1: divide the logits "
      + "by it, before the softmax",
  },
  {
    answer: entropyMistakes.multiplied,
    say: "the logits are multiplied by the temperature: divide them, so that a high one flattens",
  },
  { answer: entropyMistakes.keepsLowest, say: "this keeps the least likely tokens: top-k keeps the k largest logits" },
  {
    answer: entropyMistakes.topKForgotten,
    say: "all tokens stay possible here: top-k rules out all but the k largest",
  },
  { answer: entropyMistakes.inBits, say: "this entropy is in bits: for nats take Math.log, the natural logarithm" },
  { answer: entropyMistakes.noMinus, say: "the sign is missing: ln p is negative, so the entropy is −Σ p ln p" },
  { answer: entropyMistakes.withoutWeights, say: "each −ln p counts as often as its token comes up: −Σ p ln p" },
  {
    answer: entropyMistakes.zeroTimesInfinity,
    say: "0 · ln 0 is 0 · −∞, not a number: a token of probability 0 adds 0 to the entropy",
  },
];

const nucleus: Mistake[] = [
  {
    answer: topPMistakes.dropsCrossing,
    say: "the token that crosses p is dropped, so what stays has less than p, or is nothing at all: keep the fewest tokens "
      + "that together reach p",
  },
  {
    answer: topPMistakes.dropsCrossingButOne,
    say: "the token that crosses p is dropped, so what stays has less than p: keep the fewest tokens that together "
      + "reach p",
  },
  { answer: topPMistakes.oneMore, say: "one token too many stays: stop as soon as those kept together reach p" },
  {
    answer: topPMistakes.threshold,
    say: "every token with a probability of at least p stays: top-p adds probabilities up, the likeliest first, until they "
      + "reach p",
  },
  {
    answer: topPMistakes.thresholdOfRest,
    say: "every token with a probability of at least 1 − p stays: top-p adds probabilities up, the likeliest first, until "
      + "they reach p",
  },
  { answer: topPMistakes.ofLogits, say: "logits were added up: it is their probabilities that reach p together" },
  {
    answer: topPMistakes.unsorted,
    say: "the tokens are gone through in the vocabulary's order: begin with the likeliest (likeliestFirst)",
  },
  { answer: topPMistakes.leastLikely, say: "this begins with the least likely token: begin with the likeliest" },
  { answer: topPMistakes.inverted, say: "this rules out what should stay, and keeps the rest" },
  {
    answer: topPMistakes.zeroLogits,
    say: "the logit 0 is an ordinary one, of weight e⁰ = 1: what is ruled out gets −Infinity, of weight 0",
  },
  {
    answer: topPMistakes.cutProbabilities,
    say: "these are probabilities that do not sum to 1: give logits, unchanged where a token stays and −Infinity elsewhere; "
      + "the softmax that follows renormalises them",
  },
];

const penalties: Mistake[] = [
  {
    answer: penaltyMistakes.dividesNegative,
    say: "negative logits are divided too, which makes those tokens likelier: multiply a logit below 0",
  },
  {
    answer: penaltyMistakes.multiplies,
    say: "positive logits are multiplied too, which makes those tokens likelier: divide a logit above 0",
  },
  { answer: penaltyMistakes.rewards, say: "this makes repeated tokens likelier: above 0 divide, below 0 multiply" },
  {
    answer: penaltyMistakes.everyTime,
    say: "the penalty is paid again for every time that a token stands in the text: once for each token, new Set(ids)",
  },
  {
    answer: penaltyMistakes.subtracts,
    say: "the penalty is subtracted, as a frequency penalty would be: divide a logit above 0 by it, multiply one "
      + "below 0",
  },
  { answer: penaltyMistakes.all, say: "all tokens pay: only those that stand in ids should" },
  { answer: penaltyMistakes.unseen, say: "the tokens that are NOT in the text pay: those in ids should" },
  { answer: penaltyMistakes.onlyTheLast, say: "only the last token pays: every token of ids should" },
];

const growing: Mistake[] = [
  {
    answer: beamMistakes.lastOnly,
    say: "only the last token counts: add the log-probability of the text before it",
  },
  { answer: beamMistakes.notAdded, say: "the new token's log-probability is not added to the text's" },
  {
    answer: beamMistakes.multipliesLogs,
    say: "log-probabilities are multiplied: probabilities are multiplied, so their logarithms are added",
  },
  {
    answer: beamMistakes.addsProbabilities,
    say: "probabilities are added: for two tokens in a row they are multiplied, so their logarithms are added",
  },
  {
    answer: beamMistakes.asProbability,
    say: "this is the probability: keep its logarithm, since products of many underflow",
  },
  {
    answer: beamMistakes.tokenOnly,
    say: "the ids hold the new token alone: a continuation is the text's ids and the token",
  },
  { answer: beamMistakes.inFront, say: "the new token is put in front: it comes after the text's ids" },
  {
    answer: beamMistakes.bestOfEach,
    say: "each text is continued with its one best token only: all continuations of all texts compete for the places",
  },
  {
    answer: beamMistakes.widthOfEach,
    say: "each text keeps its own best continuations, so there are more texts with each step: keep width of them in "
      + "all",
  },
  {
    answer: beamMistakes.onlyTheBest,
    say: "only the likeliest text is continued: a less likely one may have the likelier continuation",
  },
  {
    answer: beamMistakes.leastLikely,
    say: "the least likely come first: a log-probability closer to 0 is the larger one",
  },
  { answer: beamMistakes.notCut, say: "all continuations stay: keep the width likeliest" },
  { answer: beamMistakes.unsorted, say: "these are the right ones, but not in order: the likeliest comes first" },
];

const ranking: Mistake[] = [
  {
    answer: rankMistakes.notNormalised,
    say: "the scores are not normalised by length, so short texts win: divide by length ** lengthPenalty",
  },
  {
    answer: rankMistakes.multiplied,
    say: "the log-probabilities are multiplied by length ** lengthPenalty: divide by it",
  },
  {
    answer: rankMistakes.timesPenalty,
    say: "the length is multiplied by the penalty: it is raised to it, length ** lengthPenalty",
  },
  { answer: rankMistakes.alwaysPerToken, say: "the penalty is not looked at: divide by length ** lengthPenalty" },
  { answer: rankMistakes.offByOne, say: "the length is one too long: it is the number of ids" },
  {
    answer: rankMistakes.ofProbability,
    say: "this divides a probability: divide its logarithm, which is a sum over the tokens",
  },
  { answer: rankMistakes.ascending, say: "the worst comes first: the highest score, closest to 0, should" },
];

const judging: Mistake[] = [
  {
    answer: bestMistakes.byProbability,
    say: "this ranks by what the model finds likely: rank by the scores, for that is what the scorer is for",
  },
  { answer: bestMistakes.lowest, say: "the lowest score comes first: higher is better" },
  {
    answer: bestMistakes.asText,
    say: "the scores are compared as texts, where \"9\" comes after \"10\": sort with (a, b) => b − a",
  },
  {
    answer: bestMistakes.firstOfEqual,
    say: "equal scores are left in the order in which they came: put the higher log-probability per token first",
  },
  {
    answer: bestMistakes.tieByTotal,
    say: "equal scores are told apart by the total log-probability, which favours short samples: divide it by their "
      + "length",
  },
  {
    answer: bestMistakes.tieByLeast,
    say: "of equal scores the less likely sample comes first: the likelier one should",
  },
  { answer: bestMistakes.onlyTheBest, say: "only the best place is given: give the places of all samples, best first" },
];

const caching: Mistake[] = [
  {
    answer: cacheMistakes.noCache,
    say: "the tokens are right, but each call takes the whole text: after the first call only the new token goes in, since "
      + "the cache holds all that came before",
  },
  {
    answer: cacheMistakes.fromZero,
    say: "in each call the positions begin at 0 again, so every new token believes that it is the first: a token keeps its "
      + "place in the whole text",
  },
  {
    answer: cacheMistakes.oneTooFar, error: /there is no position/,
    say: "the new tokens' positions are one too far: counted from 0, the first new token comes at prompt.length, which is "
      + "how many tokens the cache holds",
  },
  {
    answer: cacheMistakes.oneTooNear,
    say: "the new tokens' positions are one too low, so the first of them stands where the prompt's last one does: it comes "
      + "at prompt.length, which is how many tokens the cache holds",
  },
  { answer: cacheMistakes.fromOne, say: "positions are counted from 0" },
  {
    answer: cacheMistakes.everythingAgain,
    say: "each call takes the whole text, although the cache holds it already, so attention meets every token twice and "
      + "more: only the new token goes in",
  },
  {
    answer: cacheMistakes.twoAgain,
    say: "a token goes in that the cache holds already, so attention meets it twice: only the new one goes in",
  },
  {
    answer: cacheMistakes.newTokensAgain,
    say: "all new tokens go in again with each call, so attention meets them several times: only the one that was just "
      + "chosen goes in",
  },
  {
    answer: cacheMistakes.onlyTheLast,
    say: "the first call takes only the last token of the prompt: the cache is still empty, so the whole prompt goes "
      + "in",
  },
  { answer: cacheMistakes.leastLikely, say: "this takes the lowest score: greedy takes the highest" },
];

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
const samples = (lengths: number[], perToken: number[]): PlainValue[] => lengths.map((length, i) => (
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
