import type { Mistake } from "byhand-course";
import {
  analogyMistakes, cosineMistakes, embeddingMistakes, neighbourMistakes, placeMistakes, rotateMistakes, sinusoidMistakes,
  skipGramMistakes,
} from "./04-embeddings.mistakes";

// What the checks of lesson 04 say to whoever has one of its misconceptions. The first that fits is said.

export const lookingUp: Mistake[] = [
  { answer: embeddingMistakes.fromOne, say: "ids count from 0: id 0 is the table's first row" },
  {
    answer: embeddingMistakes.columns,
    say: "these are columns of the table: a word's vector is its row, so the one-hot vectors stand to the left, onehot · table",
  },
  {
    answer: embeddingMistakes.flat,
    say: "the vectors are right, but the shape of ids is lost: [...ids.shape, hidden], a vector in the place of each id",
  },
  {
    answer: embeddingMistakes.bag,
    say: "the vectors of a text are added up: each id keeps a vector of its own",
  },
  {
    answer: embeddingMistakes.oneHotsReturned,
    say: "these are the one-hot vectors themselves: times the table they become the words' own vectors",
  },
];

export const drawing: Mistake[] = [
  {
    answer: skipGramMistakes.allPulled,
    say: "the drawn words are pulled closer too: their scores should be low, so it is log σ(−score) for them",
  },
  {
    answer: skipGramMistakes.allPushed,
    say: "the words around are pushed away too: their scores should be high, so it is log σ(score) for them",
  },
  {
    answer: skipGramMistakes.swapped,
    say: "this pushes the words around away and pulls the drawn ones closer: the minus sign belongs to the negatives' scores",
  },
  {
    answer: skipGramMistakes.negativesAveraged,
    say: "the negatives are averaged: they are summed over the k, the mean is over the pairs alone",
  },
  {
    answer: skipGramMistakes.allAveraged,
    say: "the negatives are averaged over k and pairs at once: they are summed over the k, the mean is over the pairs alone",
  },
  { answer: skipGramMistakes.summed, say: "this is the sum over the pairs: the loss is the mean over the pairs" },
  { answer: skipGramMistakes.perPair, say: "this is one number for each pair: the loss is the mean over the pairs, a scalar" },
  {
    answer: skipGramMistakes.signForgotten,
    say: "this grows as the vectors get better; a loss gets smaller: a minus sign in front of the mean is missing",
  },
  ...[skipGramMistakes.overflows, skipGramMistakes.oneMinus, skipGramMistakes.oneMinusFar].map((answer) => ({
    answer, say: "σ of a very low score, and 1 − σ of a very high one, are 0 in float32, and log 0 is −∞. tf.softplus does both "
      + "steps at once: −log σ(x) = tf.softplus(−x)",
  })),
  {
    answer: skipGramMistakes.cosines,
    say: "the scores are cosines here, which can't be larger than 1, so that σ is never near 0 or 1: for training it is plain dot "
      + "products",
  },
  {
    answer: skipGramMistakes.negativesOfContexts,
    say: "the drawn words are scored with the context: they stand in its place, and are scored with the center",
  },
  {
    answer: skipGramMistakes.noLogarithm,
    say: "the logarithm is missing: log σ, else a hopeless pair costs hardly more than a bad one",
  },
  {
    answer: skipGramMistakes.negativesForgotten,
    say: "this is the loss without the negatives: with pulling alone, all words would end in one place",
  },
];

