export { DecoderBlock, FeedForward } from "./block";
export { fromHuggingFaceConfig, type GPTConfig, toHuggingFaceConfig } from "./config";
export { GPT, type GPTOutput } from "./gpt";
export { requireInVocabulary, type TokenIds } from "./ids";
export type { Parts } from "./parts";
