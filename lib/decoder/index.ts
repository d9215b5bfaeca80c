export { DecoderBlock, FeedForward } from "./block";
export type { GPTConfig } from "./config";
export { GPT, type GPTOutput } from "./gpt";
export { requireInVocabulary, type TokenIds } from "./ids";
export { fromHuggingFaceConfig, toHuggingFaceConfig } from "./layouts/gpt2";
export type { Parts } from "./parts";
