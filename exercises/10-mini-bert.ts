import * as tf from "@tensorflow/tfjs-core";

// Lesson 10, your part. Write here, save, and run `await check("maskTokens")` in the notebook.

/** The random numbers that decide how a text is masked, one of each kind for each token. */
export type MaskingDraws = {
  /** from [0, 1): is this token chosen? */
  choice: readonly number[];
  /** from [0, 1): what becomes of it, if it is? */
  kind: readonly number[];
  /** the id of a random token */
  token: readonly number[];
};

/**
 * Hides some tokens of a text, and says which tokens the model has to guess.
 *
 * A token is chosen where `choice < share`, unless it is special. A chosen token
 * - becomes the mask, where `kind < 0.8`;
 * - becomes the random token, where `0.8 ≤ kind < 0.9`;
 * - stays as it is, where `kind ≥ 0.9`, and is to be guessed all the same.
 *
 * By hand: ids [2, 10, 11, 12], of which 2 is special, maskId 4, share 0.15, choice [0, 0.1, 0.1, 0.9], kind
 * [0, 0.3, 0.95, 0], any token → ids [2, 4, 11, 12], labels [−100, 10, 11, −100].
 *
 * @param ids   a text
 * @param draws the random numbers, as many of each kind as there are tokens
 * @returns the ids that the model sees; and the original id where a token was chosen, −100 everywhere else
 */
export function maskTokens(
  ids: readonly number[],
  draws: MaskingDraws,
  { maskId, specialIds, share = 0.15 }: { maskId: number; specialIds: readonly number[]; share?: number },
): { ids: number[]; labels: number[] } {
  const chosen = (i: number): boolean => todo("maskTokens: is the token at place i chosen?");
  const labels: number[] = todo("maskTokens: the original id where one is chosen, −100 elsewhere");
  const seen: number[] = todo("maskTokens: what the model sees at each place");
  return { ids: seen, labels };
}

/**
 * The mask of an encoder: every query may attend to every real token, before it or after it, and to no padding.
 *
 * It is the keys that are masked, the last axis. What queries at padding find does not matter: nobody looks there.
 *
 * By hand: [[true, true, false]] → [[[[true, true, false]]]].
 *
 * @param attentionMask bool [batch, time], true = a real token
 * @returns bool [batch, 1, 1, key], true = may attend; the ones are broadcast over heads and queries
 */
export function encoderMask(attentionMask: tf.Tensor): tf.Tensor {
  const [batch, time] = attentionMask.shape as [number, number];
  throw new Error("TODO: write encoderMask");
}

/**
 * The token types of `[CLS] first [SEP] second [SEP]`: which of the two texts each token is of.
 *
 * Type 0 is everything up to the first [SEP], that one included; type 1 is what comes behind it, up to the second [SEP],
 * that one included. Padding is 0 again. A single text has type 0 everywhere.
 *
 * By hand, 2 = [CLS], 3 = [SEP], 0 = padding: [2, 7, 8, 3, 9, 3, 0] → [0, 0, 0, 0, 1, 1, 0].
 */
export function segmentTypes(
  ids: readonly number[],
  { separatorId, paddingId }: { separatorId: number; paddingId: number },
): number[] {
  throw new Error("TODO: write segmentTypes");
}

/** The random numbers that decide about one pair, each from [0, 1). */
export type PairDraw = { coin: number; document: number; sentence: number };

/**
 * Pairs of sentences for next-sentence prediction: one for each sentence but the last of its document, in order.
 *
 * - Where `coin ≥ share`, the second is the sentence that comes next in the document.
 * - Otherwise it is a random one of *another* document. The other documents, in order, are numbered from 0:
 *   `⌊document · how many there are⌋` says which one it is, `⌊sentence · its length⌋` which of its sentences.
 *
 * By hand: documents [[a, b], [c, d, e], [f]], for the pair of c: coin 0.2, document 0.6, sentence 0 → the others are
 * [a, b] and [f]; ⌊0.6 · 2⌋ = 1 is [f]; so the pair is { first: c, second: f, isNext: false }.
 *
 * @param draws one for each pair, in order
 */
export function nextSentencePairs(
  documents: readonly (readonly string[])[],
  draws: readonly PairDraw[],
  { share = 0.5 }: { share?: number } = {},
): { first: string; second: string; isNext: boolean }[] {
  const pairs: { first: string; second: string; isNext: boolean }[] = [];
  for (const [own, sentences] of documents.entries()) {
    for (const [i, first] of sentences.slice(0, -1).entries()) {
      const { coin, document, sentence } = draws[pairs.length];
      // own is this document's number, i this sentence's place in it.
      const isNext: boolean = todo("nextSentencePairs: is the second one the next one?");
      const second: string = todo("nextSentencePairs: the next one, or a random one of another document");
      pairs.push({ first, second, isNext });
    }
  }
  return pairs;
}