export const aligned: Mistake[] = [
  {
    answer: cosineMistakes.dot,
    say: "this is the dot product: it grows with the vectors' lengths. Divide it by both lengths",
  },
  ...[cosineMistakes.byLengthOfB, cosineMistakes.byLengthOfA].map((answer) => ({
    answer, say: "the dot product is divided by one of the lengths only: the other one still counts",
  })),
  ...[cosineMistakes.bySquares, cosineMistakes.byOneSquare].map((answer) => ({
    answer, say: "the dot product is divided by the squared lengths: a · a is the square of a's length, so a root is missing",
  })),
  {
    answer: cosineMistakes.distance,
    say: "this is a distance between the tips of the vectors, which depends on their lengths: cos(a, b) asks for the direction",
  },
  {
    answer: cosineMistakes.oneMinus,
    say: "this is 1 − cos, a distance: the similarity is the cosine itself, 1 for the same direction",
  },
  { answer: cosineMistakes.angle, say: "this is the angle: the similarity is its cosine, without the arc cosine" },
  { answer: cosineMistakes.absolute, say: "the cosine has lost its sign: opposite directions have −1" },
  {
    answer: cosineMistakes.wholeLength,
    say: "this takes one length for all vectors together: each vector has its own, on the last axis (axis −1)",
  },
  { answer: cosineMistakes.averaged, say: "a dot product is the sum over the features: here it is their mean" },
];

const BY_DOT = "the words are ranked by their dot products, so that a long vector beats a better aligned one: divide by the "
  + "lengths of all vectors";

export const near: Mistake[] = [
  { answer: neighbourMistakes.itself, say: "every word is nearest to itself, which tells nothing: leave it out" },
  ...[neighbourMistakes.byDot, neighbourMistakes.byOwnLength, neighbourMistakes.byDotWithItself].map((answer) => ({
    answer, say: BY_DOT,
  })),
  {
    answer: neighbourMistakes.byDistance,
    say: "the words are ranked by the distance of the tips, in which lengths count: rank them by the cosine",
  },
  { answer: neighbourMistakes.farthest, say: "these are the least similar words: the largest cosines come first" },
  {
    answer: neighbourMistakes.opposites,
    say: "a word that points the other way has come in: a cosine of −1 is as dissimilar as can be",
  },
  {
    answer: neighbourMistakes.firstDropped,
    say: "there is one too few: leaving the word out must not cost one of the `count` neighbours",
  },
];

const ASKED = "a word of the question is the answer: b − a + c lies near b and c by its making, so all three are left out";

export const steps: Mistake[] = [
  ...[analogyMistakes.notExcluded, analogyMistakes.onlyCExcluded, analogyMistakes.onlyBAndCExcluded].map((answer) => ({
    answer, say: ASKED,
  })),
  {
    answer: analogyMistakes.backwards,
    say: "the step is taken the other way round: from a to b is b − a, and it is added to c",
  },
  { answer: analogyMistakes.cSubtracted, say: "c is subtracted: from a to b is b − a, and it is added to c" },
  { answer: analogyMistakes.allAdded, say: "a is added: from a to b is b − a, and it is added to c" },
  { answer: analogyMistakes.noStep, say: "these are the neighbours of c: the step from a to b is missing" },
  {
    answer: analogyMistakes.ownLengths,
    say: "vectors are scaled to length 1 before they are added: with their own lengths the longest of the three decides",
  },
  ...[analogyMistakes.byDot, analogyMistakes.byDotOfOwnLengths].map((answer) => ({ answer, say: BY_DOT })),
  { answer: analogyMistakes.ownLengthsNotExcluded, say: ASKED },
  {
    answer: analogyMistakes.byDistance,
    say: "the words are ranked by the distance of the tips, in which lengths count: rank them by the cosine",
  },
];

