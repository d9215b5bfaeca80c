// What the misconceptions of lesson 08 compute: the checks recognise them, and they are the exercises' wrong answers.

type Logits = ArrayLike<number>;

const sumOf = (values: number[]): number => values.reduce((total, value) => total + value, 0);

const normalized = (weights: number[]): number[] => {
  const total = sumOf(weights);
  return weights.map((weight) => weight / total);
};

const softly = (scores: number[]): number[] => {
  const top = Math.max(...scores);
  return normalized(scores.map((score) => Math.exp(score - top)));
};

/** The ids, the largest value first. */
const ranking = (values: number[]): number[] => values.map((_, id) => id).sort((a, b) => values[b] - values[a]);

type Undecided = {
  /** from logits to probabilities of all tokens */
  sharpen?: (logits: number[], temperature: number) => number[];
  renormalise?: (kept: number[]) => number[];
  entropy?: (probabilities: number[]) => number;
  keep?: (ranked: number[], topK: number) => number[];
};

const nats = (probabilities: number[]): number => -sumOf(probabilities.map((p) => (p > 0 ? p * Math.log(p) : 0)));

/** The entropy of a choice with one step bent as a misconception would bend it. */
export const entropyVariant = ({
  sharpen = (logits, t) => softly(logits.map((logit) => logit / t)), renormalise = normalized, entropy = nats,
  keep = (ranked, topK) => ranked.slice(0, topK),
}: Undecided) =>
  (logits: Logits, { temperature, topK }: { temperature: number; topK: number }) => {
    const chances = sharpen(Array.from(logits), temperature);
    const kept = new Set(keep(ranking(chances), topK));
    const probabilities = renormalise(chances.map((chance, id) => (kept.has(id) ? chance : 0)));
    return { probabilities, entropy: entropy(probabilities) };
  };

/** Each misconception about temperature, renormalisation and entropy, by name. */
export const entropyMistakes = {
  onProbabilities: entropyVariant({ sharpen: (logits, t) => normalized(softly(logits).map((p) => p / t)) }),
  multiplied: entropyVariant({ sharpen: (logits, t) => softly(logits.map((logit) => logit * t)) }),
  notRenormalised: entropyVariant({ renormalise: (kept) => kept }),
  dividedOnly: entropyVariant({
    sharpen: (logits, t) => softly(logits).map((p) => p / t), renormalise: (kept) => kept,
  }),
  keepsLowest: entropyVariant({ keep: (ranked, topK) => ranked.slice(-topK) }),
  topKForgotten: entropyVariant({ keep: (ranked) => ranked }),
  inBits: entropyVariant({ entropy: (probabilities) => nats(probabilities) / Math.LN2 }),
  noMinus: entropyVariant({ entropy: (probabilities) => -nats(probabilities) }),
  zeroTimesInfinity: entropyVariant({
    entropy: (probabilities) => -sumOf(probabilities.map((p) => p * Math.log(p))),
  }),
  withoutWeights: entropyVariant({
    entropy: (probabilities) => -sumOf(probabilities.map((p) => (p > 0 ? Math.log(p) : 0))),
  }),
  noMaximum: entropyVariant({ sharpen: (logits, t) => normalized(logits.map((logit) => Math.exp(logit / t))) }),
};

type Nucleus = {
  /** which ids stay, from all ids, the likeliest first */
  keep?: (ranked: number[], probabilities: number[], p: number) => number[];
  order?: (probabilities: number[]) => number[];
  chances?: (logits: number[]) => number[];
  /** what is written for a token, from its logit, its probability, and whether it stays */
  write?: (logit: number, probability: number, stays: boolean) => number;
};

const crossing = (ranked: number[], chances: number[], p: number): number => {
  let before = 0;
  const count = ranked.findIndex((id) => {
    if (before >= p) return true;
    before += chances[id];
    return false;
  });
  return count < 0 ? ranked.length : count;
};

