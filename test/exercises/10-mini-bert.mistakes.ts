// What the misconceptions of lesson 10 compute: the checks recognise them, and they are the exercises' wrong answers.
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";

type Draws = { choice: readonly number[]; kind: readonly number[]; token: readonly number[] };
type Place = { id: number; maskId: number; random: number };

type Masking = {
  isChosen?: (draw: number, share: number, special: boolean) => boolean;
  /** what the model sees of a chosen token */
  become?: (kind: number, place: Place) => number;
  label?: (chosen: boolean, seen: number, place: Place) => number;
};

/** Masking with one step bent as a misconception would bend it. */
export const maskingVariant = ({
  isChosen = (draw, share, special) => draw < share && !special,
  become = (kind, { id, maskId, random }) => (kind < 0.8 ? maskId : kind < 0.9 ? random : id),
  label = (chosen, _, { id }) => (chosen ? id : -100),
}: Masking) =>
  (ids: readonly number[], draws: Draws,
    { maskId, specialIds, share = 0.15 }: { maskId: number; specialIds: readonly number[]; share?: number }) => {
    const places = ids.map((id, i) => {
      const place = { id, maskId, random: draws.token[i] };
      const chosen = isChosen(draws.choice[i], share, specialIds.includes(id));
      const seen = chosen ? become(draws.kind[i], place) : id;
      return { seen, label: label(chosen, seen, place) };
    });
    return { ids: places.map(({ seen }) => seen), labels: places.map(({ label }) => label) };
  };

export const maskingMistakes = {
  alwaysMask: maskingVariant({ become: (_, { maskId }) => maskId }),
  neverKept: maskingVariant({ become: (kind, { maskId, random }) => (kind < 0.8 ? maskId : random) }),
  neverRandom: maskingVariant({ become: (kind, { id, maskId }) => (kind < 0.8 ? maskId : id) }),
  labelsEverywhere: maskingVariant({ label: (_, __, { id }) => id }),
  labelsOnlyMasked: maskingVariant({ label: (chosen, seen, { id, maskId }) => (chosen && seen === maskId ? id : -100) }),
  labelsOnlyChanged: maskingVariant({ label: (chosen, seen, { id }) => (chosen && seen !== id ? id : -100) }),
  labelsSeen: maskingVariant({ label: (chosen, seen) => (chosen ? seen : -100) }),
  specialToo: maskingVariant({ isChosen: (draw, share) => draw < share }),
  othersChosen: maskingVariant({ isChosen: (draw, share, special) => draw >= share && !special }),
  shareIgnored: maskingVariant({ isChosen: (draw, _, special) => draw < 0.15 && !special }),
};

export const encoderMaskMistakes = {
  allSeen: ({ shape: [batch, time] }: tf.Tensor) => tf.ones([batch, 1, 1, time!], "bool"),
  ofQueries: (mask: tf.Tensor) => tf.reshape(mask, [mask.shape[0], 1, mask.shape[1]!, 1]),
  inverted: (mask: tf.Tensor) => tf.reshape(tf.logicalNot(mask), [mask.shape[0], 1, 1, mask.shape[1]!]),
  causal: (mask: tf.Tensor) => {
    const [batch, time] = mask.shape as [number, number];
    return tf.logicalAnd(tf.reshape(mask, [batch, 1, 1, time]), byhand.causalMask(time));
  },
  bothSides: (mask: tf.Tensor) => {
    const [batch, time] = mask.shape as [number, number];
    return tf.logicalAnd(tf.reshape(mask, [batch, 1, 1, time]), tf.reshape(mask, [batch, 1, time, 1]));
  },
  numbers: (mask: tf.Tensor) => tf.cast(tf.reshape(mask, [mask.shape[0], 1, 1, mask.shape[1]!]), "float32"),
  flat: (mask: tf.Tensor) => tf.clone(mask),
};

type Segmenting = {
  /** the type of a token, from how many separators stand before it */
  type?: (before: number, id: number, given: { separatorId: number; paddingId: number; left: number }) => number;
};

