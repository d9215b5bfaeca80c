import * as tf from "@tensorflow/tfjs-core";
// BEGIN TEACHER
import * as byhand from "byhand";
import type { TeacherNotes } from "byhand-course";
import { attentionMistakes, decoderMistakes, maskMistakes, mergeMistakes, repeatMistakes, splitMistakes }
  from "../test/exercises/05-attention.mistakes";
// END TEACHER

// Lesson 05, your part. Write here, save, and run `await check("causalMask")` in the notebook.
// You may use everything in tf but tf.linalg and tf.einsum; tf.softmax is yours now, since you wrote it in lesson 00.

/**
 * Scaled dot-product attention: each query looks at all keys and takes a share of each value.
 *
 * `weights = softmax(query · keyᵀ · scale)`, over the keys; `output = weights · value`
 *
 * Where the mask is false, the query must not see the key: its score becomes very negative (−1e9) before the softmax,
 * and its weight is 0. A query that may see nothing at all has the weight 0 everywhere.
 *
 * By hand: query [[1]], key [[0], [ln 3]], value [[0], [4]] → scores [[0, ln 3]], weights [[0.25, 0.75]], output [[3]].
 *
 * @param query [..., query, headSize]
 * @param key   [..., key, headSize]
 * @param value [..., key, valueSize]
 * @param options.mask  bool, true = may attend; broadcastable to [..., query, key]; without it all is seen
 * @param options.scale what the scores are multiplied by; 1/√headSize where it is not given
 * @returns output [..., query, valueSize] and weights [..., query, key]
 */
export function scaledDotProductAttention(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  { mask, scale }: { mask?: tf.Tensor; scale?: number } = {},
): { output: tf.Tensor; weights: tf.Tensor } {
  // BEGIN SOLUTION
  // STUB: // 1. the scores: each query times each key, scaled [..., query, key]
  // STUB: // 2. with a mask: hide the scores where it is false
  // STUB: // 3. the weights: softmax over the keys; with a mask, 0 where it is false
  // STUB: // 4. the output: the weighted values. `return { output, weights };`
  // STUB: throw new Error("TODO: write scaledDotProductAttention");
  const headSize = query.shape[query.rank - 1];
  const scores = tf.mul(tf.matMul(query, key, false, true), scale ?? 1 / Math.sqrt(headSize)); // [..., query, key]
  if (!mask) {
    const weights = tf.softmax(scores);
    return { output: tf.matMul(weights, value), weights };
  }
  const allowed = tf.cast(mask, "float32"); // 1 = may attend, 0 = hidden
  const hidden = tf.add(scores, tf.mul(tf.sub(allowed, 1), 1e9));
  const weights = tf.mul(tf.softmax(hidden), allowed); // the product only matters for rows that are hidden altogether
  return { output: tf.matMul(weights, value), weights };
  // END SOLUTION
}

/**
 * The mask of a decoder: a query may attend to its own position and to earlier ones, never to later ones.
 *
 * With more keys than queries (keys remembered from earlier), the queries are the last positions: query number i stands
 * at position i + keyLength − queryLength.
 *
 * By hand: causalMask(3) = [[true, false, false], [true, true, false], [true, true, true]].
 *
 * @returns bool [query, key], true = may attend
 */
export function causalMask(queryLength: number, keyLength: number = queryLength): tf.Tensor2D {
  const keyPositions = tf.range(0, keyLength, 1, "int32"); // [key]
  // BEGIN SOLUTION
  // STUB: const queryPositions: tf.Tensor = todo("causalMask: the position of each query"); // [query, 1]
  // STUB: return todo("causalMask: compare each query's position with each key's"); // [query, key]
  const queryPositions = tf.range(keyLength - queryLength, keyLength, 1, "int32"); // [query]
  return tf.greaterEqual(tf.expandDims(queryPositions, 1), keyPositions) as tf.Tensor2D; // [query, 1] against [key]
  // END SOLUTION
}