/** Top-p with one step bent as a misconception would bend it. */
export const topPVariant = ({
  keep = (ranked, chances, p) => ranked.slice(0, crossing(ranked, chances, p)), order = ranking, chances = softly,
  write = (logit, _, stays) => (stays ? logit : -Infinity),
}: Nucleus) =>
  (logits: Logits, p: number): number[] => {
    const all = Array.from(logits);
    const probabilities = chances(all);
    const stays = new Set(keep(order(probabilities), probabilities, p));
    return all.map((logit, id) => write(logit, probabilities[id], stays.has(id)));
  };

/** Each misconception about top-p, by name. */
export const topPMistakes = {
  dropsCrossing: topPVariant({
    keep: (ranked, chances, p) => ranked.filter((_, i) => sumOf(ranked.slice(0, i + 1).map((id) => chances[id])) <= p),
  }),
  dropsCrossingButOne: topPVariant({
    keep: (ranked, chances, p) =>
      ranked.filter((_, i) => i === 0 || sumOf(ranked.slice(0, i + 1).map((id) => chances[id])) <= p),
  }),
  oneMore: topPVariant({ keep: (ranked, chances, p) => ranked.slice(0, crossing(ranked, chances, p) + 1) }),
  ofLogits: topPVariant({ chances: (logits) => logits }),
  unsorted: topPVariant({ order: (probabilities) => probabilities.map((_, id) => id) }),
  leastLikely: topPVariant({ order: (probabilities) => ranking(probabilities).reverse() }),
  threshold: topPVariant({ keep: (ranked, chances, p) => ranked.filter((id) => chances[id] >= p) }),
  thresholdOfRest: topPVariant({ keep: (ranked, chances, p) => ranked.filter((id) => chances[id] >= 1 - p) }),
  inverted: topPVariant({ keep: (ranked, chances, p) => ranked.slice(crossing(ranked, chances, p)) }),
  zeroLogits: topPVariant({ write: (logit, _, stays) => (stays ? logit : 0) }),
  cutProbabilities: topPVariant({ write: (_, probability, stays) => (stays ? probability : 0) }),
};

type Repeated = {
  lower?: (logit: number, penalty: number) => number;
  once?: boolean;
  which?: (seen: boolean) => boolean;
};

/** The repetition penalty with one step bent as a misconception would bend it. */
export const penaltyVariant = ({
  lower = (logit, penalty) => (logit > 0 ? logit / penalty : logit * penalty), once = true, which = (seen) => seen,
}: Repeated) =>
  (logits: Logits, ids: readonly number[], penalty: number): number[] =>
    Array.from(logits, (logit, token) => {
      const occurrences = ids.filter((id) => id === token).length;
      const times = which(occurrences > 0) ? (once ? 1 : occurrences) : 0;
      let result = logit;
      for (let i = 0; i < times; i++) result = lower(result, penalty);
      return result;
    });

/** Each misconception about the repetition penalty, by name. */
export const penaltyMistakes = {
  dividesNegative: penaltyVariant({ lower: (logit, penalty) => logit / penalty }),
  multiplies: penaltyVariant({ lower: (logit, penalty) => logit * penalty }),
  rewards: penaltyVariant({ lower: (logit, penalty) => (logit > 0 ? logit * penalty : logit / penalty) }),
  everyTime: penaltyVariant({ once: false }),
  subtracts: penaltyVariant({ lower: (logit, penalty) => logit - penalty }),
  all: penaltyVariant({ which: () => true }),
  unseen: penaltyVariant({ which: (seen) => !seen }),
  onlyTheLast: (logits: Logits, ids: readonly number[], penalty: number) =>
    penaltyVariant({})(logits, ids.slice(-1), penalty),
};

type Beam = { ids: number[]; logProbability: number };

type Grown = {
  add?: (text: number, token: number) => number;
  extend?: (ids: number[], token: number) => number[];
  choose?: (grown: Beam[][], width: number) => Beam[];
};

