import type { Mistake } from "byhand-course";
import {
  beamMistakes, bestMistakes, cacheMistakes, entropyMistakes, penaltyMistakes, rankMistakes, topPMistakes,
} from "./08-sampling.mistakes";

// What the checks of lesson 08 say to whoever has one of its misconceptions. The first that fits is said.

export const undecided: Mistake[] = [
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

export const nucleus: Mistake[] = [
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

export const penalties: Mistake[] = [
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

export const growing: Mistake[] = [
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

export const ranking: Mistake[] = [
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

export const judging: Mistake[] = [
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

export const caching: Mistake[] = [
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
