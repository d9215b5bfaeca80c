import { requireField } from "../../pretrained/fields";
import type { Layout } from "./layout";
import {
  derivedInFamily, placeInFamily, readFamilyConfig, requireLayerTypes, sayableInFamily, writeFamilyConfig,
} from "./llamaFamily";

/**
 * Hugging Face's GemmaForCausalLM, the first Gemma: embeddings times √hidden, GELU gates, and norms that scale by 1 + w.
 *
 * Source: Gemma Team, "Gemma: Open Models Based on Gemini Research and Technology" (2024), section 2.
 */
export const gemma: Layout = {
  modelType: "gemma",
  prefix: "model.",

  sayable: ({ hiddenSize }) => ({
    ...sayableInFamily,
    feedForward: ["geglu"],
    slidingWindow: [null],
    biases: [false],
    embeddingScale: [Math.sqrt(hiddenSize)],
  }),

  writeConfig: (config) => ({
    architectures: ["GemmaForCausalLM"],
    ...writeFamilyConfig(config),
    hidden_activation: "gelu_pytorch_tanh", // transformers 4 reads this one
    attention_bias: false,
  }),

  readConfig: (fields) => {
    // "gelu" too means the tanh form here: so Gemma was trained, and so transformers reads its first configurations.
    requireField(fields, "hidden_act", "gelu_pytorch_tanh", "gelu_new", "gelu");
    requireField(fields, "hidden_activation", "gelu_pytorch_tanh", "gelu_new");
    requireField(fields, "attention_bias", false);
    requireLayerTypes(fields, "full_attention");
    const defaults = { keyValueHeads: 16, headSize: 256, tiedEmbeddings: true };
    const config = readFamilyConfig({ ...fields, hidden_act: "gelu_pytorch_tanh" }, defaults);
    return { ...config, embeddingScale: Math.sqrt(config.hiddenSize) };
  },

  place: (name, config) => placeInFamily(name, config, { normOffset: 1 }),
  derived: derivedInFamily,
};
