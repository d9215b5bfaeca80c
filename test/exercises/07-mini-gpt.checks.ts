import * as byhand from "byhand";
import {
  type Check, gradientCheck, plain, plainFunction, type PlainValue, type Policy, randomIds, randomTensor, valueCheck,
} from "byhand-course";
import { passes, perplexities, sampling, shifts, steps } from "./07-mini-gpt.messages";
import { rightPass, samplingVariant, stepVariant, windows } from "./07-mini-gpt.mistakes";

/** The lessons that this one builds on. */
export const needs = ["06-transformer-block"];

export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: {
    train: "write the update itself: that is all an optimiser does",
    customGrad: "the tape finds the gradient",
  },
};

const logits = [0, Math.log(2), Math.log(4)];
const sampled = (temperature: number, topK: number, uniform: number): PlainValue[] => [logits, { temperature, topK }, uniform];
const bigram = (clip: number) => (random: byhand.Random): PlainValue[] => [
  { table: randomTensor(random, [7, 3]), output: randomTensor(random, [3, 7], { deviation: 0.3 }) },
  { inputs: randomIds(random, [2, 5], 7), targets: randomIds(random, [2, 5], 7) },
  { learningRate: 0.5, clip },
];
const smallModel = (vocabulary: number) => (random: byhand.Random): PlainValue[] => {
  const block = (map: "tanh" | "relu"): PlainValue => plainFunction(map, randomTensor(random, [4, 4]));
  return [randomIds(random, [2, 3], vocabulary), {
    tokenTable: randomTensor(random, [vocabulary, 4]), positionTable: randomTensor(random, [6, 4]),
    blocks: [block("tanh"), block("relu"), block("tanh")], norm: plainFunction("tanh", randomTensor(random, [4, 4])),
  }];
};

export const checks: Record<string, Check[]> = {
  shiftedTargets: [
    valueCheck("two windows of [5, 6, 7, 8]", {
      points: 1, inputs: [[5, 6, 7, 8], [0, 1], 2],
      expected: { inputs: plain([[5, 6], [6, 7]], "int32"), targets: plain([[6, 7], [7, 8]], "int32") },
      mistakes: shifts,
    }),
    valueCheck("four random windows of a longer text", {
      points: 2, inputs: (random) => [randomIds(random, [40], 50).values, randomIds(random, [4], 30).values, 8],
      expected: windows(0, 1), mistakes: shifts,
    }),
  ],
  samplingStep: [
    valueCheck("probabilities 1/7, 2/7, 4/7 and uniform 0.5 give token 2", {
      points: 1, inputs: sampled(1, 3, 0.5), expected: { probabilities: [1 / 7, 2 / 7, 4 / 7], id: 2 },
      mistakes: sampling,
    }),
    valueCheck("uniform 0.2 gives token 1", {
      points: 1, inputs: sampled(1, 3, 0.2), expected: { probabilities: [1 / 7, 2 / 7, 4 / 7], id: 1 },
      mistakes: sampling,
    }),
    valueCheck("temperature 0.5 sharpens to 1/21, 4/21, 16/21", {
      points: 1, inputs: sampled(0.5, 3, 0.1), expected: { probabilities: [1 / 21, 4 / 21, 16 / 21], id: 1 },
      mistakes: sampling,
    }),
    valueCheck("top-2 leaves 0, 1/3, 2/3", {
      points: 1, inputs: sampled(1, 2, 0.1), expected: { probabilities: [0, 1 / 3, 2 / 3], id: 1 }, mistakes: sampling,
    }),
    valueCheck("random logits, temperature 0.8, top-5", {
      points: 1,
      inputs: (random) => [randomTensor(random, [20]).values, { temperature: 0.8, topK: 5 }, random.uniform()],
      expected: samplingVariant({}), mistakes: sampling,
    }),
    valueCheck("large logits at a low temperature do not overflow", {
      points: 1, inputs: [[1000, 990, 0], { temperature: 0.1, topK: 3 }, 0.5],
      expected: { probabilities: [1, 0, 0], id: 0 },
      symptom: () => "exp overflowed: subtract the largest logit before taking exp",
    }),
  ],
  trainingStep: [
    valueCheck("a step with short gradients: nothing is clipped", {
      points: 2, inputs: bigram(1000), expected: stepVariant({}), mistakes: steps,
    }),
    valueCheck("a step with long gradients: all are clipped by one factor", {
      points: 2, inputs: bigram(0.05), expected: stepVariant({}), mistakes: steps,
    }),
  ],
  perplexity: [
    valueCheck("one batch with the loss ln 4 has the perplexity 4", {
      points: 1, inputs: [[Math.log(4)], [10]], expected: 4, mistakes: perplexities,
    }),
    valueCheck("batches of different sizes", {
      points: 1, inputs: [[1, 2, 0.5], [30, 10, 2]], expected: Math.exp((30 + 20 + 1) / 42), mistakes: perplexities,
    }),
  ],
  gptLogits: [
    valueCheck("two tokens, no blocks: each token's row, at its position", {
      points: 1,
      inputs: [plain([[1, 0]], "int32"), {
        tokenTable: plain([[1, 0], [0, 1]]), positionTable: plain([[10, 0], [0, 20], [7, 7]]), blocks: [],
        norm: plainFunction("identity"),
      }],
      expected: plain([[[10, 1], [1, 20]]]), mistakes: passes,
    }),
    valueCheck("three blocks and a norm, 5 tokens in the vocabulary", {
      points: 2, inputs: smallModel(5), expected: rightPass, mistakes: passes,
    }),
    valueCheck("as many tokens as features: a square table", {
      points: 1, inputs: smallModel(4), expected: rightPass, mistakes: passes,
    }),
    gradientCheck("gradients flow back to both tables, the blocks and the norm", {
      points: 1,
      of: ["tokenTable", "positionTable", "blocks[0]'s weight", "blocks[1]'s weight", "blocks[2]'s weight", "norm's weight"],
      inputs: smallModel(5), expected: rightPass, mistakes: passes, tolerance: 1e-4, // through four layers in float32
    }),
  ],
};
