import { booleanField, chosenField, numberField, requireField } from "../../pretrained/fields";
import type { Layout } from "./layout";

const ACTIVATIONS = { gelu_new: "gelu", gelu_pytorch_tanh: "gelu", relu: "relu" } as const;

/**
 * Hugging Face's GPT2LMHeadModel, whose names and [in, out] matrices are this library's own.
 *
 * There is one dropout rate here, that of `resid_pdrop`; `embd_pdrop` and `attn_pdrop`, which matter in training only, are
 * not kept.
 */
export const gpt2: Layout = {
  modelType: "gpt2",
  prefix: "transformer.",

  sayable: ({ heads, hiddenSize }) => ({
    keyValueHeads: [heads],
    headSize: [hiddenSize / heads],
    feedForward: ["gelu", "relu"],
    norm: ["layer"],
    normPlacement: ["pre"],
    residual: [true],
    positions: ["learned"],
    slidingWindow: [null],
    biases: [true],
    embeddingScale: [1],
  }),

  writeConfig: (config) => ({
    architectures: ["GPT2LMHeadModel"],
    vocab_size: config.vocabularySize,
    n_positions: config.contextLength,
    n_embd: config.hiddenSize,
    n_layer: config.layers,
    n_head: config.heads,
    n_inner: config.innerSize,
    activation_function: config.feedForward === "relu" ? "relu" : "gelu_new",
    layer_norm_epsilon: config.normEpsilon,
    resid_pdrop: config.dropout,
    embd_pdrop: config.dropout,
    attn_pdrop: 0,
    tie_word_embeddings: config.tiedEmbeddings,
  }),

  readConfig: (fields) => {
    requireField(fields, "scale_attn_weights", true);
    requireField(fields, "scale_attn_by_inverse_layer_idx", false);
    requireField(fields, "add_cross_attention", false);
    const hiddenSize = numberField(fields, "n_embd");
    return {
      vocabularySize: numberField(fields, "vocab_size"),
      contextLength: numberField(fields, "n_positions"),
      hiddenSize,
      layers: numberField(fields, "n_layer"),
      heads: numberField(fields, "n_head"),
      innerSize: numberField(fields, "n_inner", 4 * hiddenSize),
      feedForward: chosenField(fields, "activation_function", ACTIVATIONS, "gelu_new"),
      normEpsilon: numberField(fields, "layer_norm_epsilon", 1e-5),
      tiedEmbeddings: booleanField(fields, "tie_word_embeddings", true),
      dropout: numberField(fields, "resid_pdrop", 0.1),
    };
  },

  place: (name) => ({ pieces: [{ name }] }),

  derived: (name, { tiedEmbeddings }) =>
    /\.attn\.(bias|masked_bias)$/.test(name) || (tiedEmbeddings && name === "lm_head.weight"),
};
