import { numberField } from "../../pretrained/fields";
import type { Layout } from "./layout";
import {
  derivedInFamily, placeInFamily, readFamilyConfig, requireLayerTypes, sayableInFamily, writeFamilyConfig,
} from "./llamaFamily";

/** Hugging Face's MistralForCausalLM: Llama without biases, with a sliding window. Source: Jiang et al., "Mistral 7B" (2023). */
export const mistral: Layout = {
  modelType: "mistral",
  prefix: "model.",

  sayable: () => ({ ...sayableInFamily, biases: [false], embeddingScale: [1] }),

  writeConfig: (config) => ({
    architectures: ["MistralForCausalLM"],
    ...writeFamilyConfig(config),
    sliding_window: config.slidingWindow,
  }),

  readConfig: (fields) => {
    const slidingWindow = fields["sliding_window"] === null ? null : numberField(fields, "sliding_window", 4096);
    requireLayerTypes(fields, slidingWindow === null ? "full_attention" : "sliding_attention");
    return {
      ...readFamilyConfig(fields, { keyValueHeads: 8, tiedEmbeddings: false }),
      slidingWindow,
    };
  },

  place: placeInFamily,
  derived: derivedInFamily,
};
