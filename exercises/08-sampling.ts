// Lesson 08, your part: plain numbers and arrays, no tensors. Nothing needs to be imported.

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
  // Before exp, subtract the largest of what goes into it, largest / temperature, as in lesson 00.
  const weights: number[] = todo("choiceEntropy: exp of each scaled logit, 0 for what top-k rules out");
  const probabilities: number[] = todo("choiceEntropy: weights that sum to 1");
  const entropy: number = todo("choiceEntropy: −Σ p ln p");
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
  // Go through likeliestFirst and add up what you have kept.
  return todo("topP: the logits of the tokens that stay, −Infinity for the others");
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
  throw new Error("TODO: write repetitionPenalty");
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
  const continuations: Beam[] = todo("beamStep: every text of beams with every token");
  return todo("beamStep: the width likeliest of them, best first");
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
  throw new Error("TODO: write rankBeams");
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
  throw new Error("TODO: write rankSamples");
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
  while (computed.length < newTokens) {
    const ids: number[] = todo("generateCached: the tokens of text that the cache does not hold yet");
    const positions: number[] = todo("generateCached: the place of each of them in text");
    scores = tinyForward(model, ids, positions, cache);
    computed.push(ids.length);
    text.push(todo("generateCached: the id with the highest score"));
  }
  return { ids: text.slice(prompt.length), computed, scores };
}

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(`TODO: write ${what}`);
}
