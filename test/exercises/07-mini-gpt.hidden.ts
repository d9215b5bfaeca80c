import {
  type Check, type Mistake, plainFunction, type PlainValue, randomIds, randomTensor, valueCheck,
} from "byhand-course";
import { passes, perplexities, sampling, shifts, steps } from "./07-mini-gpt.messages";
import {
  passVariant, rightPass, samplingMistakes, samplingVariant, stepVariant, windows,
} from "./07-mini-gpt.mistakes";

// Checks of lesson 07 that only a grader runs. Each is about what an answer that fits the public checks may still lack.

/** Rules out all logits below the topK-th, which is looked for among texts. */
const topOfTexts = (logits: ArrayLike<number>, topK: number): number[] => {
  const threshold = Array.from(logits).sort().reverse()[topK - 1];
  return Array.from(logits, (logit) => (logit < threshold ? -Infinity : logit));
};

/** Answers that pass every public check, by exercise. */
export const fitted: Record<string, Mistake[]> = {
  shiftedTargets: [{
    answer: ((ids, starts, contextLength) => windows(0, 1)(Uint8Array.from(ids), starts, contextLength)) as
      ReturnType<typeof windows>,
    say: "the ids are kept in 8 bits, which hold 255 at most",
  }],
  gptLogits: [{
    answer: passVariant({ through: (x, { blocks, norm }) => norm(blocks.slice(0, 3).reduce((y, block) => block(y), x)) }),
    say: "three blocks are run, however many there are",
  }],
  samplingStep: [
    {
      answer: ((logits, { temperature, topK }, uniform) => samplingVariant({})(
        topOfTexts(logits, topK), { temperature, topK: logits.length }, uniform)) as ReturnType<typeof samplingVariant>,
      say: "the logits are sorted as texts, where −10 comes before −9 and 9 after 10: sort with (a, b) => b − a",
    },
    {
      answer: samplingVariant({
        sharpen: (logits, temperature) => {
          const scaled = logits.map((logit) => logit / temperature);
          const weights = scaled.map((score) => Math.exp(score - Math.max(0, ...scaled)));
          return weights.map((weight) => weight / weights.reduce((sum, each) => sum + each, 0));
        },
      }),
      say: "what is subtracted before exp is at least 0: where all logits are far below 0, every weight is 0",
    },
  ],
  trainingStep: [{
    answer: ((parameters, batch, { clip }) => stepVariant({})(parameters, batch, { learningRate: 0.5, clip })) as
      ReturnType<typeof stepVariant>,
    say: "the learning rate is always 0.5: it is an argument",
  }],
  perplexity: [{
    answer: (losses: number[], counts: number[]) => {
      const probability = losses.reduce((product, loss, i) => product * Math.exp(-loss * counts[i]), 1);
      return probability ** (-1 / counts.reduce((sum, count) => sum + count, 0));
    },
    say: "probabilities are multiplied, and of so many tokens their product is 0: add up the losses",
  }],
};

export const hidden: Record<string, Check[]> = {
  shiftedTargets: [
    valueCheck("seven windows, the ids of a large vocabulary", {
      points: 1,
      inputs: (random) => [randomIds(random, [90], 50257).values, [77, ...randomIds(random, [6], 78).values], 12],
      expected: windows(0, 1), mistakes: [...fitted.shiftedTargets, ...shifts],
    }),
  ],
  gptLogits: [
    valueCheck("five blocks, one text as long as the context", {
      points: 1,
      inputs: (random): PlainValue[] => {
        const layer = (map: "tanh" | "relu"): PlainValue => plainFunction(map, randomTensor(random, [5, 5]));
        return [randomIds(random, [1, 6], 9), {
          tokenTable: randomTensor(random, [9, 5]), positionTable: randomTensor(random, [6, 5]),
          blocks: [layer("tanh"), layer("tanh"), layer("relu"), layer("tanh"), layer("tanh")], norm: layer("tanh"),
        }];
      },
      expected: rightPass, mistakes: [...fitted.gptLogits, ...passes],
    }),
  ],
  samplingStep: [
    valueCheck("logits of which all are far below 0", {
      points: 1,
      inputs: (random) => [
        randomTensor(random, [50], { deviation: 12 }).values.map((value) => value - 9000),
        { temperature: 9, topK: 9 }, random.uniform(),
      ],
      expected: samplingVariant({}),
      mistakes: [
        ...fitted.samplingStep, ...sampling,
        { answer: samplingMistakes.noMaximum, say: "subtract the largest logit before taking exp" },
      ],
    }),
  ],
  trainingStep: [
    valueCheck("another learning rate with a model of another size", {
      points: 1,
      inputs: (random): PlainValue[] => [
        { table: randomTensor(random, [11, 5]), output: randomTensor(random, [5, 11]) },
        { inputs: randomIds(random, [3, 4], 11), targets: randomIds(random, [3, 4], 11) },
        { learningRate: 0.02 + 0.1 * random.uniform(), clip: 0.1 },
      ],
      expected: stepVariant({}), mistakes: [...fitted.trainingStep, ...steps],
    }),
  ],
  perplexity: [
    valueCheck("a long text, of some thousand tokens", {
      points: 1,
      inputs: (random) => [[5 + random.uniform(), 4 + random.uniform(), 6 + random.uniform()], [4096, 4096, 1000]],
      expected: (losses: number[], counts: number[]) => {
        const tokens = counts.reduce((sum, count) => sum + count, 0);
        return Math.exp(losses.reduce((sum, loss, i) => sum + loss * (counts[i] / tokens), 0));
      },
      mistakes: [...fitted.perplexity, ...perplexities],
    }),
  ],
};
