import * as tf from "@tensorflow/tfjs-core";
// BEGIN TEACHER
import * as byhand from "byhand";
import type { TeacherNotes } from "byhand-course";
import {
  encoderMaskMistakes, lossMistakes, maskingMistakes, pairMistakes, poolingMistakes, scoreMistakes, segmentMistakes, spanMistakes,
} from "../test/exercises/10-mini-bert.mistakes";
// END TEACHER

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
  // BEGIN SOLUTION
  // STUB: const chosen = (i: number): boolean => todo("maskTokens: is the token at place i chosen?");
  // STUB: const labels: number[] = todo("maskTokens: the original id where one is chosen, −100 elsewhere");
  // STUB: const seen: number[] = todo("maskTokens: what the model sees at each place");
  const chosen = (i: number): boolean => draws.choice[i] < share && !specialIds.includes(ids[i]);
  const labels = ids.map((id, i) => (chosen(i) ? id : -100));
  const seen = ids.map((id, i) => {
    if (!chosen(i) || draws.kind[i] >= 0.9) return id;
    return draws.kind[i] < 0.8 ? maskId : draws.token[i];
  });
  // END SOLUTION
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
  // BEGIN SOLUTION
  return tf.reshape(attentionMask, [batch, 1, 1, time]);
  // END SOLUTION
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
  // BEGIN SOLUTION
  let type = 0;
  return ids.map((id) => {
    const own = id === paddingId ? 0 : type;
    if (id === separatorId) type = 1;
    return own;
  });
  // END SOLUTION
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
      // BEGIN SOLUTION
      // STUB: // own is this document's number, i this sentence's place in it.
      // STUB: const isNext: boolean = todo("nextSentencePairs: is the second one the next one?");
      // STUB: const second: string = todo("nextSentencePairs: the next one, or a random one of another document");
      // STUB: pairs.push({ first, second, isNext });
      const others = documents.filter((_, number) => number !== own);
      const other = others[Math.floor(document * others.length)];
      const isNext = coin >= share;
      const second = isNext ? sentences[i + 1] : other[Math.floor(sentence * other.length)];
      pairs.push({ first, second, isNext });
      // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: const real: tf.Tensor = todo("meanPooling: 1 for a real token, 0 for padding, as float32"); // [batch, time, 1]
  // STUB: const sum: tf.Tensor = todo("meanPooling: the sum of the real tokens' states"); // [batch, hidden]
  // STUB: const count: tf.Tensor = todo("meanPooling: how many they are, at least 1"); // [batch, 1]
  const real = tf.expandDims(tf.cast(attentionMask, "float32"), -1); // [batch, time, 1]
  const sum = tf.sum(tf.mul(states, real), 1); // [batch, hidden]
  const count = tf.maximum(tf.sum(real, 1), 1); // [batch, 1]
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: const logProbabilities: tf.Tensor = todo("maskedTokenLoss: log softmax(logits)[label], 0 for −100"); // [batch, time]
  // STUB: const chosen: tf.Tensor = todo("maskedTokenLoss: 1 where the label is not −100, 0 elsewhere, as float32");
  // STUB: return todo("maskedTokenLoss: minus their sum, divided by how many were chosen (at least 1)");
  const logProbabilities = tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), -1); // [batch, time]
  const chosen = tf.cast(tf.notEqual(labels, -100), "float32"); // [batch, time]
  return tf.neg(tf.div(tf.sum(logProbabilities), tf.maximum(tf.sum(chosen), 1))) as tf.Scalar;
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: // Begin with the score −Infinity, try all spans that may be one, and return the best of them.
  // STUB: throw new Error("TODO: write bestSpan");
  let best = { start: -1, end: -1, score: -Infinity };
  for (let start = 0; start < allowed.length; start++) {
    const behind = Math.min(start + maximumLength, allowed.length);
    for (let end = start; end < behind; end++) {
      const score = startLogits[start] + endLogits[end];
      if (allowed[start] && allowed[end] && score > best.score) best = { start, end, score };
    }
  }
  return best;
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: const isExact = (i: number): boolean => todo("spanScores: is answer i exactly right?");
  // STUB: const f1 = (i: number): number => todo("spanScores: the F1 of answer i");
  const isExact = (i: number): boolean => found[i].start === right[i].start && found[i].end === right[i].end;
  const f1 = (i: number): number => {
    const overlap = length({
      start: Math.max(found[i].start, right[i].start), end: Math.min(found[i].end, right[i].end),
    });
    return (2 * Math.max(0, overlap)) / (length(found[i]) + length(right[i]));
  };
  // END SOLUTION
  const mean = (value: (i: number) => number): number => found.reduce((sum, _, i) => sum + value(i), 0) / found.length;
  return { exactMatch: mean((i) => Number(isExact(i))), f1: mean(f1) };
}

