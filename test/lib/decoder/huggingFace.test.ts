import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { oraclePath } from "../../oracle";
import { forwardDistances, gradientDistances, oracleOf, TOLERANCE, worst } from "./oracleModels";

const outputs = oracleOf("gpt2", "outputs");
const LAYERS = 3;

describe.each(engines)("a random GPT-2 of Hugging Face, opened on the engine %s", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it("has the same logits, hidden states and attention weights", async () => {
    const distances = await forwardDistances(byhand, "gpt2");
    expect(Object.keys(distances)).toHaveLength(1 + (LAYERS + 1) + LAYERS);
    for (const [name, value] of Object.entries(distances)) expect.soft(value, name).toBeLessThan(TOLERANCE);
  });

  it("has the same loss and the same gradient for every parameter", async () => {
    const distances = await gradientDistances(byhand, "gpt2");
    expect(Object.keys(distances).sort()).toEqual(["loss", ...Object.keys(oracleOf("gpt2", "gradients"))].sort());
    for (const [name, value] of Object.entries(distances)) expect.soft(value, name).toBeLessThan(TOLERANCE);
  });

  it("continues a text by the same ids, with and without its cache", async () => {
    const model = await byhand.GPT.fromPretrained(oraclePath("gpt2"));
    const prompt = [...outputs["ids"]!.values.slice(0, 5)];
    for (const cache of [true, false]) {
      const ids = await byhand.generate(model, prompt, { maxNewTokens: 18, topK: 1, cache });
      expect(ids).toEqual([...outputs["generated"]!.values]);
    }
    model.dispose();
  });
});

describe("Hugging Face's values tell a right GPT-2 from one with", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  const mutants: [mutation: string, file: string, from: string, to: string][] = [
    ["the sample's variance in its norms", "tensor/layerNorm.ts", "const variance = tf.mean(tf.square(centred), -1, true);",
      "const variance = tf.div(tf.sum(tf.square(centred), -1, true), centred.shape[centred.rank - 1] - 1);"],
    ["the default epsilon in place of the configured one", "decoder/layouts/gpt2.ts", 'numberField(fields, "layer_norm_epsilon", 1e-5)', "1e-5"],
    ["GELU in its exact form", "tensor/gelu.ts", "value: tf.mul(x, half),",
      "value: tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),"],
    ["norms after the layers instead of before", "block/wiring.ts",
      "const attended = tf.add(x, attention(norm1(x)));\n  return tf.add(attended, feedForward(norm2(attended)));",
      "const attended = norm1(tf.add(x, attention(x)));\n  return norm2(tf.add(attended, feedForward(attended)));"],
    ["no residual connection round the attention", "block/wiring.ts", "const attended = tf.add(x, attention(norm1(x)));",
      "const attended = attention(norm1(x));"],
    ["a feed-forward layer beside the attention instead of after it", "block/wiring.ts",
      "tf.add(attended, feedForward(norm2(attended)));\n}", "tf.add(attended, feedForward(norm2(x)));\n}"],
    ["a mask that shows the next token", "attention/masks.ts", "tf.greaterEqual(distances(queryLength, keyLength), 0) as",
      "tf.greaterEqual(distances(queryLength, keyLength), -1) as"],
    ["a mask that hides the token itself", "attention/masks.ts", "tf.greaterEqual(distances(queryLength, keyLength), 0) as",
      "tf.greaterEqual(distances(queryLength, keyLength), 1) as"],
    ["positions that count from one", "decoder/gpt.ts", "embedding(wpe.weight.value, positions)",
      'embedding(wpe.weight.value, tf.cast(tf.mod(tf.add(positions, 1), this.config.contextLength), "int32"))'],
    ["no positions", "decoder/gpt.ts", "if (wpe) x = tf.add(x, embedding(wpe.weight.value, positions));", ""],
    ["no final norm", "decoder/gpt.ts", "x = normalize(x, ln_f, { parts: this.parts, epsilon: this.config.normEpsilon });", ""],
    ["the last hidden state before its norm", "decoder/gpt.ts", "hiddenStates[h.length] = x;", ""],
    ["heads that are not moved before time", "attention/heads.ts", "return tf.transpose(cut, [0, 2, 1, 3]) as tf.Tensor4D;",
      "return tf.reshape(cut, [batch, heads, time, hidden / heads]) as tf.Tensor4D;"],
    ["key and value exchanged", "attention/multiHead.ts", "const [query, key, value] = tf", "const [query, value, key] = tf"],
  ];

  it.each(mutants)("%s", async (_, file, from, to) => {
    expect(worst(await forwardDistances(await mutated(file, { from, to }), "gpt2"))).toBeGreaterThan(TOLERANCE);
  });

  const backward: [mutation: string, file: string, from: string, to: string][] = [
    ["a gradient that leaves out the unembedding's share of the tied table", "decoder/gpt.ts",
      "weight.value as tf.Tensor2D, false, true",
      "tf.customGrad((w) => ({ value: tf.clone(w as tf.Tensor), gradFunc: (dy) => tf.mul(dy, 0) }))(weight.value) as tf.Tensor2D, false, true"],
    ["a gradient of GELU that takes tanh for a constant", "tensor/gelu.ts", "tf.mul(dy, tf.add(half, bend))", "tf.mul(dy, half)"],
    ["a loss that counts the ignored positions", "tensor/crossEntropy.ts", "tf.maximum(tf.sum(kept), 1)", "kept.size"],
  ];

  it.each(backward)("%s", async (_, file, from, to) => {
    expect(worst(await gradientDistances(await mutated(file, { from, to }), "gpt2"))).toBeGreaterThan(10 * TOLERANCE);
  });
});
