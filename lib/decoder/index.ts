export { DecoderBlock } from "./block";
export type { CompleteGPTConfig, GPTConfig } from "./config";
export {
  FeedForward, feedForward, type FeedForwardWeights, gatedFeedForward, type GatedFeedForwardWeights,
} from "./feedForward";
export { type ForwardOptions, GPT, type GPTOutput } from "./gpt";
export { requireInVocabulary, type TokenIds } from "./ids";
export { fromHuggingFaceConfig, toHuggingFaceConfig } from "./layouts";
export type { SavePretrainedOptions } from "./pretrained";
export type { Parts } from "./parts";
export { postNormBlock, preNormBlock, type Sublayers } from "./wiring";
