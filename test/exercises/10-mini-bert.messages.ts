import type { Mistake } from "byhand-course";
import {
  encoderMaskMistakes, lossMistakes, maskingMistakes, pairMistakes, poolingMistakes, scoreMistakes, segmentMistakes, spanMistakes,
} from "./10-mini-bert.mistakes";

// What the checks of lesson 10 say to whoever has one of its misconceptions. The first that fits is said.

export const hiding: Mistake[] = [
  {
    answer: maskingMistakes.alwaysMask,
    say: "a chosen token always becomes [MASK]: later tasks have no masks, so a model that has learnt to look at masks alone "
      + "makes nothing of other tokens. kind says what becomes of it: mask, random token, or itself",
  },
  {
    answer: maskingMistakes.neverKept,
    say: "a tenth of the chosen tokens stays as it is (kind from 0.9 on): here each is replaced",
  },
  {
    answer: maskingMistakes.neverRandom,
    say: "the random token is missing: it takes the place of a chosen one where kind is from 0.8 up to 0.9",
  },
  {
    answer: maskingMistakes.labelsEverywhere,
    say: "the labels hold every token, so the model would be paid for copying what it sees: −100 where none was chosen",
  },
  {
    answer: maskingMistakes.labelsOnlyMasked,
    say: "tokens that were replaced at random or kept are to be guessed as well: every chosen one has its label",
  },
  {
    answer: maskingMistakes.labelsOnlyChanged,
    say: "tokens that were chosen and kept are to be guessed as well: every chosen one has its label",
  },
  {
    answer: maskingMistakes.labelsSeen,
    say: "the label is what the model sees: it should be the original token, which it is to find again",
  },
  { answer: maskingMistakes.specialToo, say: "special tokens are chosen: those of specialIds never are" },
  {
    answer: maskingMistakes.othersChosen,
    say: "this chooses the wrong way round: a token is chosen where choice is below share",
  },
  { answer: maskingMistakes.shareIgnored, say: "the option `share` is not looked at" },
];

export const keys: Mistake[] = [
  {
    answer: encoderMaskMistakes.allSeen,
    say: "queries attend to padding here: where attentionMask is false, the key must be hidden",
  },
  {
    answer: encoderMaskMistakes.ofQueries,
    say: "this masks the queries, whose axis is the third: it is the keys, on the last axis, that must be hidden",
  },
  {
    answer: encoderMaskMistakes.inverted,
    say: "this is the wrong way round: true = may attend, which attentionMask says already",
  },
  {
    answer: encoderMaskMistakes.causal,
    say: "an encoder needs no causal mask: every token may look at those behind it as well",
  },
  {
    answer: encoderMaskMistakes.bothSides,
    say: "queries at padding need no mask: nobody looks at what they find. The third axis has length 1",
  },
  { answer: encoderMaskMistakes.numbers, say: "the mask should hold true and false, not 1 and 0: keep the bool dtype" },
  { answer: encoderMaskMistakes.flat, say: "heads and queries have no axis yet: the shape should be [batch, 1, 1, key]" },
];

export const segments: Mistake[] = [
  {
    answer: segmentMistakes.separatorFirst,
    say: "the first [SEP] closes the first text, so its type is 0: the second text begins behind it",
  },
  { answer: segmentMistakes.counts, say: "this counts the separators: there are two types only, and padding has type 0" },
  { answer: segmentMistakes.paddingToo, say: "padding has type 0: it belongs to no text" },
  { answer: segmentMistakes.lastSeparator, say: "the last [SEP] belongs to the second text, so its type is 1" },
  {
    answer: segmentMistakes.onlySeparators,
    say: "this marks the separators themselves: a token's type says which text it is of",
  },
  { answer: segmentMistakes.exchanged, say: "the first text has type 0, the second type 1" },
];

export const pairing: Mistake[] = [
  {
    answer: pairMistakes.ownOnly,
    say: "a random sentence comes from another document, not from the same one: there it could be the next one by chance",
  },
  {
    answer: pairMistakes.ownToo,
    say: "a random sentence comes from another document: take the own one out before numbering them",
  },
  { answer: pairMistakes.alwaysNext, say: "every pair is a next one: where coin is below share, it should be a random one" },
  {
    answer: pairMistakes.coinTurned,
    say: "next and random ones are exchanged: the second is random where coin is below share",
  },
  { answer: pairMistakes.labelTurned, say: "isNext says the opposite of what was done" },
  {
    answer: pairMistakes.firstSentence,
    say: "of the other document it is always its first sentence: sentence says which one",
  },
  { answer: pairMistakes.itself, say: "the second is the sentence itself: the next one stands at i + 1" },
  { answer: pairMistakes.shareIgnored, say: "the option `share` is not looked at" },
];

