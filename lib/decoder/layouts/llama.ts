import { booleanField } from "../../pretrained/fields";
import type { Layout } from "./layout";
import {
  derivedInFamily, placeInFamily, readFamilyConfig, requireLayerTypes, sayableInFamily, writeFamilyConfig,
} from "./llamaFamily";

/** Hugging Face's LlamaForCausalLM. Source: Touvron et al., "LLaMA" (2023), section 2.2. */
export const llama: Layout = {
  modelType: "llama",
  prefix: "model.",

  sayable: ({ heads, hiddenSize }) => ({
    ...sayableInFamily,
    heads: hiddenSize % heads === 0 ? [heads] : [], // transformers insists, even where head_dim is given
    slidingWindow: [null],
    embeddingScale: [1],
  }),

  writeConfig: (config) => ({
    architectures: ["LlamaForCausalLM"],
    ...writeFamilyConfig(config),
    attention_bias: config.biases,
    mlp_bias: config.biases,
  }),

  readConfig: (fields) => {
    const biases = booleanField(fields, "attention_bias", false);
    if (biases !== booleanField(fields, "mlp_bias", false)) {
      throw new RangeError(
        `config.json: attention_bias is ${biases} but mlp_bias is ${!biases}: this model has biases everywhere or nowhere`,
      );
    }
    requireLayerTypes(fields, "full_attention");
    return {
      ...readFamilyConfig(fields, { tiedEmbeddings: false }),
      biases,
    };
  },

  place: placeInFamily,
  derived: derivedInFamily,
};
