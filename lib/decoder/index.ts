export { DecoderBlock } from "./block";
export type { CompiledForward, LayerTensors, NextInputs } from "./compiledForward";
export type { CompleteGPTConfig, GPTConfig } from "./config";
export { FeedForward } from "./feedForwardLayer";
export { type ForwardOptions, GPT, type GPTOutput } from "./gpt";
export { fromHuggingFaceConfig, toHuggingFaceConfig } from "./layouts";
export type { Parts } from "./parts";
export { plainParts } from "./plainParts";