/**
 * The mask for a batch of texts of different lengths: no query sees a later token, and none sees padding.
 *
 * Short texts are filled up at the end with a padding token, which carries no meaning: as a key it must stay hidden.
 * The first rule is handed to you as `causal`: whether your own causalMask works does not matter here.
 *
 * By hand: ids [[7, 8, 0]], paddingId 0, causal [[true, false, false], [true, true, false], [true, true, true]]
 * → [[[[true, false, false], [true, true, false], [true, true, false]]]].
 *
 * @param ids       int32 [batch, time]
 * @param paddingId the id of the padding token
 * @param causal    bool [query, key], true where the key is not later than the query; both are as long as time
 * @returns bool [batch, 1, query, key], true = may attend; the 1 is broadcast over the heads
 */
export function decoderMask(ids: tf.Tensor2D, paddingId: number, causal: tf.Tensor2D): tf.Tensor4D {
  // BEGIN SOLUTION
  const [batch, time] = ids.shape;
  const real = tf.reshape(tf.notEqual(ids, paddingId), [batch, 1, 1, time]); // [batch, 1, 1, key]
  return tf.logicalAnd(causal, real) as tf.Tensor4D; // [query, key] and [batch, 1, 1, key]
  // END SOLUTION
}

/**
 * Cuts the hidden axis into heads and moves them before time, so that each head attends by itself.
 *
 * Head 0 gets the first headSize features of every token, head 1 the next, and so on; headSize = hidden / heads.
 *
 * By hand: x [[[1, 2, 3, 4], [5, 6, 7, 8]]] in 2 heads → [[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]].
 *
 * @param x     [batch, time, hidden]
 * @param heads how many; divides hidden
 * @returns     [batch, heads, time, headSize]
 */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  // BEGIN SOLUTION
  const [batch, time, hidden] = x.shape;
  const cut = tf.reshape(x, [batch, time, heads, hidden / heads]);
  return tf.transpose(cut, [0, 2, 1, 3]) as tf.Tensor4D;
  // END SOLUTION
}

/**
 * The inverse of splitHeads: puts the heads' features side by side again. Your own splitHeads need not work for it.
 *
 * By hand: [[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]] → [[[1, 2, 3, 4], [5, 6, 7, 8]]].
 *
 * @param x [batch, heads, time, headSize]
 * @returns [batch, time, heads · headSize]
 */
export function mergeHeads(x: tf.Tensor): tf.Tensor3D {
  const [batch, heads, time, headSize] = x.shape as [number, number, number, number];
  // BEGIN SOLUTION
  // STUB: // Two steps: what splitHeads did last is undone first.
  // STUB: throw new Error("TODO: write mergeHeads");
  const sideBySide = tf.transpose(x, [0, 2, 1, 3]); // [batch, time, heads, headSize]
  return tf.reshape(sideBySide, [batch, time, heads * headSize]) as tf.Tensor3D;
  // END SOLUTION
}

/**
 * Grouped-query attention: gives each key (or value) head to several query heads.
 *
 * Head j of the result is head ⌊j / times⌋ of x: query heads 0 … times − 1 share head 0, the next ones head 1.
 *
 * By hand: x [[[[1, 2]], [[3, 4]]]] (two heads of one token), times 2 → [[[[1, 2]], [[1, 2]], [[3, 4]], [[3, 4]]]].
 *
 * A model is trained through it, so each step needs a gradient; TensorFlow.js has none for a tf.tile of five axes.
 *
 * @param x     [batch, keyValueHeads, time, headSize]
 * @param times how many query heads share one
 * @returns     [batch, keyValueHeads · times, time, headSize]
 */
export function repeatHeads(x: tf.Tensor, times: number): tf.Tensor4D {
  const [batch, heads, time, headSize] = x.shape as [number, number, number, number];
  // BEGIN SOLUTION
  const each = tf.reshape(x, [batch * heads, 1, time, headSize]); // a row for each head of each text
  const copies = tf.tile(each, [1, times, 1, 1]); // its copies beside it
  return tf.reshape(copies, [batch, heads * times, time, headSize]) as tf.Tensor4D;
  // END SOLUTION
}

