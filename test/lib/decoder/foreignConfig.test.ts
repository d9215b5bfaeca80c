import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { distance, oraclePath } from "../../oracle";
import { logitsOf, randomIds } from "./models";
import { oracleOf } from "./oracleModels";

let folder: string;
beforeAll(async () => {
  await byhand.useEngine("cpu");
  folder = await mkdtemp(join(tmpdir(), "byhand-foreign-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A copy of an oracle's folder with fields of config.json changed; undefined takes one away. */
async function withConfig(oracle: string, change: Record<string, unknown>): Promise<string> {
  const copy = await mkdtemp(join(folder, `${oracle}-`));
  await cp(oraclePath(oracle), copy, { recursive: true });
  const config = JSON.parse(await readFile(join(copy, "config.json"), "utf8")) as object;
  await writeFile(join(copy, "config.json"), JSON.stringify({ ...config, ...change }));
  return copy;
}

describe("a configuration as older tools write it means the same:", () => {
  const rope = { rope_parameters: undefined, dtype: undefined, torch_dtype: "float32" };

  it.each([
    ["llama", "rope_theta of its own, as in transformers 4", { ...rope, rope_theta: 300, rope_scaling: null }],
    ["llama", "rope_scaling of the default type", { ...rope, rope_theta: 300, rope_scaling: { type: "default" } }],
    ["llama", "no mlp_bias, no attention_bias",
      { mlp_bias: undefined, attention_bias: undefined, hidden_act: undefined }],
    ["mistral", "no rope at all", rope],
    ["gemma", "GELU as its first releases name it", { hidden_act: "gelu", hidden_activation: null }],
    ["gemma", "tied embeddings, which need no saying", { tie_word_embeddings: undefined }],
  ])("%s, %s", async (oracle, _, change) => {
    const model = await byhand.GPT.fromPretrained(await withConfig(oracle, change));
    const { ids, logits } = oracleOf(oracle as "llama", "outputs");
    const rows = [0, 1].map((row) => [...ids!.values].slice(row * ids!.shape[1]!, (row + 1) * ids!.shape[1]!));
    const actual = tf.tidy(() => model.forward(rows).logits);
    expect(await distance(actual, logits!)).toBeLessThan(1e-4);
    actual.dispose();
    model.dispose();
  });

  it("names without their prefix, as in a model without its language-modelling head", async () => {
    const directory = await withConfig("gemma", {});
    const { tensors } = await byhand.loadSafetensors(join(directory, "model.safetensors"));
    const bare = Object.entries(tensors).map(([name, tensor]) => [name.replace(/^model\./, ""), tensor] as const);
    const frequencies = tf.zeros([5]);
    await byhand.saveSafetensors(join(directory, "model.safetensors"), {
      ...Object.fromEntries(bare),
      "layers.0.self_attn.rotary_emb.inv_freq": frequencies, // a buffer that old checkpoints keep
      "lm_head.weight": tensors["model.embed_tokens.weight"]!,
    });
    tf.dispose([tensors, frequencies]);
    const [same, model] = [await byhand.GPT.fromPretrained(oraclePath("gemma")), await byhand.GPT.fromPretrained(directory)];
    const ids = randomIds(8, 1);
    expect(await logitsOf(model, ids)).toEqual(await logitsOf(same, ids));
    same.dispose();
    model.dispose();
  });
});

describe("a folder is refused, and leaves no tensor behind, where it asks for what this model lacks:", () => {
  it.each<[string, string, Record<string, unknown>, RegExp]>([
    ["Gemma 2", "gemma", { model_type: "gemma2" },
      /config\.json: model_type is "gemma2": this model knows only gpt2, llama, mistral, gemma, byhand/],
    ["Gemma 3", "gemma", { model_type: "gemma3_text" }, /model_type is "gemma3_text"/],
    ["no model type", "llama", { model_type: undefined }, /model_type is missing/],
    ["Llama 3's stretched angles", "llama", { rope_parameters: { rope_type: "llama3", rope_theta: 500000, factor: 8 } },
      /rope_parameters\.rope_type is "llama3": this model knows only default/],
    ["stretched angles as transformers 4 writes them", "llama", { rope_scaling: { type: "linear", factor: 2 } },
      /rope_scaling\.rope_type is "linear": this model knows only default/],
    ["angles for a part of each head", "llama", { rope_parameters: { rope_theta: 300, partial_rotary_factor: 0.5 } },
      /rope_parameters\.partial_rotary_factor is 0\.5/],
    ["angles for a part of each head, beside", "llama", { partial_rotary_factor: 0.25 },
      /partial_rotary_factor is 0\.25/],
    ["angles that differ by layer", "llama", { rope_parameters: { full_attention: { rope_theta: 10 } } },
      /rope_parameters\.full_attention is .*: this model knows only one base for all layers/],
    ["angles that are a list", "llama", { rope_parameters: [1] }, /rope_parameters is \[1\]/],
    ["a base that is text", "llama", { rope_parameters: { rope_theta: "300" } },
      /rope_theta is "300": expected a number/],
    ["biases in the attention only", "llama", { attention_bias: true },
      /attention_bias is true but mlp_bias is false: this model has biases everywhere or nowhere/],
    ["biases in Gemma's attention", "gemma", { attention_bias: true }, /attention_bias is true/],
    ["biases that are neither there nor not", "llama", { mlp_bias: "no" }, /mlp_bias is "no": expected true or false/],
    ["GELU with erf", "llama", { hidden_act: "gelu" },
      /hidden_act is "gelu": this model knows only silu, swish, gelu_pytorch_tanh, gelu_new/],
    ["another activation for Gemma", "gemma", { hidden_activation: "relu" }, /hidden_activation is "relu"/],
    ["an activation with a name from Object.prototype", "llama", { hidden_act: "toString" },
      /hidden_act is "toString"/],
    ["quantized weights", "llama", { quantization_config: { quant_method: "gptq" } },
      /quantization_config is \{"quant_method":"gptq"\}/],
    ["scores that are capped", "gemma", { attn_logit_softcapping: 50 }, /attn_logit_softcapping is 50/],
    ["layers that look back differently far", "llama", { layer_types: ["sliding_attention", "full_attention"] },
      /layer_types is \["sliding_attention","full_attention"\]: this model knows only full_attention in every layer/],
    ["layers without the window", "mistral", { layer_types: ["full_attention", "sliding_attention"] },
      /layer_types is .*: this model knows only sliding_attention in every layer/],
    ["attention in both directions", "gemma", { use_bidirectional_attention: true },
      /use_bidirectional_attention is true/],
    ["a window of nothing", "mistral", { sliding_window: 0 },
      /config\.slidingWindow is 0: expected a whole number, at least 1/],
    ["key heads that do not divide the heads", "llama", { num_key_value_heads: 3 },
      /config\.keyValueHeads is 3, which does not divide config\.heads 4/],
    ["heads of an odd size", "llama", { head_dim: 7 },
      /config\.headSize is 7: rotary positions turn pairs of features/],
    ["no hidden size", "llama", { hidden_size: undefined }, /config\.json: hidden_size is missing: expected a number/],
    ["GPT-2's cross-attention", "gpt2", { add_cross_attention: true }, /add_cross_attention is true/],
    ["GPT-2's scores scaled by layer", "gpt2", { scale_attn_by_inverse_layer_idx: true },
      /scale_attn_by_inverse_layer_idx is true/],
    ["heads of another size than the parameters have", "llama", { head_dim: 8 },
      /model\.layers\.0\.self_attn\.q_proj\.weight has shape \[24, 28\], the model has \[32, 28\].*same configuration\?/],
    ["more layers than the file has", "mistral", { num_hidden_layers: 3 },
      /model\.layers\.2\.self_attn\.q_proj\.weight is missing; .*and \d+ more|model\.layers\.2\.input_layernorm\.weight is missing/],
    ["embeddings that are not tied, without an unembedding", "gemma", { tie_word_embeddings: false },
      /lm_head\.weight is missing/],
  ])("%s", async (_, oracle, change, message) => {
    const directory = await withConfig(oracle, change);
    const before = tf.memory().numTensors;
    await expect(byhand.GPT.fromPretrained(directory)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("a field of its own configuration that there is none of", () => {
    const sizes = { vocabularySize: 7, contextLength: 5, hiddenSize: 6, layers: 1, heads: 2 };
    expect(() => byhand.fromHuggingFaceConfig({ model_type: "byhand", ...sizes, experts: 4 })).toThrow(
      /config\.experts is no field of a GPT/,
    );
  });
});