/** The likeliest texts, best first. */
export const best = (beams: Beam[], width: number): Beam[] =>
  [...beams].sort((a, b) => b.logProbability - a.logProbability).slice(0, width);

/** A step of beam search with one part bent as a misconception would bend it. */
export const beamVariant = ({
  add = (text, token) => text + token, extend = (ids, token) => [...ids, token],
  choose = (grown, width) => best(grown.flat(), width),
}: Grown) =>
  (beams: readonly Beam[], next: readonly Logits[], width: number): Beam[] =>
    choose(beams.map(({ ids, logProbability }, i) => Array.from(next[i], (logNext, token) => (
      { ids: extend(ids, token), logProbability: add(logProbability, logNext) }))), width);

/** Each misconception about a step of beam search, by name. */
export const beamMistakes = {
  lastOnly: beamVariant({ add: (_, token) => token }),
  notAdded: beamVariant({ add: (text) => text }),
  multipliesLogs: beamVariant({ add: (text, token) => text * token }),
  addsProbabilities: beamVariant({ add: (text, token) => Math.log(Math.exp(text) + Math.exp(token)) }),
  asProbability: beamVariant({ add: (text, token) => Math.exp(text + token) }),
  tokenOnly: beamVariant({ extend: (_, token) => [token] }),
  inFront: beamVariant({ extend: (ids, token) => [token, ...ids] }),
  bestOfEach: beamVariant({ choose: (grown, width) => best(grown.flatMap((each) => best(each, 1)), width) }),
  widthOfEach: beamVariant({ choose: (grown, width) => grown.flatMap((each) => best(each, width)) }),
  onlyTheBest: (beams: readonly Beam[], next: readonly Logits[], width: number) => {
    const top = ranking(beams.map(({ logProbability }) => logProbability))[0];
    return beamVariant({})([beams[top]], [next[top]], width);
  },
  leastLikely: beamVariant({ choose: (grown, width) => best(grown.flat(), Infinity).reverse().slice(0, width) }),
  notCut: beamVariant({ choose: (grown) => best(grown.flat(), Infinity) }),
  unsorted: beamVariant({
    choose: (grown, width) => {
      const kept = new Set(best(grown.flat(), width));
      return grown.flat().filter((each) => kept.has(each));
    },
  }),
};

type Ranked = { score?: (beam: Beam, lengthPenalty: number) => number; descending?: boolean };

/** Ranking finished texts with one part bent as a misconception would bend it. */
export const rankVariant = ({
  score = ({ ids, logProbability }, lengthPenalty) => logProbability / ids.length ** lengthPenalty, descending = true,
}: Ranked) =>
  (beams: readonly Beam[], lengthPenalty: number) => beams
    .map((beam) => ({ ...beam, score: score(beam, lengthPenalty) }))
    .sort((a, b) => (descending ? b.score - a.score : a.score - b.score));

/** Each misconception about ranking finished texts, by name. */
export const rankMistakes = {
  notNormalised: rankVariant({ score: ({ logProbability }) => logProbability }),
  multiplied: rankVariant({ score: ({ ids, logProbability }, power) => logProbability * ids.length ** power }),
  timesPenalty: rankVariant({ score: ({ ids, logProbability }, power) => logProbability / (ids.length * power) }),
  alwaysPerToken: rankVariant({ score: ({ ids, logProbability }) => logProbability / ids.length }),
  offByOne: rankVariant({ score: ({ ids, logProbability }, power) => logProbability / (ids.length + 1) ** power }),
  ascending: rankVariant({ descending: false }),
  ofProbability: rankVariant({
    score: ({ ids, logProbability }, power) => Math.exp(logProbability) / ids.length ** power,
  }),
};

type Judged = {
  worth?: (score: number) => number;
  tie?: (beam: Beam) => number;
  compare?: (a: number, b: number) => number;
};

