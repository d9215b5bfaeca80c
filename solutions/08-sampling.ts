// Lesson 08, your part: plain numbers and arrays, no tensors. Nothing needs to be imported.

// BEGIN TEACHER
import * as byhand from "byhand";
import type { TeacherNotes } from "byhand-course";
import {
  beamMistakes, bestMistakes, cacheMistakes, entropyMistakes, penaltyMistakes, rankMistakes, topPMistakes,
} from "../test/exercises/08-sampling.mistakes";
// END TEACHER

/**
 * How undecided a draw is: the distribution that is drawn from, and its entropy in nats.
 *
 * 1. temperature: `logits / temperature`
 * 2. top-k: only the topK largest stay possible
 * 3. probabilities: softmax over what is left, so that they sum to 1; 0 for the others
 * 4. entropy: `−Σ p ln p`; a token of probability 0 adds 0
 *
 * By hand: logits [0, ln 2, ln 4], temperature 1, topK 2 → probabilities [0, 1/3, 2/3], entropy 0.6365.
 *
 * @param logits      one number for each token; −Infinity for one that is ruled out
 * @param temperature greater than 0
 * @param topK        how many tokens stay possible, from 1 to the size of the vocabulary
 */
export function choiceEntropy(
  logits: ArrayLike<number>,
  { temperature, topK }: { temperature: number; topK: number },
): { probabilities: number[]; entropy: number } {
  const largest = Math.max(...Array.from(logits));
  // BEGIN SOLUTION
  // STUB: // Before exp, subtract the largest of what goes into it, largest / temperature, as in lesson 00.
  // STUB: const weights: number[] = todo("choiceEntropy: exp of each scaled logit, 0 for what top-k rules out");
  // STUB: const probabilities: number[] = todo("choiceEntropy: weights that sum to 1");
  // STUB: const entropy: number = todo("choiceEntropy: −Σ p ln p");
  const threshold = Array.from(logits).sort((a, b) => b - a)[topK - 1];
  const weights = Array.from(logits, (logit) => (logit < threshold ? 0 : Math.exp((logit - largest) / temperature)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities = weights.map((weight) => weight / total);
  let entropy = 0;
  for (const p of probabilities) if (p > 0) entropy -= p * Math.log(p);
  // END SOLUTION
  return { probabilities, entropy };
}

/**
 * Top-p, also called nucleus sampling: keeps the fewest of the likeliest tokens whose probabilities together reach p.
 *
 * A token stays where the tokens that are likelier than it have less than p together. So the one that crosses p stays,
 * and the likeliest always does. Logits that stay are not changed; the others become −Infinity.
 *
 * By hand: probabilities 0.15, 0.5, 0.05, 0.3 and p = 0.6: the likeliest is 0.5, with the next it is 0.8, which
 * reaches 0.6 → [−Infinity, ln 0.5, −Infinity, ln 0.3].
 *
 * @param logits one number for each token
 * @param p      above 0, up to 1 (all tokens stay)
 * @returns new logits
 */
export function topP(logits: ArrayLike<number>, p: number): number[] {
  const largest = Math.max(...Array.from(logits));
  const weights = Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities = weights.map((weight) => weight / total);
  const likeliestFirst = probabilities.map((_, id) => id).sort((a, b) => probabilities[b] - probabilities[a]); // ids
  // BEGIN SOLUTION
  // STUB: // Go through likeliestFirst and add up what you have kept.
  // STUB: return todo("topP: the logits of the tokens that stay, −Infinity for the others");
  const kept: number[] = Array(logits.length).fill(-Infinity);
  let before = 0; // what the likelier tokens have together
  for (const id of likeliestFirst) {
    if (before >= p) break;
    kept[id] = logits[id];
    before += probabilities[id];
  }
  return kept;
  // END SOLUTION
}

/**
 * Makes every token that the text already holds less likely.
 *
 * A logit above 0 is divided by the penalty, one below 0 multiplied by it: both ways it goes down. Once for each token,
 * however often it stands in the text.
 *
 * By hand: logits [2, −1, 3], ids [0, 1, 0], penalty 2 → [1, −2, 3].
 *
 * @param logits  one number for each token
 * @param ids     the tokens of the text so far
 * @param penalty 1 changes nothing; about 1.2 is usual
 * @returns new logits
 */
export function repetitionPenalty(logits: ArrayLike<number>, ids: readonly number[], penalty: number): number[] {
  // BEGIN SOLUTION
  const penalized = Array.from(logits);
  for (const id of new Set(ids)) penalized[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
  return penalized;
  // END SOLUTION
}

/** A text that is being written, as the ids of its new tokens, and the log-probability of all of them together. */
export type Beam = { ids: number[]; logProbability: number };

/**
 * One step of beam search: continues every text with every token, and keeps the likeliest of all.
 *
 * A continuation's log-probability is its text's plus that of the new token. (Probabilities are multiplied, so their
 * logarithms are added.)
 *
 * By hand, two texts and two tokens: [0] has probability 0.6 and is followed by 0 with 0.55, by 1 with 0.45; [1] has
 * 0.4 and is followed by 0 with 0.9, by 1 with 0.1. The four continuations have 0.33, 0.27, 0.36, 0.04, so the two
 * best are [1, 0] and [0, 0].
 *
 * @param beams texts of the same length
 * @param next  next[i][token] = log-probability of the token after beams[i]
 * @param width how many texts to keep; fewer where there are not so many
 * @returns the likeliest continuations, best first
 */
export function beamStep(beams: readonly Beam[], next: readonly ArrayLike<number>[], width: number): Beam[] {
  // BEGIN SOLUTION
  // STUB: const continuations: Beam[] = todo("beamStep: every text of beams with every token");
  // STUB: return todo("beamStep: the width likeliest of them, best first");
  const continuations = beams.flatMap(({ ids, logProbability }, i) =>
    Array.from(next[i], (logNext, token) => ({ ids: [...ids, token], logProbability: logProbability + logNext })));
  return continuations.sort((a, b) => b.logProbability - a.logProbability).slice(0, width);
  // END SOLUTION
}

/**
 * Ranks finished texts of different lengths.
 *
 * `score = logProbability / length ** lengthPenalty`, with length = the number of ids; the highest score comes first.
 * (`**` is the power; `^` would be an exclusive or of bits.)
 *
 * By hand: [7, 9] with probability 0.2 has −1.609; [7, 8, 8, 9] with 0.1 has −2.303. Penalty 0 compares just these.
 * Penalty 1 compares −1.609 / 2 = −0.805 and −2.303 / 4 = −0.576: per token, the longer text is the likelier one.
 *
 * @param lengthPenalty 0: total log-probability; 1: log-probability per token
 * @returns the texts with their scores, best first
 */
export function rankBeams(beams: readonly Beam[], lengthPenalty: number): (Beam & { score: number })[] {
  // BEGIN SOLUTION
  return beams
    .map(({ ids, logProbability }) => ({ ids, logProbability, score: logProbability / ids.length ** lengthPenalty }))
    .sort((a, b) => b.score - a.score);
  // END SOLUTION
}

/**
 * Best of n: ranks n samples by what somebody else thinks of them, not by how likely the model finds them.
 *
 * The highest score comes first. Of equal scores, the sample whose log-probability *per token* is higher comes first.
 *
 * By hand: scores [10, 9, 10], log-probabilities [−3, −1, −4], with 1, 1 and 2 tokens: the first and the third have
 * the best score, with −3 and −2 per token → places [2, 0, 1].
 *
 * @param samples what the model wrote
 * @param scores  scores[i] belongs to samples[i]; higher is better
 * @returns the places of the samples in that list, best first
 */
export function rankSamples(samples: readonly Beam[], scores: readonly number[]): number[] {
  // BEGIN SOLUTION
  const perToken = samples.map(({ ids, logProbability }) => logProbability / ids.length);
  return samples.map((_, place) => place).sort((a, b) => scores[b] - scores[a] || perToken[b] - perToken[a]);
  // END SOLUTION
}

/** A very small language model to try a cache on: one head of attention, no learned matrices. */
export type TinyModel = {
  /** [vocabulary][size]: the vector of each token */
  tokens: number[][];
  /** [context][size]: the vector of each position */
  positions: number[][];
};

/**
 * The scores of the token that comes after the last one. Nothing to do here.
 *
 * `x = tokens[id] + positions[position]`; all x are added to the cache; the last one attends to all that the cache then
 * holds, and what it finds is compared with the vector of every token.
 *
 * @param ids       the new tokens: those that the cache does not hold yet
 * @param positions the place of each of them in the whole text, counted from 0
 * @param cache     the x of all earlier tokens; it grows
 */
export function tinyForward(model: TinyModel, ids: number[], positions: number[], cache: number[][]): number[] {
  if (ids.length === 0) throw new RangeError("ids is empty: give the tokens that the cache does not hold yet");
  if (positions.length !== ids.length) throw new RangeError(`${ids.length} ids with ${positions.length} positions`);
  for (const [i, id] of ids.entries()) {
    const place = model.positions[positions[i]];
    if (!place) throw new RangeError(`there is no position ${positions[i]}: the last is ${model.positions.length - 1}`);
    cache.push(model.tokens[id].map((value, feature) => value + place[feature]));
  }
  const dot = (a: number[], b: number[]): number => a.reduce((sum, value, feature) => sum + value * b[feature], 0);
  const query = cache[cache.length - 1];
  const weights = cache.map((key) => Math.exp(dot(query, key)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const found = query.map((_, feature) =>
    cache.reduce((sum, value, i) => sum + (weights[i] / total) * value[feature], 0));
  return model.tokens.map((token) => dot(found, token));
}

/**
 * Continues a prompt greedily, with a cache: each token goes through the model once.
 *
 * The first call takes the whole prompt, each further call only the token that was just chosen. Every token keeps its
 * own place in the text: the first new one comes at position prompt.length.
 *
 * @param newTokens how many tokens to write, at least one
 * @returns the new ids; how many tokens went into each call of tinyForward: prompt.length, then 1, 1, 1, …; and the
 * scores of the last call, which tell whether all was right on the way
 */
export function generateCached(
  model: TinyModel,
  prompt: readonly number[],
  newTokens: number,
): { ids: number[]; computed: number[]; scores: number[] } {
  const cache: number[][] = []; // tinyForward adds to it
  const text = [...prompt];
  const computed: number[] = [];
  let scores: number[] = [];
  // BEGIN SOLUTION
  // STUB: while (computed.length < newTokens) {
  // STUB:   const ids: number[] = todo("generateCached: the tokens of text that the cache does not hold yet");
  // STUB:   const positions: number[] = todo("generateCached: the place of each of them in text");
  // STUB:   scores = tinyForward(model, ids, positions, cache);
  // STUB:   computed.push(ids.length);
  // STUB:   text.push(todo("generateCached: the id with the highest score"));
  // STUB: }
  while (computed.length < newTokens) {
    const ids = text.slice(cache.length);
    const positions = ids.map((_, i) => cache.length + i);
    scores = tinyForward(model, ids, positions, cache);
    computed.push(ids.length);
    text.push(scores.indexOf(Math.max(...scores)));
  }
  // END SOLUTION
  return { ids: text.slice(prompt.length), computed, scores };
}

// BEGIN TEACHER
export const exercises: TeacherNotes = {
  choiceEntropy: {
    hints: [
      "Do the four steps in their order. Which of them must come before exp, and which after?",
      "The topK-th largest logit is Array.from(logits).sort((a, b) => b - a)[topK - 1]. A smaller one gets the weight 0, "
        + "the others exp((logit − largest) / temperature). Divide by the sum of the weights; 0 · ln 0 counts as 0.",
      "weights = Array.from(logits, (l) => (l < threshold ? 0 : Math.exp((l - largest) / temperature))); "
        + "probabilities = "
        + "weights / their sum; entropy = −(sum of p · Math.log(p) over the p > 0), for example with reduce.",
    ],
    wrong: {
      onProbabilities: {
        because: "applies temperature to probabilities, where it cancels out",
        message: "applied to probabilities, where",
        answer: entropyMistakes.onProbabilities,
      },
      dividedOnly: {
        because: "divides the probabilities and leaves it at that", message: "applied to probabilities: divide",
        answer: entropyMistakes.dividedOnly,
      },
      multiplied: {
        because: "multiplies by the temperature", message: "multiplied by the temperature",
        answer: entropyMistakes.multiplied,
      },
      notRenormalised: {
        because: "forgets to renormalise after top-k", message: "does not sum to 1",
        answer: entropyMistakes.notRenormalised,
      },
      inBits: { because: "measures in bits", message: "in bits", answer: entropyMistakes.inBits },
      zeroTimesInfinity: {
        because: "multiplies 0 by −∞", message: "not a number", answer: entropyMistakes.zeroTimesInfinity,
      },
      noMaximum: {
        because: "exp of a raw score overflows", message: "subtract the largest of what goes into exp",
        answer: entropyMistakes.noMaximum,
      },
    },
  },
  topP: {
    part: "topP",
    hints: [
      "Write down the probabilities 0.5, 0.3, 0.15, 0.05 and what the likelier ones have together before each: 0, 0.5, "
        + "0.8, 0.95. For p = 0.6, which of these numbers let their token stay?",
      "Begin with an array full of −Infinity. Go through likeliestFirst; stop as soon as the sum of those before is at "
        + "least p; otherwise write the token's logit into its place and add its probability to the sum.",
      "const kept = Array(logits.length).fill(-Infinity); let before = 0; for (const id of likeliestFirst) { if (before >= "
        + "p) break; kept[id] = logits[id]; before += probabilities[id]; } return kept;",
    ],
    wrong: {
      dropsCrossing: {
        because: "drops the token that crosses the threshold", message: "the token that crosses p is dropped",
        answer: topPMistakes.dropsCrossing,
      },
      dropsCrossingButOne: {
        because: "drops it, but keeps at least one", message: "the token that crosses p is dropped",
        answer: topPMistakes.dropsCrossingButOne,
      },
      threshold: {
        because: "takes p for a threshold on each token", message: "probability of at least p stays",
        answer: topPMistakes.threshold,
      },
      ofLogits: { because: "adds up logits", message: "logits were added up", answer: topPMistakes.ofLogits },
      unsorted: { because: "goes by the ids", message: "the vocabulary's order", answer: topPMistakes.unsorted },
      zeroLogits: {
        because: "rules out with the logit 0", message: "the logit 0 is an ordinary one",
        answer: topPMistakes.zeroLogits,
      },
      cutProbabilities: {
        because: "gives probabilities and forgets to renormalise them", message: "do not sum to 1",
        answer: topPMistakes.cutProbabilities,
      },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.topP },
    },
  },
  repetitionPenalty: {
    part: "repetitionPenalty",
    hints: [
      "What should happen to the logit −1 with penalty 2, so that its token becomes LESS likely: −0.5 or −2?",
      "Copy the logits. For each different id of the text (new Set(ids) holds each once): above 0 divide, else "
        + "multiply.",
      "const penalized = Array.from(logits); for each id of new Set(ids), its new logit is logits[id] > 0 ? logits[id] / "
        + "penalty : logits[id] * penalty.",
    ],
    wrong: {
      dividesNegative: {
        because: "divides negative logits", message: "negative logits are divided",
        answer: penaltyMistakes.dividesNegative,
      },
      multiplies: {
        because: "multiplies positive logits", message: "positive logits are multiplied",
        answer: penaltyMistakes.multiplies,
      },
      everyTime: { because: "counts repetitions", message: "once for each token", answer: penaltyMistakes.everyTime },
      subtracts: { because: "subtracts the penalty", message: "is subtracted", answer: penaltyMistakes.subtracts },
      all: { because: "lowers every logit", message: "all tokens pay", answer: penaltyMistakes.all },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.repetitionPenalty,
      },
    },
  },
  beamStep: {
    part: "beamStep",
    hints: [
      "How many continuations are there of 2 texts with 5 tokens? Which of them may be kept: one for each text, or "
        + "any?",
      "Two loops, over the texts and over the tokens: { ids: [...ids, token], logProbability: logProbability + "
        + "next[i][token] }. Sort all of them together, the largest log-probability first, and slice.",
      "beams.flatMap(({ ids, logProbability }, i) => Array.from(next[i], (logNext, token) => ({ ids: [...ids, token], "
        + "logProbability: logProbability + logNext }))).sort((a, b) => b.logProbability - a.logProbability)"
        + ".slice(0, width)",
    ],
    wrong: {
      lastOnly: {
        because: "forgets the text before", message: "only the last token counts",
        answer: beamMistakes.lastOnly,
      },
      multipliesLogs: {
        because: "multiplies log-probabilities", message: "log-probabilities are multiplied",
        answer: beamMistakes.multipliesLogs,
      },
      bestOfEach: {
        because: "lets no two continuations of one text live", message: "its one best token only",
        answer: beamMistakes.bestOfEach,
      },
      onlyTheBest: {
        because: "continues the likeliest text alone, as greedy does", message: "only the likeliest text is continued",
        answer: beamMistakes.onlyTheBest,
      },
      leastLikely: {
        because: "sorts upwards", message: "the least likely come first",
        answer: beamMistakes.leastLikely,
      },
      tokenOnly: { because: "loses the text before", message: "the new token alone", answer: beamMistakes.tokenOnly },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.beamStep },
    },
  },
  rankBeams: {
    part: "rankBeams",
    hints: [
      "Each further token makes a log-probability more negative. What does that do to long texts, if nothing is "
        + "divided?",
      "Give each text its score, logProbability / ids.length ** lengthPenalty, and sort by it, the highest first.",
      "beams.map(({ ids, logProbability }) => ({ ids, logProbability, score: logProbability / ids.length ** lengthPenalty "
        + "})).sort((a, b) => b.score - a.score)",
    ],
    wrong: {
      notNormalised: {
        because: "does not normalise by length", message: "not normalised by length",
        answer: rankMistakes.notNormalised,
      },
      multiplied: { because: "multiplies by the length", message: "divide by it", answer: rankMistakes.multiplied },
      alwaysPerToken: {
        because: "ignores the penalty", message: "the penalty is not looked at", answer: rankMistakes.alwaysPerToken,
      },
      timesPenalty: {
        because: "multiplies length and penalty", message: "raised to it",
        answer: rankMistakes.timesPenalty,
      },
      ascending: { because: "sorts upwards", message: "the worst comes first", answer: rankMistakes.ascending },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.rankBeams },
    },
  },
  rankSamples: {
    hints: [
      "Sort places, not samples: begin with [0, 1, 2, …]. What do you compare first, and what only where that is "
        + "equal?",
      "perToken = logProbability / ids.length for each sample. Compare scores; only where they are equal, perToken. In a "
        + "sort, b minus a puts the larger first.",
      "samples.map((_, place) => place).sort((a, b) => scores[b] - scores[a] || perToken[b] - perToken[a])",
    ],
    wrong: {
      byProbability: {
        because: "takes the likeliest sample", message: "what the model finds likely",
        answer: bestMistakes.byProbability,
      },
      lowest: {
        because: "takes the lowest score", message: "the lowest score comes first",
        answer: bestMistakes.lowest,
      },
      asText: { because: "sorts numbers as texts", message: "compared as texts", answer: bestMistakes.asText },
      firstOfEqual: {
        because: "leaves ties as they come", message: "in the order in which they came",
        answer: bestMistakes.firstOfEqual,
      },
      tieByTotal: {
        because: "favours short samples in a tie", message: "favours short samples", answer: bestMistakes.tieByTotal,
      },
      onlyTheBest: { because: "gives only the best", message: "only the best place", answer: bestMistakes.onlyTheBest },
    },
  },
  generateCached: {
    hints: [
      "The cache holds one vector for each token that went in so far. How many is that before the first call? Before the "
        + "second, with a prompt of five?",
      "cache.length tells how many tokens of text are in it. The others are text.slice(cache.length), and the first of "
        + "them stands at position cache.length of the text.",
      "const ids = text.slice(cache.length); const positions = ids.map((_, i) => cache.length + i); …; "
        + "text.push(scores.indexOf(Math.max(...scores)));",
    ],
    wrong: {
      fromZero: {
        because: "begins each call at position 0", message: "the positions begin at 0 again",
        answer: cacheMistakes.fromZero,
      },
      oneTooFar: { because: "is one position too far", message: "one too far", answer: cacheMistakes.oneTooFar },
      oneTooNear: { because: "is one position too low", message: "one too low", answer: cacheMistakes.oneTooNear },
      noCache: {
        because: "computes the whole text anew each time", message: "each call takes the whole text: after",
        answer: cacheMistakes.noCache,
      },
      everythingAgain: {
        because: "puts the whole text into a full cache", message: "although the cache holds it already",
        answer: cacheMistakes.everythingAgain,
      },
      twoAgain: {
        because: "puts a token in twice", message: "a token goes in that the cache holds already",
        answer: cacheMistakes.twoAgain,
      },
      onlyTheLast: {
        because: "leaves out most of the prompt", message: "only the last token of the prompt",
        answer: cacheMistakes.onlyTheLast,
      },
    },
  },
};
// END TEACHER
