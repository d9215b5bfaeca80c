import * as tf from "@tensorflow/tfjs-core";

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
  // 1. the scores: each query times each key, scaled [..., query, key]
  // 2. with a mask: hide the scores where it is false
  // 3. the weights: softmax over the keys; with a mask, 0 where it is false
  // 4. the output: the weighted values. `return { output, weights };`
  throw new Error("TODO: write scaledDotProductAttention");
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
  const queryPositions: tf.Tensor = todo("causalMask: the position of each query"); // [query, 1]
  return todo("causalMask: compare each query's position with each key's"); // [query, key]
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
  throw new Error("TODO: write decoderMask");
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
  throw new Error("TODO: write splitHeads");
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
  // Two steps: what splitHeads did last is undone first.
  throw new Error("TODO: write mergeHeads");
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
  throw new Error("TODO: write repeatHeads");
}

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(`TODO: write ${what}`);
}
