import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { distance, oraclePath, readTensorOracle, tensorOf } from "../../oracle";

/** What Hugging Face's GPT2LMHeadModel computes for the random model in test/oracles/gpt2 (test/oracles/gpt2.py). */
const outputs = readTensorOracle("gpt2/outputs.safetensors");
const gradients = readTensorOracle("gpt2/gradients.safetensors");
const LAYERS = 3;

/** float32 through three layers against PyTorch's doubles; what the course promises for any GPT-2. */
const TOLERANCE = 1e-4;

type Library = typeof byhand;

/** The distance from Hugging Face of the logits, each hidden state and each layer's attention weights, by name. */
async function forwardDistances({ GPT }: Library): Promise<Record<string, number>> {
  const model = await GPT.fromPretrained(oraclePath("gpt2"));
  const ids = tensorOf(outputs["ids"]!);
  const { logits, hiddenStates, attentions } = tf.tidy(() => ({ ...model.forward(ids) }));
  const actual: Record<string, tf.Tensor> = { logits };
  hiddenStates.forEach((state, i) => (actual[`hidden_states.${i}`] = state));
  attentions.forEach((weights, i) => (actual[`attentions.${i}`] = weights));
  const found = await Promise.all(
    Object.entries(actual).map(async ([name, tensor]): Promise<[string, number]> => [
      name,
      await distance(tensor, outputs[name]!),
    ]),
  );
  tf.dispose([ids, actual]);
  model.dispose();
  return Object.fromEntries(found);
}

/** The distance of the loss and of its gradient for every parameter, each relative to that gradient's largest entry. */
async function gradientDistances({ GPT, functionalCall }: Library): Promise<Record<string, number>> {
  const model = await GPT.fromPretrained(oraclePath("gpt2"));
  const [ids, labels] = [tensorOf(outputs["ids"]!), tensorOf(outputs["labels"]!)];
  const own = model.stateDict();
  const names = Object.keys(own);
  const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
    const parameters = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
    return functionalCall(model, parameters, () => model.loss(ids, labels));
  };
  const { value, grads } = tf.valueAndGrads(loss)(Object.values(own));
  const found: Record<string, number> = { loss: await distance(value, outputs["loss"]!) };
  for (const [i, name] of names.entries()) {
    const scale = Math.max(...[...gradients[name]!.values].map(Math.abs));
    const difference = await distance(grads[i]!, gradients[name]!);
    found[name] = (difference * Math.max(1, scale)) / scale;
  }
  tf.dispose([ids, labels, value, grads]);
  model.dispose();
  return found;
}

const worst = (distances: Record<string, number>): number => Math.max(...Object.values(distances));

describe.each(engines)("a random GPT-2 of Hugging Face, opened on the engine %s", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it("has the same logits, hidden states and attention weights", async () => {
    const distances = await forwardDistances(byhand);
    expect(Object.keys(distances)).toHaveLength(1 + (LAYERS + 1) + LAYERS);
    for (const [name, value] of Object.entries(distances)) expect.soft(value, name).toBeLessThan(TOLERANCE);
  });

  it("has the same loss and the same gradient for every parameter", async () => {
    const distances = await gradientDistances(byhand);
    expect(Object.keys(distances).sort()).toEqual(["loss", ...Object.keys(gradients)].sort());
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
    ["norms after the layers instead of before", "decoder/wiring.ts",
      "const attended = tf.add(x, attention(norm1(x)));\n  return tf.add(attended, feedForward(norm2(attended)));",
      "const attended = norm1(tf.add(x, attention(x)));\n  return norm2(tf.add(attended, feedForward(attended)));"],
    ["no residual connection round the attention", "decoder/wiring.ts", "const attended = tf.add(x, attention(norm1(x)));",
      "const attended = attention(norm1(x));"],
    ["a feed-forward layer beside the attention instead of after it", "decoder/wiring.ts",
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
    expect(worst(await forwardDistances(await mutated(file, { from, to })))).toBeGreaterThan(TOLERANCE);
  });

  const backward: [mutation: string, file: string, from: string, to: string][] = [
    ["a gradient that leaves out the unembedding's share of the tied table", "decoder/gpt.ts",
      "weight.value as tf.Tensor2D, false, true",
      "tf.customGrad((w) => ({ value: tf.clone(w as tf.Tensor), gradFunc: (dy) => tf.mul(dy, 0) }))(weight.value) as tf.Tensor2D, false, true"],
    ["a gradient of GELU that takes tanh for a constant", "tensor/gelu.ts", "tf.mul(dy, tf.add(half, bend))", "tf.mul(dy, half)"],
    ["a loss that counts the ignored positions", "tensor/crossEntropy.ts", "tf.maximum(tf.sum(kept), 1)", "kept.size"],
  ];

  it.each(backward)("%s", async (_, file, from, to) => {
    expect(worst(await gradientDistances(await mutated(file, { from, to })))).toBeGreaterThan(10 * TOLERANCE);
  });
});
