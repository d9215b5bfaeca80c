import * as byhand from "byhand";
import {
  type Check, type Mistake, plain, plainFunction, type PlainValue, type Policy, randomIds, randomTensor, valueCheck,
} from "byhand-course";
import {
  passMistakes, perplexityMistakes, rightPass, samplingMistakes, samplingVariant, shiftMistakes, stepMistakes, stepVariant,
  windows,
} from "./07-mini-gpt.mistakes";

/** The lessons that this one builds on. */
export const needs = ["06-transformer-block"];

export const policy: Policy = {
  imports: ["@tensorflow/tfjs-core"],
  forbidden: {
    train: "write the update itself: that is all an optimiser does",
    customGrad: "the tape finds the gradient",
  },
};

const shifts: Mistake[] = [
  {
    answer: shiftMistakes.notShifted,
    say: "the targets are the inputs: a model learns to copy like this; the target at each place is the NEXT token",
  },
  { answer: shiftMistakes.backwards, say: "the targets are the tokens before: shift the other way" },
  { answer: shiftMistakes.swapped, say: "inputs and targets have changed places: the inputs come first in the text" },
  { answer: shiftMistakes.byTwo, say: "the targets are two places on: the target is the very next token" },
  {
    answer: shiftMistakes.rolled,
    say: "the last target is the window's first token: it should be the token after the window, so a window needs "
      + "contextLength + 1 ids",
  },
];

const sampling: Mistake[] = [
  {
    answer: samplingMistakes.onProbabilities,
    say: "temperature was applied to probabilities, where it cancels out: divide the logits by it, before the softmax",
  },
  {
    answer: samplingMistakes.multiplied,
    say: "the logits are multiplied by the temperature: divide them, so that a high one flattens",
  },
  {
    answer: samplingMistakes.notRenormalised,
    say: "what top-k leaves does not sum to 1: divide by its sum, or hide the others as −∞ before the softmax",
  },
  { answer: samplingMistakes.keepsLowest, say: "this keeps the least likely tokens: top-k keeps the k largest logits" },
  {
    answer: samplingMistakes.greedy,
    say: "this always takes the likeliest token: take the first id at which the running sum of probabilities exceeds "
      + "uniform",
  },
];

const logits = [0, Math.log(2), Math.log(4)];
const sampled = (temperature: number, topK: number, uniform: number): PlainValue[] => [logits, { temperature, topK }, uniform];

const steps: Mistake[] = [
  { answer: stepMistakes.uphill, say: "this goes uphill: subtract the gradient" },
  {
    answer: stepMistakes.notClipped,
    say: "the gradients are not clipped: multiply all of them by clip / norm where the norm is larger than clip",
  },
  {
    answer: stepMistakes.clippedPerTensor,
    say: "each tensor is clipped by itself, which turns the step's direction: there is one norm over all gradients "
      + "together, √(Σ of all squares), and one factor for all",
  },
  {
    answer: stepMistakes.alwaysRescaled,
    say: "gradients that are short enough must stay as they are: the factor is min(1, clip / norm)",
  },
  {
    answer: stepMistakes.lossAfter,
    say: "this is the loss after the step: report the one that the gradients belong to",
  },
  {
    answer: stepMistakes.normAfter,
    say: "this is the norm after clipping: report the one before, which shows how wild the gradients were",
  },
];
const bigram = (clip: number) => (random: byhand.Random): PlainValue[] => [
  { table: randomTensor(random, [7, 3]), output: randomTensor(random, [3, 7], { deviation: 0.3 }) },
  { inputs: randomIds(random, [2, 5], 7), targets: randomIds(random, [2, 5], 7) },
  { learningRate: 0.5, clip },
];

const perplexities: Mistake[] = [
  { answer: perplexityMistakes.ofTheSum, say: "this is exp of the summed loss: divide by the number of tokens first" },
  {
    answer: perplexityMistakes.meanOfPerplexities,
    say: "this averages perplexities: average the losses, then take exp once",
  },
  {
    answer: perplexityMistakes.unweighted,
    say: "every batch counts the same here: a batch of 10 tokens must count ten times as much as one of 1",
  },
  { answer: perplexityMistakes.powerOfTwo, say: "the losses are in nats, so the base is e, not 2" },
];

const passes: Mistake[] = [
  { answer: passMistakes.noPositions, say: "the positions are missing: the model can't tell \"dog bites man\" from \"man bites dog\"" },
  { answer: passMistakes.fromOne, say: "the positions start at row 1 of their table: the first token stands at position 0" },
  {
    answer: passMistakes.lastRows,
    say: "these are the last rows of the position table: a text begins at position 0, however long the context is",
  },
  {
    answer: passMistakes.byText,
    say: "each text gets one position, that of its row in the batch: each TOKEN gets one, the same in every text",
  },
  {
    answer: passMistakes.positionsLater,
    say: "the positions are added after the blocks: attention must know them, so add them before",
  },
  { answer: passMistakes.noNorm, say: "the last norm is missing: norm(x), after the blocks" },
  { answer: passMistakes.normFirst, say: "the norm comes before the blocks: it is the last one, after them" },
  {
    answer: passMistakes.normEachTime,
    say: "the norm is applied before each block too: blocks bring their own, this one comes once, after them",
  },
  {
    answer: passMistakes.blocksIgnored,
    say: "the blocks have no effect: each gives a new x, `x = block(x)`, it does not change the old one",
  },
  {
    answer: passMistakes.lastBlockOnly,
    say: "only the last block has an effect: each block must get what the one before it gave, `x = block(x)`",
  },
  { answer: passMistakes.backwards, say: "the blocks are applied from last to first: blocks[0] comes first" },
  {
    answer: passMistakes.residualTwice,
    say: "each block's output is added to its input once more: a block adds to its input by itself, so `x = block(x)`",
  },
  {
    answer: passMistakes.notTransposed,
    say: "the unembedding is the table turned over, x · Eᵀ: each position is compared with each token's ROW of the table",
  },
  {
    answer: passMistakes.probabilities,
    say: "these are probabilities: return the scores themselves, since the loss and the sampling take their own softmax",
  },
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
  ],
};