/**
 * One vector for each text: the mean of its real tokens' vectors. Padding counts neither in the sum nor in the number.
 *
 * `mean = Σ mᵢ xᵢ / Σ mᵢ`, with mᵢ = 1 for a real token, 0 for padding
 *
 * By hand: states [[[1, 2], [3, 4], [9, 9]]], attentionMask [[true, true, false]] → [[2, 3]].
 *
 * A text of padding alone has the mean 0: divide by 1 where nothing counts.
 *
 * @param states        [batch, time, hidden]
 * @param attentionMask bool [batch, time], true = a real token
 * @returns             [batch, hidden]
 */
export function meanPooling(states: tf.Tensor, attentionMask: tf.Tensor): tf.Tensor {
  const real: tf.Tensor = todo("meanPooling: 1 for a real token, 0 for padding, as float32"); // [batch, time, 1]
  const sum: tf.Tensor = todo("meanPooling: the sum of the real tokens' states"); // [batch, hidden]
  const count: tf.Tensor = todo("meanPooling: how many they are, at least 1"); // [batch, 1]
  return tf.div(sum, count);
}

/**
 * The masked-token loss: how surprised the model is, in nats, by the tokens that it had to guess, and by no others.
 *
 * `loss = −mean of log softmax(logits)[label]` over the positions whose label is not −100
 *
 * By hand: logits [[[0, 0], [5, 1], [0, ln 3]]], labels [[0, −100, 1]] → (−ln 0.5 − ln 0.75) / 2 = 0.4904.
 *
 * Where no position was chosen, the loss is 0. Large logits must not overflow: tf.logSoftmax sees to that.
 *
 * @param logits [batch, time, vocabulary]
 * @param labels int32 [batch, time]: the original token where one was chosen, −100 elsewhere
 * @returns a scalar
 */
export function maskedTokenLoss(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const vocabulary = logits.shape[2]!;
  // A row for each label, 1 at the label and 0 elsewhere; a row of zeros for −100.
  const oneHot = tf.cast(tf.oneHot(labels as tf.Tensor1D, vocabulary), "float32"); // [batch, time, vocabulary]
  const logProbabilities: tf.Tensor = todo("maskedTokenLoss: log softmax(logits)[label], 0 for −100"); // [batch, time]
  const chosen: tf.Tensor = todo("maskedTokenLoss: 1 where the label is not −100, 0 elsewhere, as float32");
  return todo("maskedTokenLoss: minus their sum, divided by how many were chosen (at least 1)");
}

/** Tokens from the first to the last, both included. */
export type Span = { start: number; end: number };

/**
 * The most probable answer: of all spans that may be one, that with the largest `startLogits[start] + endLogits[end]`.
 *
 * A span may be an answer where its first and its last token are allowed (tokens of the passage; not of the question,
 * not padding), it does not end before it starts, and it has at most maximumLength tokens.
 *
 * By hand: startLogits [9, 1, 4, 0], endLogits [0, 5, 2, 3], allowed [false, true, true, true], maximumLength 2: of
 * 1–1 (6), 1–2 (3), 2–2 (6), 2–3 (7) and 3–3 (3) the best is { start: 2, end: 3, score: 7 }.
 *
 * Of equally good ones take the one that starts first, and of these the one that ends first.
 */
export function bestSpan(
  startLogits: ArrayLike<number>,
  endLogits: ArrayLike<number>,
  { allowed, maximumLength = 30 }: { allowed: readonly boolean[]; maximumLength?: number },
): Span & { score: number } {
  // Begin with the score −Infinity, try all spans that may be one, and return the best of them.
  throw new Error("TODO: write bestSpan");
}

/**
 * How good answers are: each found span against the right one.
 *
 * - `exactMatch`: the share of answers of which start AND end are right.
 * - `f1`: the mean over the answers of `2 · overlap / (length found + length right)`, with overlap = the tokens that are in
 *   both spans. So one that is nearly right gets something, one beside it nothing.
 *
 * By hand: found [3–5, 7–7], right [3–5, 8–9] → exactMatch 1/2, f1 (1 + 0) / 2 = 0.5; found [2–3], right [3–5] →
 * exactMatch 0, f1 2 · 1 / (2 + 3) = 0.4.
 *
 * @param found the answers of a model, at least one
 * @param right right[i] is the right one for found[i]
 */
export function spanScores(found: readonly Span[], right: readonly Span[]): { exactMatch: number; f1: number } {
  const length = ({ start, end }: Span): number => end - start + 1; // both ends belong to it
  const isExact = (i: number): boolean => todo("spanScores: is answer i exactly right?");
  const f1 = (i: number): number => todo("spanScores: the F1 of answer i");
  const mean = (value: (i: number) => number): number => found.reduce((sum, _, i) => sum + value(i), 0) / found.length;
  return { exactMatch: mean((i) => Number(isExact(i))), f1: mean(f1) };
}

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(`TODO: write ${what}`);
}
