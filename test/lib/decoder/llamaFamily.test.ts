import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { oraclePath } from "../../oracle";
import {
  forwardDistances, gradientDistances, oracleOf, type OracleModel, paddedDistance, TOLERANCE, worst,
} from "./oracleModels";

const models: OracleModel[] = ["llama", "mistral", "gemma"];
const LAYERS = 2;

describe.each(engines)("on the engine %s, a random model of Hugging Face", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(models)("has the same logits, hidden states and attention weights: %s", async (folder) => {
    const distances = await forwardDistances(byhand, folder);
    expect(Object.keys(distances)).toHaveLength(1 + (LAYERS + 1) + LAYERS);
    for (const [name, value] of Object.entries(distances)) expect.soft(value, name).toBeLessThan(TOLERANCE);
  });

  it.each(models)("continues a text by the same ids, with and without its cache: %s", async (folder) => {
    const outputs = oracleOf(folder, "outputs");
    const model = await byhand.GPT.fromPretrained(oraclePath(folder));
    const prompt = [...outputs["ids"]!.values.slice(0, 5)];
    for (const cache of [true, false]) {
      const ids = await byhand.generate(model, prompt, { maxNewTokens: 11, topK: 1, cache });
      expect(ids).toEqual([...outputs["generated"]!.values]);
    }
    model.dispose();
  });

  const all: OracleModel[] = [...models, "gpt2"];

  it.each(all)("has the same logits where a text is padded on the left, with and without its cache: %s", async (folder) => {
    expect(await paddedDistance(byhand, folder)).toBeLessThan(TOLERANCE);
    expect(await paddedDistance(byhand, folder, [7, 1, 1, 2])).toBeLessThan(TOLERANCE);
  });

  it("has the same loss and the same gradient for every parameter: llama", async () => {
    const distances = await gradientDistances(byhand, "llama");
    expect(Object.keys(distances).sort()).toEqual(["loss", ...Object.keys(oracleOf("llama", "gradients"))].sort());
    for (const [name, value] of Object.entries(distances)) expect.soft(value, name).toBeLessThan(TOLERANCE);
  });
});

describe("Hugging Face's values tell a right model from one with", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  const mutants: [mutation: string, folder: OracleModel, file: string, from: string, to: string][] = [
    ["pairs of neighbours turned instead of halves", "llama", "embedding/rotary.ts",
      "const [first, second] = tf.split(x, 2, -1);",
      'const [first, second] = [0, 1].map((odd) => tf.gather(x, tf.range(odd, headSize, 2, "int32"), -1));'],
    ["rotations the other way round", "llama", "embedding/rotary.ts", "sin: tf.sin(angles)",
      "sin: tf.neg(tf.sin(angles))"],
    ["rotations of base 10 000 whatever the configuration says", "llama", "embedding/angles.ts",
      "base ** ((-2 * i) / size)", "10000 ** ((-2 * i) / size)"],
    ["keys that are not turned", "llama", "attention/multiHead.ts", "rotate(key, angles)", "key"],
    ["groups of heads that alternate", "llama", "attention/heads.ts", "tf.tile(each, [1, times, 1])",
      "tf.tile(x, [1, times, 1, 1])"],
    ["a mean square of all positions", "llama", "tensor/rmsNorm.ts",
      "tf.mean(tf.square(input as tf.Tensor), -1, true)", "tf.mean(tf.square(input as tf.Tensor))"],
    ["the default epsilon in place of the configured one", "llama", "decoder/layouts/llamaFamily.ts",
      'numberField(fields, "rms_norm_eps", 1e-6)', "1e-6"],
    ["gate and value exchanged", "llama", "decoder/layouts/llamaFamily.ts",
      '"mlp.c_gate": "mlp.gate_proj",\n  "mlp.c_fc": "mlp.up_proj"',
      '"mlp.c_gate": "mlp.up_proj",\n  "mlp.c_fc": "mlp.gate_proj"'],
    ["GELU's gate in place of SiLU's", "llama", "decoder/feedForwardLayer.ts", '"swiglu" ? silu : parts.gelu',
      '"swiglu" ? parts.gelu : parts.gelu'],
    ["an unembedding that is tied though the file has its own", "llama", "decoder/gpt.ts",
      "const { weight } = this.lm_head ?? this.transformer.wte;", "const { weight } = this.transformer.wte;"],
    ["keys and values exchanged on reading", "llama", "decoder/layouts/llamaFamily.ts",
      "k_proj: keyValueHeads * headSize, v_proj: keyValueHeads * headSize",
      "v_proj: keyValueHeads * headSize, k_proj: keyValueHeads * headSize"],
    ["a window that is one wider", "mistral", "attention/masks.ts", "tf.less(distance, window)",
      "tf.lessEqual(distance, window)"],
    ["no window", "mistral", "attention/masks.ts", "tf.less(distance, window)", "tf.greaterEqual(distance, 0)"],
    ["norms that scale by w instead of 1 + w", "gemma", "decoder/layouts/gemma.ts", "{ normOffset: 1 }",
      "{ normOffset: 0 }"],
    ["embeddings that are not scaled", "gemma", "decoder/gpt.ts",
      "if (embeddingScale !== 1) x = tf.mul(x, embeddingScale);", ""],
    ["SiLU's gate in place of GELU's", "gemma", "decoder/feedForwardLayer.ts", '"swiglu" ? silu : parts.gelu',
      '"swiglu" ? silu : silu'],
  ];

  it.each(mutants)("%s (%s)", async (_, folder, file, from, to) => {
    expect(worst(await forwardDistances(await mutated(file, { from, to }), folder))).toBeGreaterThan(10 * TOLERANCE);
  });

  const padding: [mutation: string, folder: OracleModel, file: string, from: string, to: string][] = [
    ["positions that count the padding", "gpt2", "decoder/positions.ts", "if (!span.attentionMask) return columns;",
      "if (span.time > 0) return columns;"],
    ["positions that begin anew after the cache", "gpt2", "decoder/positions.ts", "tf.gather(counted, columns, 1)",
      "tf.slice(counted, [0, 0], [-1, span.time])"],
    ["padding that is attended to", "mistral", "decoder/positions.ts", "if (!attentionMask) return mask;",
      "if (time > 0) return mask;"],
  ];

  it.each(padding)("%s (%s, padded on the left)", async (_, folder, file, from, to) => {
    expect(await paddedDistance(await mutated(file, { from, to }), folder, [7, 1, 1, 2])).toBeGreaterThan(10 * TOLERANCE);
  });
});