/** Token types with one step bent as a misconception would bend it. */
export const segmentVariant = ({ type = (before, id, { paddingId }) => (before > 0 && id !== paddingId ? 1 : 0) }: Segmenting) =>
  (ids: readonly number[], { separatorId, paddingId }: { separatorId: number; paddingId: number }) => {
    const separators = (from: number, to: number): number => ids.slice(from, to).filter((id) => id === separatorId).length;
    return ids.map((id, i) => type(separators(0, i), id, { separatorId, paddingId, left: separators(i + 1, ids.length) }));
  };

export const segmentMistakes = {
  separatorFirst: segmentVariant({
    type: (before, id, { separatorId, paddingId }) => (id !== paddingId && (before > 0 || id === separatorId) ? 1 : 0),
  }),
  counts: segmentVariant({ type: (before) => before }),
  paddingToo: segmentVariant({ type: (before) => Math.min(before, 1) }),
  lastSeparator: segmentVariant({
    type: (before, id, { separatorId, paddingId }) => (before > 0 && id !== paddingId && id !== separatorId ? 1 : 0),
  }),
  onlySeparators: segmentVariant({ type: (_, id, { separatorId }) => Number(id === separatorId) }),
  exchanged: segmentVariant({ type: (before, id, { paddingId }) => (before > 0 && id !== paddingId ? 0 : 1) }),
};

type Documents = readonly (readonly string[])[];
type PairDraw = { coin: number; document: number; sentence: number };

type Pairing = {
  isRandom?: (coin: number, share: number) => boolean;
  /** the documents that a random sentence may come from */
  from?: (documents: Documents, own: number) => Documents;
  place?: (sentence: number, length: number) => number;
  next?: (sentences: readonly string[], i: number) => string;
  says?: (random: boolean) => boolean;
};

/** Pairs of sentences with one step bent as a misconception would bend it. */
export const pairVariant = ({
  isRandom = (coin, share) => coin < share,
  from = (documents, own) => documents.filter((_, number) => number !== own),
  place = (sentence, length) => Math.floor(sentence * length),
  next = (sentences, i) => sentences[i + 1],
  says = (random) => !random,
}: Pairing) =>
  (documents: Documents, draws: readonly PairDraw[], { share = 0.5 }: { share?: number } = {}) => {
    let used = 0;
    return documents.flatMap((sentences, own) => sentences.slice(0, -1).map((first, i) => {
      const { coin, document, sentence } = draws[used++];
      const random = isRandom(coin, share);
      const choices = from(documents, own);
      const other = choices[Math.floor(document * choices.length)];
      const second = random ? other[place(sentence, other.length)] : next(sentences, i);
      return { first, second, isNext: says(random) };
    }));
  };

export const pairMistakes = {
  ownToo: pairVariant({ from: (documents) => documents }),
  ownOnly: pairVariant({ from: (documents, own) => [documents[own]] }),
  alwaysNext: pairVariant({ isRandom: () => false }),
  coinTurned: pairVariant({ isRandom: (coin, share) => coin >= share }),
  labelTurned: pairVariant({ says: (random) => random }),
  firstSentence: pairVariant({ place: () => 0 }),
  itself: pairVariant({ next: (sentences, i) => sentences[i] }),
  shareIgnored: pairVariant({ isRandom: (coin) => coin < 0.5 }),
};

type Pooling = {
  keep?: (mask: tf.Tensor) => tf.Tensor;
  divide?: (sum: tf.Tensor, given: { states: tf.Tensor; real: tf.Tensor }) => tf.Tensor;
};

const asNumbers = (mask: tf.Tensor): tf.Tensor => tf.expandDims(tf.cast(mask, "float32"), -1); // [batch, time, 1]

/** Mean pooling with one step bent as a misconception would bend it. */
export const poolingVariant = ({
  keep = asNumbers, divide = (sum, { real }) => tf.div(sum, tf.maximum(tf.sum(real, 1), 1)),
}: Pooling) =>
  (states: tf.Tensor, attentionMask: tf.Tensor): tf.Tensor => {
    const real = asNumbers(attentionMask);
    return divide(tf.sum(tf.mul(states, keep(attentionMask)), 1), { states, real });
  };

const all = (mask: tf.Tensor): tf.Tensor => tf.onesLike(asNumbers(mask));
const byTime = (sum: tf.Tensor, { states }: { states: tf.Tensor }): tf.Tensor => tf.div(sum, states.shape[1]!);

