import type { Mistake } from "byhand-course";
import {
  passMistakes, perplexityMistakes, samplingMistakes, shiftMistakes, stepMistakes,
} from "./07-mini-gpt.mistakes";

// What the checks of lesson 07 say to whoever has one of its misconceptions. The first that fits is said.

export const shifts: Mistake[] = [
  {
    answer: shiftMistakes.notShifted,
    say: "the targets are the inputs: a model learns to copy like this; the target at each place is the NEXT token",
  },
  { answer: shiftMistakes.backwards, say: "the targets are the tokens before: shift the other way" },
  { answer: shiftMistakes.swapped, say: "inputs and targets have changed places: the inputs come first in the text" },
  { answer: shiftMistakes.byTwo, say: "the targets are two places on: the target is the very next token" },
  {
    answer: shiftMistakes.inARow,
    say: "each window begins one place after the one before: window `row` begins at starts[row]",
  },
  {
    answer: shiftMistakes.rolled,
    say: "the last target is the window's first token: it should be the token after the window, so a window needs "
      + "contextLength + 1 ids",
  },
];

export const sampling: Mistake[] = [
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

export const steps: Mistake[] = [
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

export const perplexities: Mistake[] = [
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

export const passes: Mistake[] = [
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