/** Best of n with one part bent as a misconception would bend it. */
export const bestVariant = ({
  worth = (score) => score, tie = ({ ids, logProbability }) => logProbability / ids.length, compare = (a, b) => b - a,
}: Judged) =>
  (samples: readonly Beam[], scores: readonly number[]): number[] => {
    const values = scores.map(worth);
    return samples.map((_, place) => place).sort((a, b) =>
      (values[a] === values[b] ? tie(samples[b]) - tie(samples[a]) : compare(values[a], values[b])));
  };

/** Each misconception about best of n, by name. */
export const bestMistakes = {
  byProbability: (samples: readonly Beam[]) => bestVariant({})(samples, samples.map(() => 0)),
  lowest: bestVariant({ worth: (score) => -score }),
  asText: bestVariant({ compare: (a, b) => (String(a) < String(b) ? 1 : -1) }),
  firstOfEqual: bestVariant({ tie: () => 0 }),
  tieByTotal: bestVariant({ tie: ({ logProbability }) => logProbability }),
  tieByLeast: bestVariant({ tie: ({ ids, logProbability }) => -logProbability / ids.length }),
  onlyTheBest: (samples: readonly Beam[], scores: readonly number[]) => bestVariant({})(samples, scores).slice(0, 1),
};

type Model = { tokens: number[][]; positions: number[][] };

type Cached = {
  /** where the tokens that go into a call begin, given the text's length, the call and the prompt's length */
  from?: (length: number, call: number, promptLength: number) => number;
  position?: (place: number, i: number) => number;
  reset?: boolean;
  choose?: (scores: number[]) => number;
};

/** Generating with a cache, with one part bent as a misconception would bend it. */
export const cacheVariant = ({
  from = (length, call) => (call === 0 ? 0 : length - 1), position = (place) => place, reset = false,
  choose = (scores) => scores.indexOf(Math.max(...scores)),
}: Cached) =>
  (model: Model, prompt: readonly number[], newTokens: number) => {
    const text = [...prompt];
    const computed: number[] = [];
    let cache: number[][] = [];
    let scores: number[] = [];
    const dot = (a: number[], b: number[]): number => sumOf(a.map((value, feature) => value * b[feature]));
    for (let call = 0; call < newTokens; call++) {
      if (reset) cache = [];
      const start = from(text.length, call, prompt.length);
      const ids = text.slice(start);
      for (const [i, id] of ids.entries()) {
        const place = model.positions[position(start + i, i)];
        if (!place) throw new RangeError(`there is no position ${position(start + i, i)}`);
        cache.push(model.tokens[id].map((value, feature) => value + place[feature]));
      }
      const weights = softly(cache.map((key) => dot(cache[cache.length - 1], key)));
      const found = model.tokens[0].map((_, feature) => sumOf(cache.map((value, i) => weights[i] * value[feature])));
      computed.push(ids.length);
      scores = model.tokens.map((token) => dot(found, token));
      text.push(choose(scores));
    }
    return { ids: text.slice(prompt.length), computed, scores };
  };

/** Each misconception about generating with a cache, by name. */
export const cacheMistakes = {
  fromZero: cacheVariant({ position: (_, i) => i }),
  oneTooFar: cacheVariant({ position: (place, i) => (i === 0 && place > 0 ? place + 1 : place) }),
  oneTooNear: cacheVariant({ position: (place, i) => (i === 0 && place > 0 ? place - 1 : place) }),
  fromOne: cacheVariant({ position: (place) => place + 1 }),
  noCache: cacheVariant({ from: () => 0, reset: true }),
  everythingAgain: cacheVariant({ from: () => 0 }),
  twoAgain: cacheVariant({ from: (length, call) => (call === 0 ? 0 : length - 2) }),
  onlyTheLast: cacheVariant({ from: (length) => length - 1 }),
  newTokensAgain: cacheVariant({ from: (_, call, promptLength) => (call === 0 ? 0 : promptLength) }),
  leastLikely: cacheVariant({ choose: (scores) => scores.indexOf(Math.min(...scores)) }),
};
