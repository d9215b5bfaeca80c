import { requireWhole } from "../tensor/checks";

/** A text that is followed: its new tokens, and ln P of all of them together, in nats. */
export interface Beam {
  ids: number[];
  logProbability: number;
}

/** A text and its place among others. */
export interface Hypothesis extends Beam {
  /** logProbability / ids.length^lengthPenalty */
  score: number;
}

/**
 * One step of beam search, as one would write it down: continues every text with every token and keeps the likeliest.
 *
 * `ln P(text, token) = ln P(text) + next[text][token]`. {@link beamSearch} does the same faster, and says which of its
 * texts end; a test holds the two equal.
 *
 * @param beams texts of one length
 * @param next  for each of them, the log-probability of every token
 * @param width how many texts to keep
 * @returns best first, the first of equals first; fewer than `width` where there are not so many
 * @throws RangeError where beams and next differ in number, or width is not a whole number of at least 1.
 */
export function beamStep(beams: readonly Beam[], next: readonly ArrayLike<number>[], width: number): Beam[] {
  requireWhole("width", width);
  if (beams.length !== next.length) {
    throw new RangeError(`next has ${next.length} rows for ${beams.length} beams: give each beam's log-probabilities`);
  }
  const continuations = beams.flatMap(({ ids, logProbability }, i) =>
    Array.from(next[i], (logNext, token) => ({ ids: [...ids, token], logProbability: logProbability + logNext })));
  return continuations.sort((a, b) => b.logProbability - a.logProbability).slice(0, width);
}

/**
 * Texts of different lengths with their scores `logProbability / ids.length^lengthPenalty`, best first.
 *
 * Source: Hugging Face's score, after Wu et al. (2016), equation 14.
 *
 * @param lengthPenalty 0 compares whole texts, which favours short ones; 1 compares what they have per token
 * @throws RangeError where a text has no tokens.
 */
export function rankBeams(beams: readonly Beam[], lengthPenalty: number): Hypothesis[] {
  const empty = beams.findIndex(({ ids }) => ids.length === 0);
  if (empty >= 0) throw new RangeError(`beams[${empty}].ids is empty: expected texts of at least one token`);
  return beams
    .map(({ ids, logProbability }) => ({ ids, logProbability, score: logProbability / ids.length ** lengthPenalty }))
    .sort((a, b) => b.score - a.score);
}