export const poolingMistakes = {
  paddingCounts: poolingVariant({ keep: all, divide: byTime }),
  byTime: poolingVariant({ divide: byTime }),
  paddingInSum: poolingVariant({ keep: all }),
  sumOnly: poolingVariant({ divide: (sum) => sum }),
  firstToken: (states: tf.Tensor) => tf.squeeze(tf.slice(states, [0, 0, 0], [-1, 1, -1]), [1]),
  overFeatures: poolingVariant({ divide: (sum, { states }) => tf.div(sum, states.shape[2]!) }),
  maximum: (states: tf.Tensor) => tf.max(states, 1),
  emptyText: poolingVariant({ divide: (sum, { real }) => tf.div(sum, tf.sum(real, 1)) }),
};

type Losing = {
  logProbabilities?: (logits: tf.Tensor) => tf.Tensor;
  /** the label that a position is judged by */
  label?: (labels: tf.Tensor) => tf.Tensor;
  /** from the log-probabilities of the labels and from what was chosen, each [batch, time] */
  reduce?: (atLabel: tf.Tensor, chosen: tf.Tensor) => tf.Tensor;
};

const rowsOf = (labels: tf.Tensor, classes: number): tf.Tensor =>
  tf.cast(tf.oneHot(tf.cast(labels, "int32") as tf.Tensor1D, classes), "float32");

/** The masked-token loss with one step bent as a misconception would bend it. */
export const lossVariant = ({
  logProbabilities = (logits) => tf.logSoftmax(logits),
  label = (labels) => labels,
  reduce = (atLabel, chosen) => tf.neg(tf.div(tf.sum(atLabel), tf.maximum(tf.sum(chosen), 1))),
}: Losing) =>
  (logits: tf.Tensor, labels: tf.Tensor): tf.Tensor => {
    const rows = rowsOf(label(labels), logits.shape[2]!);
    const atLabel = tf.sum(tf.mul(logProbabilities(logits), rows), -1);
    return reduce(atLabel, tf.cast(tf.notEqual(labels, -100), "float32"));
  };

const overAll = (atLabel: tf.Tensor): tf.Tensor => tf.neg(tf.mean(atLabel));

export const lossMistakes = {
  overAll: lossVariant({ reduce: overAll }),
  unmaskedToo: lossVariant({ label: (labels) => tf.maximum(labels, tf.scalar(0, "int32")), reduce: overAll }),
  sumOnly: lossVariant({ reduce: (atLabel) => tf.neg(tf.sum(atLabel)) }),
  perText: lossVariant({
    reduce: (atLabel, chosen) => tf.neg(tf.mean(tf.div(tf.sum(atLabel, -1), tf.maximum(tf.sum(chosen, -1), 1)))),
  }),
  inBits: lossVariant({ logProbabilities: (logits) => tf.div(tf.logSoftmax(logits), Math.LN2) }),
  noMinus: lossVariant({ reduce: (atLabel, chosen) => tf.div(tf.sum(atLabel), tf.maximum(tf.sum(chosen), 1)) }),
  probability: lossVariant({
    logProbabilities: (logits) => tf.softmax(logits),
    reduce: (atLabel, chosen) => tf.neg(tf.div(tf.sum(atLabel), tf.maximum(tf.sum(chosen), 1))),
  }),
  overflow: lossVariant({
    logProbabilities: (logits) => {
      const weights = tf.exp(logits);
      return tf.log(tf.div(weights, tf.sum(weights, -1, true)));
    },
  }),
  nothingChosen: lossVariant({ reduce: (atLabel, chosen) => tf.neg(tf.div(tf.sum(atLabel), tf.sum(chosen))) }),
};

type Span = { start: number; end: number };
type Answering = { allowed: readonly boolean[]; maximumLength?: number };

/** Every span that may be one, with one rule bent as a misconception would bend it; the best of them. */
export const spanVariant = ({
  firstEnd = (start) => start,
  longest = (maximumLength) => maximumLength,
  fits = ({ start, end }, allowed) => allowed[start] && allowed[end],
  score = (start, end) => start + end,
}: {
  firstEnd?: (start: number) => number;
  longest?: (maximumLength: number) => number;
  fits?: (span: Span, allowed: readonly boolean[]) => boolean;
  score?: (start: number, end: number) => number;
}) =>
  (startLogits: ArrayLike<number>, endLogits: ArrayLike<number>, { allowed, maximumLength = 30 }: Answering) => {
    const places = allowed.map((_, place) => place);
    const spans = places.flatMap((start) => places.map((end) => ({ start, end })))
      .filter(({ start, end }) => end >= firstEnd(start) && end - start < longest(maximumLength))
      .filter((span) => fits(span, allowed))
      .map((span) => ({ ...span, score: score(startLogits[span.start], endLogits[span.end]) }));
    return spans.reduce((best, span) => (span.score > best.score ? span : best), { start: -1, end: -1, score: -Infinity });
  };