export const placing: Mistake[] = [
  {
    answer: placeMistakes.addedAfter,
    say: "positions are added after attention: by then the words have been mixed as if nobody knew where they stand. Add them to x "
      + "first",
  },
  {
    answer: placeMistakes.addedBeforeAndAfter,
    say: "positions are added twice, before and after attention: before is enough",
  },
  {
    answer: placeMistakes.addedToValues,
    say: "no query and no key knows a place here, so no score can depend on it: queries, keys and values are all made of "
      + "x + positions",
  },
  {
    answer: placeMistakes.addedToQueriesAndKeys,
    say: "the values are made of x alone: queries, keys and values are all made of x + positions",
  },
  {
    answer: placeMistakes.valuesTurned,
    say: "the value is turned too: turning tells queries and keys how far apart they are; what is handed over must not depend on "
      + "where it came from",
  },
  {
    answer: placeMistakes.onlyValuesTurned,
    say: "the value is turned, and query and key are not: it must be the other way round",
  },
  {
    answer: placeMistakes.onlyQueriesTurned,
    say: "only the query is turned: the key is turned as well, so that their product depends on the distance alone",
  },
  {
    answer: placeMistakes.onlyKeysTurned,
    say: "only the key is turned: the query is turned as well, so that their product depends on the distance alone",
  },
  { answer: placeMistakes.outputTurned, say: "the output is turned: turn the query and the key, before attention compares them" },
  {
    answer: placeMistakes.turnedFirst,
    say: "x is turned before the products, and with it the value: first make query, key and value, then turn two of them",
  },
  { answer: placeMistakes.notAdded, say: "`positions` is not looked at: where it is given, it is added to x" },
  { answer: placeMistakes.notTurned, say: "`turn` is not looked at: where it is given, it turns the query and the key" },
];

export const clocks: Mistake[] = [
  {
    answer: sinusoidMistakes.halves,
    say: "all sines come first, then all cosines: here sines and cosines take turns, sin cos sin cos (numbers 2i and 2i + 1)",
  },
  { answer: sinusoidMistakes.cosinesFirst, say: "sines and cosines have changed places: the sine comes first, at 2i" },
  {
    answer: sinusoidMistakes.onlySines,
    say: "every other number is a cosine: a sine alone has the same value twice in each turn",
  },
  ...[sinusoidMistakes.notShared, sinusoidMistakes.notSharedTwice].map((answer) => ({
    answer, say: "each number has a frequency of its own: a sine and the cosine beside it share one frequency, so there are size/2",
  })),
  {
    answer: sinusoidMistakes.halfExponent,
    say: "the exponent is i/size: it is 2i/size, so that the last pair's wavelength comes near 10000",
  },
  {
    answer: sinusoidMistakes.multiplied,
    say: "the later pairs turn faster here: the position is divided by 10000^(2i/size), so they turn slower",
  },
  { answer: sinusoidMistakes.fromOne, say: "the first position is 0, and its vector is 0, 1, 0, 1, …" },
  { answer: sinusoidMistakes.plainAngles, say: "these are the angles: their sines and cosines are missing" },
];

export const turning: Mistake[] = [
  {
    answer: rotateMistakes.neighbours,
    say: "this pairs neighbours, (0, 1), (2, 3), as the paper does: here, as in Llama, feature i makes a pair with feature "
      + "i + headSize/2. A model trained with the one is nonsense with the other",
  },
  {
    answer: rotateMistakes.writtenInTurn,
    say: "the pairs are right, but they are written in turn, one beside the other: first all left numbers, then all right ones, "
      + "with tf.concat",
  },
  {
    answer: rotateMistakes.readInTurn,
    say: "the pairs are read in turn, (0, 1), (2, 3), and written in halves: read them in halves too, with tf.split(x, 2, -1)",
  },
  {
    answer: rotateMistakes.backwards,
    say: "this turns the other way: the minus belongs to y[i], x[i] · cos − x[i + headSize/2] · sin",
  },
  { answer: rotateMistakes.plusForMinus, say: "a minus is missing: y[i] = x[i] · cos − x[i + headSize/2] · sin" },
  {
    answer: rotateMistakes.minusTwice,
    say: "there is one minus too many: y[i + headSize/2] = x[i] · sin + x[i + headSize/2] · cos",
  },
  { answer: rotateMistakes.swapped, say: "cos and sin have changed places: at angle 0 (cos 1, sin 0) nothing may change" },
  {
    answer: rotateMistakes.onlyFirst,
    say: "the second half is left as it was: both numbers of a pair change when it is turned",
  },
  {
    answer: rotateMistakes.eachByItself,
    say: "each half is scaled by itself: to turn a pair, each of its numbers becomes a mixture of both",
  },
  {
    answer: rotateMistakes.overHeads,
    say: "each head is taken for a place: the angles belong to time, axis 2; [time, headSize/2] is broadcast over texts and heads "
      + "without a reshape",
  },
];
