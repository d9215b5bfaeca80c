import { type Check, type Mistake, type PlainValue, randomIds, randomTensor, valueCheck } from "byhand-course";
import { samples } from "./08-sampling.checks";
import { caching, growing, judging, penalties, ranking, undecided } from "./08-sampling.messages";
import {
  beamVariant, best, bestVariant, cacheVariant, entropyVariant, penaltyVariant, rankVariant,
} from "./08-sampling.mistakes";

// Checks of lesson 08 that only a grader runs. Each is about what an answer that fits the public checks may still lack.

/** Answers that pass every public check, by exercise. */
export const fitted: Record<string, Mistake[]> = {
  choiceEntropy: [{
    answer: ((logits, { temperature, topK }) => {
      const threshold = Array.from(logits).sort().reverse()[topK - 1];
      const cut = Array.from(logits, (logit) => (logit < threshold ? -Infinity : logit));
      return entropyVariant({})(cut, { temperature, topK: cut.length });
    }) as ReturnType<typeof entropyVariant>,
    say: "the logits are sorted as texts, where 9 comes after 10: sort with (a, b) => b − a",
  }],
  repetitionPenalty: [{
    answer: ((logits, ids, penalty) => penaltyVariant({})(logits, ids.slice(-10), penalty)) as
      ReturnType<typeof penaltyVariant>,
    say: "only the last ten tokens pay: every token of ids should",
  }],
  beamStep: [{
    answer: beamVariant({
      choose: (grown, width) => best(grown.flatMap((each) => best(each, 3)), width),
    }),
    say: "each text has three continuations at most: all of them compete for the places",
  }],
  rankBeams: [{
    answer: ((beams, lengthPenalty) => rankVariant({})(beams, Math.min(1, lengthPenalty))) as
      ReturnType<typeof rankVariant>,
    say: "the penalty is cut off at 1",
  }],
  rankSamples: [{
    answer: bestVariant({ worth: Math.round }),
    say: "the scores are rounded, so that some count as equal which are not",
  }],
  generateCached: [{
    answer: cacheVariant({
      choose: (scores) => scores.indexOf(Math.max(0, ...scores)),
    }),
    say: "the search for the highest score begins at 0, so nothing is found where all scores are below it",
  }],
};

export const hidden: Record<string, Check[]> = {
  choiceEntropy: [
    valueCheck("logits far apart, above and below 0", {
      points: 1,
      inputs: (random) => [
        randomTensor(random, [60], { deviation: 12 }).values, { temperature: 6, topK: 20 + random.integer(30) },
      ],
      expected: entropyVariant({}), mistakes: [...fitted.choiceEntropy, ...undecided],
    }),
  ],
  repetitionPenalty: [
    valueCheck("a text of sixty tokens", {
      points: 1,
      inputs: (random) => [randomTensor(random, [120]).values, randomIds(random, [60], 120).values, 1.15],
      expected: penaltyVariant({}), mistakes: [...fitted.repetitionPenalty, ...penalties],
    }),
  ],
  beamStep: [
    valueCheck("a text that is likelier than all others has most of seven places", {
      points: 1,
      inputs: (random): PlainValue[] => {
        const beams = [-1, -7, -8, -9, -10].map((logProbability, i) => ({ ids: [i, i, 3], logProbability }));
        return [beams, beams.map(() => randomTensor(random, [40]).values.map((value) => value - 4)), 7];
      },
      expected: beamVariant({}), mistakes: [...fitted.beamStep, ...growing],
    }),
  ],
  rankBeams: [
    valueCheck("a length penalty larger than 1", {
      points: 1,
      inputs: (random) => {
        const lengths = Array.from({ length: 10 }, () => 1 + random.integer(20));
        return [samples(lengths, lengths.map(() => -0.2 - random.uniform())), 1.2 + random.uniform()];
      },
      expected: rankVariant({}), mistakes: [...fitted.rankBeams, ...ranking],
    }),
  ],
  rankSamples: [
    valueCheck("thirty samples, judged with quarters of a mark", {
      points: 1,
      inputs: (random) => {
        const thirty = (one: () => number): number[] => Array.from({ length: 30 }, one);
        return [
          samples(thirty(() => 1 + random.integer(9)), thirty(() => -3 * random.uniform())),
          thirty(() => (random.integer(17) - 8) / 4),
        ];
      },
      expected: bestVariant({}), mistakes: [...fitted.rankSamples, ...judging],
    }),
  ],
  generateCached: [
    valueCheck("a model whose scores are all below 0", {
      points: 1,
      inputs: (random) => {
        const rows = (count: number, middle: number): number[][] => Array.from({ length: count }, () =>
          Array.from({ length: 7 }, () => middle + 0.15 * random.normal()));
        return [{ tokens: rows(25, -0.6), positions: rows(40, 1.2) }, randomIds(random, [9], 25).values, 20];
      },
      expected: cacheVariant({}), mistakes: [...fitted.generateCached, ...caching],
    }),
  ],
};
