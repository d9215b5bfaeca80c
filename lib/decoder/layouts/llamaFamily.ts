import type { CompleteGPTConfig, GPTConfig } from "../config";
import { booleanField, chosenField, type Fields, lacking, numberField, requireField } from "../../pretrained/fields";
import type { Place } from "../../pretrained/placedTensors";
import { readRotaryBase, writeRotaryBase } from "./rotaryBase";

/** What Llama's, Mistral's and Gemma's configurations have in common. */
export const sayableInFamily = {
  feedForward: ["swiglu", "geglu"],
  norm: ["rms"],
  normPlacement: ["pre"],
  residual: [true],
  positions: ["rotary"],
} as const;

const ACTIVATIONS = { silu: "swiglu", swish: "swiglu", gelu_pytorch_tanh: "geglu", gelu_new: "geglu" } as const;

export function writeFamilyConfig(config: CompleteGPTConfig): Fields {
  return {
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.contextLength,
    hidden_size: config.hiddenSize,
    intermediate_size: config.innerSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    head_dim: config.headSize,
    hidden_act: config.feedForward === "geglu" ? "gelu_pytorch_tanh" : "silu",
    rms_norm_eps: config.normEpsilon,
    ...writeRotaryBase(config.rotaryBase),
    tie_word_embeddings: config.tiedEmbeddings,
    attention_dropout: 0,
    resid_pdrop: config.dropout, // GPT-2's name; these models have none of their own, and their readers pass over it
  };
}

/** @param defaults what Hugging Face takes where the file says nothing */
export function readFamilyConfig(
  fields: Fields,
  defaults: { keyValueHeads?: number; headSize?: number; tiedEmbeddings: boolean },
): GPTConfig {
  const hiddenSize = numberField(fields, "hidden_size");
  const heads = numberField(fields, "num_attention_heads");
  const keyValueHeads = fields["num_key_value_heads"] === null ? heads : (defaults.keyValueHeads ?? heads);
  requireField(fields, "use_bidirectional_attention", false);
  return {
    vocabularySize: numberField(fields, "vocab_size"),
    contextLength: numberField(fields, "max_position_embeddings"),
    hiddenSize,
    layers: numberField(fields, "num_hidden_layers"),
    heads,
    keyValueHeads: numberField(fields, "num_key_value_heads", keyValueHeads),
    headSize: numberField(fields, "head_dim", defaults.headSize ?? Math.floor(hiddenSize / heads)),
    innerSize: numberField(fields, "intermediate_size"),
    feedForward: chosenField(fields, "hidden_act", ACTIVATIONS, "silu"),
    norm: "rms",
    normEpsilon: numberField(fields, "rms_norm_eps", 1e-6),
    positions: "rotary",
    rotaryBase: readRotaryBase(fields),
    biases: false,
    tiedEmbeddings: booleanField(fields, "tie_word_embeddings", defaults.tiedEmbeddings),
    dropout: numberField(fields, "resid_pdrop", 0),
  };
}

/** @throws RangeError where layers differ in how far they look, which they can't here. */
export function requireLayerTypes(fields: Fields, expected: "full_attention" | "sliding_attention"): void {
  const types = fields["layer_types"] ?? [];
  if (Array.isArray(types) && types.every((type) => type === expected)) return;
  throw lacking("layer_types", types, `${expected} in every layer`);
}

/** Their names of a layer's modules. */
const MODULES: Record<string, string> = {
  ln_1: "input_layernorm",
  "attn.c_proj": "self_attn.o_proj",
  ln_2: "post_attention_layernorm",
  "mlp.c_gate": "mlp.gate_proj",
  "mlp.c_fc": "mlp.up_proj",
  "mlp.c_proj": "mlp.down_proj",
};

/** @param normOffset what is added to a norm's stored weight: 1 in Gemma */
export function placeInFamily(name: string, config: CompleteGPTConfig, { normOffset = 0 } = {}): Place {
  if (name === "transformer.wte.weight") return { pieces: [{ name: "model.embed_tokens.weight" }] };
  if (name === "transformer.ln_f.weight") return { pieces: [{ name: "model.norm.weight" }], offset: normOffset };
  const [, layer, module, kind] = /^transformer\.h\.(\d+)\.(.+)\.(weight|bias)$/.exec(name) ?? [];
  if (!module) return { pieces: [{ name }] }; // lm_head.weight
  const theirs = (inner: string): string => `model.layers.${layer}.${inner}.${kind}`;
  if (module.startsWith("ln_")) return { pieces: [{ name: theirs(MODULES[module]) }], offset: normOffset };
  const transposed = kind === "weight";
  if (module !== "attn.c_attn") return { pieces: [{ name: theirs(MODULES[module]) }], transposed };
  const { heads, keyValueHeads, headSize } = config;
  const sizes = { q_proj: heads * headSize, k_proj: keyValueHeads * headSize, v_proj: keyValueHeads * headSize };
  const pieces = Object.entries(sizes).map(([projection, size]) => ({ name: theirs(`self_attn.${projection}`), size }));
  return { pieces, transposed };
}

/** Frequencies that old checkpoints keep, and the unembedding's copy where it is tied. */
export function derivedInFamily(name: string, { tiedEmbeddings }: CompleteGPTConfig): boolean {
  return name.endsWith(".rotary_emb.inv_freq") || (tiedEmbeddings && name === "lm_head.weight");
}