export const pooled: Mistake[] = [
  {
    answer: poolingMistakes.paddingCounts,
    say: "padding is in the mean: a text would get another vector from a longer neighbour in its batch",
  },
  {
    answer: poolingMistakes.byTime,
    say: "the sum is right, but it is divided by all tokens: divide by the number of real ones",
  },
  { answer: poolingMistakes.paddingInSum, say: "padding is in the sum: multiply the states by the mask first" },
  { answer: poolingMistakes.emptyText, say: "a text of padding alone gives 0/0, not a number: divide by at least 1" },
  { answer: poolingMistakes.sumOnly, say: "this is the sum: divide by the number of real tokens" },
  { answer: poolingMistakes.firstToken, say: "this is the first token's vector: the mean is that of all real tokens" },
  {
    answer: poolingMistakes.overFeatures,
    say: "this is divided by the number of features: divide by the number of real tokens",
  },
  { answer: poolingMistakes.maximum, say: "this takes the largest value of each feature: the mean is asked for" },
];

export const losing: Mistake[] = [
  {
    answer: lossMistakes.overAll,
    say: "this is divided by all positions: those with the label −100 do not count, neither in the sum nor in the mean",
  },
  {
    answer: lossMistakes.unmaskedToo,
    say: "positions that were not chosen count, too: where the label is −100, nothing was to be guessed",
  },
  {
    answer: lossMistakes.nothingChosen,
    say: "without any chosen position this is 0/0, not a number: divide by at least 1",
  },
  { answer: lossMistakes.perText, say: "this is the mean of each text's mean: each chosen position should count alike" },
  { answer: lossMistakes.sumOnly, say: "this is the sum: divide by the number of chosen positions" },
  { answer: lossMistakes.inBits, say: "this loss is in bits: for nats leave the natural logarithm as it is" },
  { answer: lossMistakes.noMinus, say: "the sign is missing: log-probabilities are negative, the loss is not" },
  {
    answer: lossMistakes.probability,
    say: "this is the mean of the probabilities: the loss is that of their logarithms",
  },
  {
    answer: lossMistakes.overflow,
    say: "exp of a large logit overflows: tf.logSoftmax(logits) subtracts the largest before",
  },
];

const eachAlone: Mistake = {
  answer: spanMistakes.eachAlone,
  say: "the best start and the best end are taken each for itself, so that together they may be no span at all: compare "
    + "sums of pairs",
};

export const answering: Mistake[] = [
  { answer: spanMistakes.backwards, say: "this span ends before it starts: an end comes from start on" },
  { answer: spanMistakes.anyLength, say: "the option maximumLength is not looked at" },
  eachAlone,
  {
    answer: spanMistakes.startFirst,
    say: "the best start is taken first and only then an end: another start may have the better sum",
  },
  {
    answer: spanMistakes.allAllowed,
    say: "this answer lies in the question or in padding: look at allowed",
  },
  { answer: spanMistakes.onlyStart, say: "the start is allowed, but its last token is not: look at allowed for both" },
  {
    answer: spanMistakes.oneLonger,
    say: "this is one token too long: a span from start to end has end − start + 1 tokens",
  },
  {
    answer: spanMistakes.oneShorter,
    say: "a span of exactly maximumLength tokens may be one, too: it has end − start + 1 tokens",
  },
  { answer: spanMistakes.product, say: "the logits are multiplied: probabilities would be, so their logarithms are added" },
];

/** Where the best end stands before the best start, taking each for itself is the likelier reason. */
export const exchanged: Mistake[] = [eachAlone, ...answering];

export const scoring: Mistake[] = [
  {
    answer: scoreMistakes.tokensOnly,
    say: "the tokens of all answers are counted together, so that a long one outweighs many short ones: score each answer "
      + "by itself, then take the mean",
  },
  {
    answer: scoreMistakes.endsApart,
    say: "starts and ends are counted apart: an answer with a right start and a wrong end is a wrong answer",
  },
  { answer: scoreMistakes.startOnly, say: "the start alone decides: exact means that the end is right, too" },
  {
    answer: scoreMistakes.anyOverlap,
    say: "spans that overlap count as exact: exact means that start and end are the same",
  },
  { answer: scoreMistakes.precision, say: "this is the precision: F1 is 2 · overlap by the sum of both lengths" },
  { answer: scoreMistakes.recall, say: "this is the recall: F1 is 2 · overlap by the sum of both lengths" },
  {
    answer: scoreMistakes.union,
    say: "this divides by the union of both spans: F1 is 2 · overlap by the sum of both lengths",
  },
  { answer: scoreMistakes.negative, say: "spans beside each other count below 0: an overlap is never less than 0" },
  {
    answer: scoreMistakes.endExcluded,
    say: "the last token belongs to the span: its length is end − start + 1",
  },
];