/** The place of the largest of these, among those that are allowed. */
const largest = (values: ArrayLike<number>, allowed: readonly boolean[]): number =>
  allowed.reduce((best, isAllowed, i) => (isAllowed && (best < 0 || values[i] > values[best]) ? i : best), -1);

export const spanMistakes = {
  eachAlone: (starts: ArrayLike<number>, ends: ArrayLike<number>, { allowed }: Answering) => {
    const [start, end] = [largest(starts, allowed), largest(ends, allowed)];
    return { start, end, score: starts[start] + ends[end] };
  },
  startFirst: (starts: ArrayLike<number>, ends: ArrayLike<number>, { allowed, maximumLength = 30 }: Answering) => {
    const start = largest(starts, allowed);
    const end = largest(ends, allowed.map((isAllowed, i) => isAllowed && i >= start && i < start + maximumLength));
    return { start, end, score: starts[start] + ends[end] };
  },
  backwards: spanVariant({ firstEnd: () => 0 }),
  allAllowed: spanVariant({ fits: () => true }),
  onlyStart: spanVariant({ fits: ({ start }, allowed) => allowed[start] }),
  oneLonger: spanVariant({ longest: (maximumLength) => maximumLength + 1 }),
  oneShorter: spanVariant({ longest: (maximumLength) => maximumLength - 1 }),
  anyLength: spanVariant({ longest: () => Infinity }),
  product: spanVariant({ score: (start, end) => start * end }),
};

type Scoring = {
  length?: (span: Span) => number;
  exact?: (found: Span, right: Span) => number;
  f1?: (overlap: number, found: number, right: number) => number;
  least?: number;
};

const sumOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The scores of answers with one step bent as a misconception would bend it. */
export const scoreVariant = ({
  length = ({ start, end }) => end - start + 1,
  exact = (found, right) => Number(found.start === right.start && found.end === right.end),
  f1 = (overlap, found, right) => (2 * overlap) / (found + right),
  least = 0,
}: Scoring) =>
  (found: readonly Span[], right: readonly Span[]) => {
    const overlap = (a: Span, b: Span): number =>
      Math.max(least, length({ start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) }));
    const mean = (value: (a: Span, b: Span) => number): number =>
      sumOf(found.map((each, i) => value(each, right[i]))) / found.length;
    return { exactMatch: mean(exact), f1: mean((a, b) => f1(overlap(a, b), length(a), length(b))) };
  };

export const scoreMistakes = {
  tokensOnly: (found: readonly Span[], right: readonly Span[]) => {
    const length = ({ start, end }: Span): number => Math.max(0, end - start + 1);
    const common = (a: Span, b: Span): Span => ({ start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) });
    const shared = sumOf(found.map((a, i) => length(common(a, right[i]))));
    const both = sumOf(found.map(length)) + sumOf(right.map(length));
    return { exactMatch: shared / sumOf(right.map(length)), f1: (2 * shared) / both };
  },
  endsApart: scoreVariant({
    exact: (found, right) => (Number(found.start === right.start) + Number(found.end === right.end)) / 2,
  }),
  startOnly: scoreVariant({ exact: (found, right) => Number(found.start === right.start) }),
  anyOverlap: scoreVariant({ exact: (found, right) => Number(found.start <= right.end && right.start <= found.end) }),
  precision: scoreVariant({ f1: (overlap, found) => overlap / found }),
  recall: scoreVariant({ f1: (overlap, _, right) => overlap / right }),
  union: scoreVariant({ f1: (overlap, found, right) => overlap / (found + right - overlap) }),
  negative: scoreVariant({ least: -Infinity }),
  endExcluded: scoreVariant({ length: ({ start, end }) => end - start }),
};