// BEGIN TEACHER
export const exercises: TeacherNotes = {
  scaledDotProductAttention: {
    part: "scaledDotProductAttention",
    hints: [
      "Which two tensors must be multiplied so that the result has one row for each query and one column for each "
        + "key? And along which of these axes must the weights sum to 1?",
      "tf.matMul(query, key, false, true) transposes the key. Scale by 1/√headSize, where headSize is query's last "
        + "axis. tf.cast(mask, \"float32\") is 1 and 0; minus 1 and times 1e9 that is 0 and −1e9, to be added to the "
        + "scores.",
      "const weights = tf.softmax(tf.add(scores, tf.mul(tf.sub(allowed, 1), 1e9))), then times allowed; the output is "
        + "tf.matMul(weights, value). Without a mask it is tf.softmax(scores).",
    ],
    wrong: {
      overQueries: {
        because: "takes the softmax over the queries", message: "rows are the queries",
        answer: attentionMistakes.overQueries,
      },
      overQueriesKept: {
        because: "takes the softmax over the queries, and clears what is hidden", message: "rows are the queries",
        answer: attentionMistakes.overQueriesKept,
      },
      overQueriesByHand: {
        because: "sums the exps over the queries", message: "rows are the queries",
        answer: attentionMistakes.overQueriesByHand,
      },
      unscaled: { because: "does not scale", message: "the scores are not scaled", answer: attentionMistakes.unscaled },
      byHeadSize: { because: "forgets the root", message: "its square root", answer: attentionMistakes.byHeadSize },
      byModelSize: {
        because: "takes the model's size for the head's", message: "the size of one head",
        answer: attentionMistakes.byModelSize,
      },
      maskInverted: {
        because: "hides what may be seen", message: "the wrong way round", answer: attentionMistakes.maskInverted,
      },
      maskInvertedThenKept: {
        because: "hides what may be seen, and then clears the rest", message: "true = may attend",
        answer: attentionMistakes.maskInvertedThenKept,
      },
      maskInvertedTwice: {
        because: "takes true for hidden all the way", message: "true = may attend",
        answer: attentionMistakes.maskInvertedTwice,
      },
      maskInvertedWhere: {
        because: "hides what may be seen, with tf.where", message: "true = may attend",
        answer: attentionMistakes.maskInvertedWhere,
      },
      maskInvertedRaised: {
        because: "raises the hidden scores by 1e9", message: "true = may attend",
        answer: attentionMistakes.maskInvertedRaised,
      },
      maskInvertedUnscaled: {
        because: "hides what may be seen and does not scale either", message: "true = may attend",
        answer: attentionMistakes.maskInvertedUnscaled,
      },
      scaleIgnored: {
        because: "does not look at scale", message: "`scale` is not looked at", answer: attentionMistakes.scaleIgnored,
      },
      scaleIgnoredUnscaled: {
        because: "does not scale at all", message: "is the option `scale` used?",
        answer: attentionMistakes.scaleIgnoredUnscaled,
      },
      scaleIgnoredOverQueries: {
        because: "takes the softmax over the queries, and does not look at scale either",
        message: "is the option `scale` used? And", answer: attentionMistakes.scaleIgnoredOverQueries,
      },
      scaleDivides: {
        because: "divides by scale", message: "scale multiplies the scores", answer: attentionMistakes.scaleDivides,
      },
      scaleOnTop: {
        because: "applies scale and 1/√headSize", message: "takes the place of 1/√headSize",
        answer: attentionMistakes.scaleOnTop,
      },
      allAxesTurned: {
        because: "transposes the key without a permutation",
        message: "tf.transpose(key) turned all axes round",
        answer: attentionMistakes.allAxesTurned,
      },
      notTurned: {
        because: "does not transpose the key", message: "swap key's last two axes", answer: attentionMistakes.notTurned,
      },
      overAxis: {
        because: "asks tf.softmax for another axis", message: "softmax belongs over the keys, the last axis",
        answer: attentionMistakes.overAxis,
      },
      byAxis1: {
        because: "takes shape[1] for the head size",
        message: "√query.shape[1], which is another length here: the head size is on the last axis",
        answer: attentionMistakes.byAxis1,
      },
      byKeys: {
        because: "takes the number of keys for the head size", message: "the head size is on the last axis",
        answer: attentionMistakes.byKeys,
      },
      maskWeak: {
        because: "makes hidden scores smaller by 5 only", message: "the mask hides (false) still get some weight",
        answer: attentionMistakes.maskWeak,
      },
      maskAfter: {
        because: "masks after the softmax", message: "the mask comes after the softmax",
        answer: attentionMistakes.maskAfter,
      },
      maskZero: {
        because: "hides scores with 0 instead of −∞", message: "exp(0) = 1", answer: attentionMistakes.maskZero,
      },
      notANumber: {
        because: "a fully masked row is 0/0", message: "not a number", answer: attentionMistakes.notANumber,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own",
        answer: byhand.scaledDotProductAttention,
      },
    },
  },
  causalMask: {
    part: "causalMask",
    hints: [
      "A mask is a question asked of every pair: may the query at this position attend to the key at that one? Which "
        + "comparison of two positions says yes?",
      "tf.range(first, last + 1, 1, \"int32\") gives positions. A column [query, 1] compared with a row [key] is "
        + "broadcast to [query, key]; tf.expandDims(…, 1) makes a column.",
      "The queries' positions are tf.range(keyLength − queryLength, keyLength, 1, \"int32\") as a column; then "
        + "tf.greaterEqual(column, keyPositions).",
    ],
    wrong: {
      upsideDown: {
        because: "sees the future, not the past", message: "looks into the future", answer: maskMistakes.upsideDown,
      },
      noSelf: { because: "leaves out the diagonal", message: "attend to itself", answer: maskMistakes.noSelf },
      fromStart: {
        because: "takes the queries for the first positions", message: "the queries are the last positions",
        answer: maskMistakes.fromStart,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.causalMask,
      },
    },
  },
  decoderMask: {
    hints: [
      "Two rules must hold at once: one that is handed to you, and one that looks at the key's id. Which axes "
        + "does each of them need?",
      "tf.notEqual(ids, paddingId) is [batch, time]; as a rule about keys it must be [batch, 1, 1, key]. "
        + "tf.logicalAnd broadcasts it against [query, key].",
      "tf.logicalAnd(causal, tf.reshape(tf.notEqual(ids, paddingId), [batch, 1, 1, time]))",
    ],
    wrong: {
      noReshape: {
        because: "leaves the padding's rule as [batch, key]", message: "the padding needs the shape [batch, 1, 1, key]; as",
        answer: decoderMistakes.noReshape,
      },
      oneAxisShort: {
        because: "leaves no axis for the heads", message: "one axis of length 1, for the heads, is missing",
        answer: decoderMistakes.oneAxisShort,
      },
      either: { because: "lets through what passes one rule", message: "both rules", answer: decoderMistakes.either },
      queriesHidden: {
        because: "hides padding as a query, not as a key", message: "rows of padding queries",
        answer: decoderMistakes.queriesHidden,
      },
      onlyPadding: {
        because: "mixes up padding and words", message: "hides the words", answer: decoderMistakes.onlyPadding,
      },
      paddingForgotten: {
        because: "forgets the padding",
        message: "padding is still visible: column 2 of text 0 is a padding token",
        answer: decoderMistakes.paddingForgotten,
      },
      causalReturned: {
        because: "hands the causal mask back", message: "this is `causal` alone", answer: decoderMistakes.causalReturned,
      },
      causalForgotten: {
        because: "forgets the order", message: "later tokens are visible", answer: decoderMistakes.causalForgotten,
      },
      causalForgottenWide: {
        because: "forgets the order, at the full shape", message: "later tokens are visible",
        answer: decoderMistakes.causalForgottenWide,
      },
      zeroForPadding: {
        because: "takes 0 for the padding token, whatever paddingId says",
        message: "compare the ids with the argument paddingId", answer: decoderMistakes.zeroForPadding,
      },
      peeks: {
        because: "lets each query see the next token", message: ", which comes later",
        answer: decoderMistakes.peeks,
      },
      noSelf: {
        because: "leaves out the diagonal", message: "key 0 of text 0 is hidden from query 0: it is a real token",
        answer: decoderMistakes.noSelf,
      },
      inverted: {
        because: "says what is hidden", message: "true = may attend", answer: decoderMistakes.inverted,
      },
    },
  },
  splitHeads: {
    part: "splitHeads",
    hints: [
      "Two steps: first cut the hidden axis in two, then bring the axes into the right order. Why can't a single "
        + "reshape do it?",
      "tf.reshape to [batch, time, heads, hidden / heads] leaves every number where it is; tf.transpose with a list "
        + "of axes then swaps time and heads.",
      "tf.transpose(tf.reshape(x, [batch, time, heads, hidden / heads]), [0, 2, 1, 3])",
    ],
    wrong: {
      noTranspose: {
        because: "reshapes to the right shape at once", message: "a reshape alone", answer: splitMistakes.noTranspose,
      },
      interleaved: {
        because: "deals the features out to the heads like cards", message: "every n-th feature",
        answer: splitMistakes.interleaved,
      },
      headsFirst: {
        because: "brings the heads before the batch, which is right for a single text",
        message: "heads of different texts have changed places", answer: splitMistakes.headsFirst,
      },
      otherOrder: {
        because: "swaps the wrong axes after the cut",
        message: "a transpose to [0, 2, 3, 1] makes it [batch, heads, headSize, time]: it must be",
        answer: splitMistakes.otherOrder,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.splitHeads,
      },
    },
  },
  mergeHeads: {
    part: "mergeHeads",
    hints: [
      "splitHeads first reshaped and then transposed. What undoes the last step?",
      "tf.transpose with [0, 2, 1, 3] swaps time and heads, and swapping twice changes nothing. After it, a token's "
        + "heads are neighbours in memory.",
      "tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, time, heads * headSize])",
    ],
    wrong: {
      noTranspose: {
        because: "reshapes to the right shape at once", message: "a reshape alone", answer: mergeMistakes.noTranspose,
      },
      interleaved: {
        because: "mixes the heads' features", message: "shuffled like cards", answer: mergeMistakes.interleaved,
      },
      otherOrder: {
        because: "swaps the wrong axes before the reshape",
        message: "makes it [batch, heads, headSize, time], so that features of different tokens end up in one row",
        answer: mergeMistakes.otherOrder,
      },
      allTurned: {
        because: "transposes without a permutation",
        message: "makes it [headSize, time, heads, batch], so that features of different texts end up in one row",
        answer: mergeMistakes.allTurned,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.mergeHeads,
      },
    },
  },
  repeatHeads: {
    part: "repeatHeads",
    hints: [
      "In which order do the copies lie in memory: 0 1 0 1 or 0 0 1 1? A reshape never moves a number, so the copies "
        + "of one head must become neighbours before the heads and their copies become one axis.",
      "Make batch and heads one axis and put an axis of length 1 behind it. tf.tile on that axis lays the copies of "
        + "each head side by side.",
      "tf.reshape(tf.tile(tf.reshape(x, [batch * heads, 1, time, headSize]), [1, times, 1, 1]), [batch, heads * times, "
        + "time, headSize])",
    ],
    wrong: {
      wholeBlock: {
        because: "tiles the whole block of heads", message: "each head is repeated by itself",
        answer: repeatMistakes.wholeBlock,
      },
      eachToken: {
        because: "repeats each token", message: "this repeats along time", answer: repeatMistakes.eachToken,
      },
      longerText: {
        because: "makes the text longer", message: "the text has become longer", answer: repeatMistakes.longerText,
      },
      longerHeads: {
        because: "repeats the features", message: "the features of each head are repeated",
        answer: repeatMistakes.longerHeads,
      },
      batchForgotten: {
        because: "takes all texts' heads for one row of heads", message: "each text keeps its own heads",
        answer: repeatMistakes.batchForgotten,
      },
      moreTexts: { because: "repeats the texts", message: "the batch has grown", answer: repeatMistakes.moreTexts },
      firstHead: {
        because: "gives one head to all queries", message: "every copy is of head 0", answer: repeatMistakes.firstHead,
      },
      fiveAxes: {
        because: "tiles five axes, which has no gradient", message: "make batch and heads one axis first",
        answer: repeatMistakes.fiveAxes,
      },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.repeatHeads,
      },
    },
  },
};
// END TEACHER
