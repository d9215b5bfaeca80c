export { KeyValueCache } from "./cache";
export { mergeHeads, splitHeads } from "./heads";
export { causalMask, paddingMask } from "./masks";
export { type AttentionParts, MultiHeadAttention, type MultiHeadConfig } from "./multiHead";
export { type AttentionOptions, type AttentionResult, scaledDotProductAttention } from "./scaledDotProduct";
