import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { casesOf, distanceFromPyTorch, worstDistance } from "../operations";

/** float32 against PyTorch's doubles: two matrix products and a softmax in a row. */
const TOLERANCE = 3e-6;

describe.each(engines)("on the engine %s, PyTorch's values and gradients are those of", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(casesOf("attention", "multiHead", "groupedQuery", "repeatHeads", "slidingWindow", "crossAttention"))("%s", async (name) => {
    expect(await distanceFromPyTorch(byhand, name)).toBeLessThan(TOLERANCE);
  });
});

describe("PyTorch's values and gradients tell", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  const scaled = "attention/scaledDotProduct.ts";
  const mutants: [operation: string, mutation: string, file: string, from: string, to: string][] = [
    ["attention", "scores that are not scaled", scaled, "scale ?? 1 / Math.sqrt(headSize)", "scale ?? 1"],
    ["attention", "scores divided by the head size instead of its root", scaled, "1 / Math.sqrt(headSize)",
      "1 / headSize"],
    ["attention", "a scale that is not listened to", scaled, "scale ?? 1 / Math.sqrt", "1 / Math.sqrt"],
    ["attention", "a mask read the wrong way round", scaled, 'tf.cast(mask, "float32")',
      'tf.cast(tf.logicalNot(mask), "float32")'],
    ["attention", "a mask applied after the softmax only", scaled, "tf.softmax(tf.add(scores, penalty))",
      "tf.softmax(scores)"],
    ["attention", "a mask of zeros before the softmax", scaled, "tf.mul(tf.softmax(tf.add(scores, penalty)), allowed)",
      "tf.softmax(tf.mul(scores, allowed))"],
    ["attention", "a softmax over the queries", scaled, "mask ? maskedSoftmax(scores, mask) : tf.softmax(scores)",
      "tf.transpose(tf.softmax(tf.transpose(scores, scores.rank === 4 ? [0, 1, 3, 2] : [0, 2, 1])), " +
        "scores.rank === 4 ? [0, 1, 3, 2] : [0, 2, 1])"],
    ["attention", "a gradient that forgets the scale", scaled, "tf.mul(softmaxGradient(dWeights, p), scale)",
      "softmaxGradient(dWeights, p)"],
    ["attention", "gradients of query and key exchanged", scaled,
      "[tf.matMul(dScores, k), tf.matMul(dScores, q, true, false)]",
      "q.size === k.size ? [tf.matMul(dScores, q, true, false), tf.matMul(dScores, k)] : [tf.matMul(dScores, k), tf.matMul(dScores, q, true)]"],
    ["multiHead", "heads cut without moving them before time", "attention/heads.ts",
      "return tf.transpose(cut, [0, 2, 1, 3]) as tf.Tensor4D;",
      "return tf.reshape(cut, [batch, heads, time, hidden / heads]) as tf.Tensor4D;"],
    ["multiHead", "heads merged without moving them back", "attention/heads.ts",
      "tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, time, heads * headSize!])",
      "tf.reshape(x, [batch, time, heads * headSize!])"],
    ["multiHead", "query and key exchanged", "attention/multiHead.ts", "const [query, key, value] = tf",
      "const [key, query, value] = tf"],
    ["multiHead", "no output projection", "attention/multiHead.ts", "this.c_proj.forward(mergeHeads(output))",
      "tf.add(mergeHeads(output), tf.mul(this.c_proj.forward(mergeHeads(output)), 0))"],
    ["multiHead", "a scale by the hidden size instead of the head size", "attention/multiHead.ts", "value, { mask });",
      "value, { mask, scale: 1 / Math.sqrt(x.shape[2]) });"],
    ["repeatHeads", "heads that alternate", "attention/heads.ts", "tf.tile(each, [1, times, 1])",
      "tf.tile(x, [1, times, 1, 1])"],
    ["groupedQuery", "heads that alternate", "attention/heads.ts", "tf.tile(each, [1, times, 1])",
      "tf.tile(x, [1, times, 1, 1])"],
    ["groupedQuery", "keys of which only the first head counts", "attention/multiHead.ts", "[repeatHeads(key, times), repeatHeads(value, times)]",
      "[repeatHeads(tf.slice(key, 0, [-1, 1, -1, -1]), this.heads), repeatHeads(value, times)]"],
    ["slidingWindow", "one key too many", "attention/masks.ts", "tf.less(distance, window)",
      "tf.lessEqual(distance, window)"],
    ["slidingWindow", "later keys", "attention/masks.ts", "tf.logicalAnd(tf.greaterEqual(distance, 0), tf.less(distance, window))",
      "tf.less(distance, window)"],
    ["slidingWindow", "queries that begin at the first key", "attention/masks.ts",
      "tf.range(first, keyLength, 1",
      "tf.range(0, queryLength, 1"],
    ["crossAttention", "queries that are not projected", "attention/crossAttention.ts", "this.q_attn.forward(x)",
      "tf.add(x, tf.mul(this.q_attn.forward(x), 0))"],
    ["crossAttention", "keys and values exchanged", "attention/crossAttention.ts", "const [key, value] = tf",
      "const [value, key] = tf"],
    ["crossAttention", "a mask that is not listened to", "attention/crossAttention.ts", "heads: this.heads, mask,",
      "heads: this.heads,"],
  ];

  it.each(mutants)("%s from %s", async (operation, _, file, from, to) => {
    const distance = await worstDistance(await mutated(file, { from, to }), casesOf(operation));
    expect(distance).toBeGreaterThan(100 * TOLERANCE);
  });
});