// BEGIN TEACHER
export const exercises: TeacherNotes = {
  maskTokens: {
    part: "maskTokens",
    hints: [
      "First decide which tokens are chosen, and write their labels. Only then, and only for these, decide what the model sees.",
      "chosen(i) needs choice[i] < share and that ids[i] is not among specialIds. For a chosen token look at kind[i]: below 0.8 "
        + "the mask, from 0.8 and below 0.9 token[i], else the id itself. The label is the original id in all three cases.",
      "labels = ids.map((id, i) => (chosen(i) ? id : -100)); seen = ids.map((id, i) => !chosen(i) || draws.kind[i] >= 0.9 ? "
        + "id : draws.kind[i] < 0.8 ? maskId : draws.token[i])",
    ],
    wrong: {
      alwaysMask: {
        because: "masks every chosen token", message: "always becomes [MASK]", answer: maskingMistakes.alwaysMask,
      },
      neverKept: {
        because: "never keeps a chosen token", message: "a tenth of the chosen tokens stays", answer: maskingMistakes.neverKept,
      },
      neverRandom: {
        because: "never puts a random token", message: "random token is missing", answer: maskingMistakes.neverRandom,
      },
      labelsEverywhere: {
        because: "has every token guessed", message: "labels hold every token", answer: maskingMistakes.labelsEverywhere,
      },
      labelsOnlyMasked: {
        because: "has only the masks guessed", message: "to be guessed as well", answer: maskingMistakes.labelsOnlyMasked,
      },
      labelsSeen: {
        because: "takes what the model sees for the label", message: "the original token", answer: maskingMistakes.labelsSeen,
      },
      specialToo: {
        because: "chooses special tokens", message: "special tokens are chosen", answer: maskingMistakes.specialToo,
      },
      othersChosen: {
        because: "chooses the other 85 %", message: "the wrong way round", answer: maskingMistakes.othersChosen,
      },
      shareIgnored: {
        because: "always chooses 15 %", message: "`share` is not looked at", answer: maskingMistakes.shareIgnored,
      },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.maskTokens },
    },
  },
  encoderMask: {
    part: "encoderMask",
    hints: [
      "No token is later than another here: who may be seen depends on the key alone. On which of the four axes are the keys?",
      "The values stay what they are; only two axes of length 1 come between batch and time: tf.reshape.",
      "tf.reshape the attention mask to batch, then two axes of length 1, then time.",
    ],
    wrong: {
      allSeen: { because: "lets padding be seen", message: "attend to padding", answer: encoderMaskMistakes.allSeen },
      ofQueries: { because: "masks the queries", message: "masks the queries", answer: encoderMaskMistakes.ofQueries },
      inverted: { because: "hides the real tokens", message: "the wrong way round", answer: encoderMaskMistakes.inverted },
      causal: { because: "hides later tokens, too", message: "no causal mask", answer: encoderMaskMistakes.causal },
      bothSides: {
        because: "hides everything from padding, too", message: "queries at padding", answer: encoderMaskMistakes.bothSides,
      },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.encoderMask },
    },
  },
  segmentTypes: {
    part: "segmentTypes",
    hints: [
      "Go through the tokens from left to right. After which one does the second text begin? Of which text is that one itself?",
      "Keep a variable `type`, 0 at first. Each token gets it (padding gets 0); only then, if the token was a separator, type "
        + "becomes 1.",
      "In ids.map: const own = id === paddingId ? 0 : type; then type = 1 if id is separatorId; then give own.",
    ],
    wrong: {
      separatorFirst: {
        because: "takes the first [SEP] for the second text's", message: "the first [SEP] closes the first text",
        answer: segmentMistakes.separatorFirst,
      },
      counts: { because: "counts separators", message: "counts the separators", answer: segmentMistakes.counts },
      paddingToo: {
        because: "gives padding the second text's type", message: "padding has type 0", answer: segmentMistakes.paddingToo,
      },
      lastSeparator: {
        because: "gives the last [SEP] type 0", message: "the last [SEP] belongs to the second text",
        answer: segmentMistakes.lastSeparator,
      },
      onlySeparators: {
        because: "marks the separators", message: "marks the separators themselves", answer: segmentMistakes.onlySeparators,
      },
      exchanged: { because: "begins with 1", message: "the first text has type 0", answer: segmentMistakes.exchanged },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.segmentTypes },
    },
  },
  nextSentencePairs: {
    part: "nextSentencePairs",
    hints: [
      "If the random sentence came from the same document, it could be the next one by chance. What would the model learn "
        + "from that?",
      "documents.filter((_, number) => number !== own) are the others. Math.floor(document * others.length) is a place among "
        + "them, Math.floor(sentence * other.length) one in the document that was drawn.",
      "const other = others[Math.floor(document * others.length)]; const isNext = coin >= share; const second = isNext ? "
        + "sentences[i + 1] : other[Math.floor(sentence * other.length)]; pairs.push({ first, second, isNext });",
    ],
    wrong: {
      ownToo: { because: "draws from all documents", message: "comes from another document", answer: pairMistakes.ownToo },
      ownOnly: { because: "draws from the same document", message: "comes from another document", answer: pairMistakes.ownOnly },
      alwaysNext: { because: "has no random ones", message: "every pair is a next one", answer: pairMistakes.alwaysNext },
      coinTurned: { because: "turns the coin round", message: "where coin is below share", answer: pairMistakes.coinTurned },
      labelTurned: {
        because: "says the opposite of what it did", message: "isNext says the opposite", answer: pairMistakes.labelTurned,
      },
      firstSentence: {
        because: "takes the other document's first sentence", message: "always its first sentence",
        answer: pairMistakes.firstSentence,
      },
      itself: { because: "takes the sentence itself", message: "the sentence itself", answer: pairMistakes.itself },
      shareIgnored: {
        because: "always tosses a fair coin", message: "`share` is not looked at", answer: pairMistakes.shareIgnored,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.nextSentencePairs,
      },
    },
  },
  meanPooling: {
    part: "meanPooling",
    hints: [
      "A text of 3 real tokens and 5 of padding: what does padding add to the sum? And by how many do you divide?",
      "tf.cast(attentionMask, \"float32\") is 1 and 0; tf.expandDims(…, -1) makes it [batch, time, 1], which broadcasts over "
        + "the features. Sum over axis 1.",
      "real = tf.expandDims(tf.cast(attentionMask, \"float32\"), -1); sum = tf.sum(tf.mul(states, real), 1); count = "
        + "tf.maximum(tf.sum(real, 1), 1)",
    ],
    wrong: {
      paddingCounts: {
        because: "takes the mean of all tokens", message: "padding is in the mean", answer: poolingMistakes.paddingCounts,
      },
      byTime: { because: "divides by the length with padding", message: "divided by all tokens", answer: poolingMistakes.byTime },
      sumOnly: { because: "does not divide", message: "this is the sum", answer: poolingMistakes.sumOnly },
      firstToken: { because: "takes the first token", message: "the first token's vector", answer: poolingMistakes.firstToken },
      overFeatures: {
        because: "divides by the number of features", message: "divided by the number of features",
        answer: poolingMistakes.overFeatures,
      },
      maximum: { because: "takes the largest", message: "the largest value", answer: poolingMistakes.maximum },
      emptyText: { because: "divides 0 by 0", message: "0/0", answer: poolingMistakes.emptyText },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.meanPooling },
    },
  },
  maskedTokenLoss: {
    part: "maskedTokenLoss",
    hints: [
      "Most positions have the label −100. What do they add to the sum, and do they count in the mean?",
      "tf.mul(tf.logSoftmax(logits), oneHot) leaves one log-probability in each row; tf.sum(…, -1) fetches it. "
        + "tf.notEqual(labels, -100), cast to float32, is 1 where a position counts.",
      "tf.neg(tf.div(tf.sum(logProbabilities), tf.maximum(tf.sum(chosen), 1))), with logProbabilities = "
        + "tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), -1) and chosen = tf.cast(tf.notEqual(labels, -100), \"float32\")",
    ],
    wrong: {
      overAll: {
        because: "divides by all positions", message: "divided by all positions", answer: lossMistakes.overAll,
      },
      unmaskedToo: {
        because: "counts positions that were not chosen", message: "were not chosen count, too",
        answer: lossMistakes.unmaskedToo,
      },
      sumOnly: { because: "takes the sum", message: "this is the sum", answer: lossMistakes.sumOnly },
      perText: { because: "takes the mean of the texts' means", message: "the mean of each text", answer: lossMistakes.perText },
      inBits: { because: "measures in bits", message: "in bits", answer: lossMistakes.inBits },
      noMinus: { because: "forgets the sign", message: "the sign is missing", answer: lossMistakes.noMinus },
      probability: {
        because: "averages probabilities", message: "the mean of the probabilities", answer: lossMistakes.probability,
      },
      overflow: { because: "exp of a raw score overflows", message: "overflow", answer: lossMistakes.overflow },
      nothingChosen: { because: "divides 0 by 0", message: "0/0", answer: lossMistakes.nothingChosen },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.maskedTokenLoss },
    },
  },
  bestSpan: {
    part: "bestSpan",
    hints: [
      "Why is it not enough to take the highest start and the highest end, each for itself?",
      "Two loops: every start, and for each start every end from start on, less than start + maximumLength. Where both are "
        + "allowed, compare the sum with the best so far.",
      "for (let start = 0; …; start++) for (let end = start; end < Math.min(start + maximumLength, allowed.length); end++) { "
        + "const score = startLogits[start] + endLogits[end]; if (allowed[start] && allowed[end] && score > best.score) best = "
        + "{ start, end, score }; }",
    ],
    wrong: {
      eachAlone: {
        because: "takes the best start and the best end", message: "each for itself", answer: spanMistakes.eachAlone,
      },
      startFirst: {
        because: "takes the best start, then the best end", message: "the best start is taken first",
        answer: spanMistakes.startFirst,
      },
      backwards: { because: "lets it end before it starts", message: "ends before it starts", answer: spanMistakes.backwards },
      allAllowed: {
        because: "answers with the question", message: "in the question or in padding", answer: spanMistakes.allAllowed,
      },
      onlyStart: {
        because: "lets it end in the question or in padding", message: "its last token", answer: spanMistakes.onlyStart,
      },
      oneLonger: { because: "is one token too long", message: "one token too long", answer: spanMistakes.oneLonger },
      anyLength: { because: "may have any length", message: "maximumLength is not looked at", answer: spanMistakes.anyLength },
      product: { because: "multiplies scores", message: "logits are multiplied", answer: spanMistakes.product },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.bestSpan },
    },
  },
  spanScores: {
    hints: [
      "An answer of ten tokens of which nine are right: what should exactMatch say of it, and what f1?",
      "The overlap begins at the larger of both starts and ends at the smaller of both ends; where that is before it begins, "
        + "there is none: 0. F1 is 2 · overlap by the sum of both lengths.",
      "overlap = Math.max(0, length({ start: Math.max(found[i].start, right[i].start), end: Math.min(found[i].end, right[i].end) "
        + "})); f1 = (2 * overlap) / (length(found[i]) + length(right[i]))",
    ],
    wrong: {
      tokensOnly: {
        because: "counts tokens of all answers together", message: "tokens of all answers are counted together",
        answer: scoreMistakes.tokensOnly,
      },
      endsApart: {
        because: "counts starts and ends apart", message: "starts and ends are counted apart", answer: scoreMistakes.endsApart,
      },
      startOnly: { because: "looks at the starts alone", message: "the start alone", answer: scoreMistakes.startOnly },
      anyOverlap: {
        because: "takes any overlap for a match", message: "that overlap count as exact", answer: scoreMistakes.anyOverlap,
      },
      precision: { because: "gives the precision", message: "this is the precision", answer: scoreMistakes.precision },
      recall: { because: "gives the recall", message: "this is the recall", answer: scoreMistakes.recall },
      union: { because: "divides by the union", message: "the union", answer: scoreMistakes.union },
      negative: {
        because: "lets spans beside each other count below 0", message: "below 0", answer: scoreMistakes.negative,
      },
      endExcluded: {
        because: "takes the end for the first token behind", message: "the last token belongs to the span",
        answer: scoreMistakes.endExcluded,
      },
    },
  },
};
// END TEACHER
