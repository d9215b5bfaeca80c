export { attendInHeads, type HeadParts } from "./attendInHeads";
export { KeyValueCache } from "./cache";
export { CrossAttention, type CrossAttentionParts } from "./crossAttention";
export { FixedCache } from "./fixedCache";
export { mergeHeads, repeatHeads, splitHeads } from "./heads";
export { causalMask, paddingMask, slidingWindowMask } from "./masks";
export {
  type AttentionParts, attentionParts, MultiHeadAttention, type MultiHeadConfig, type MultiHeadOptions,
} from "./multiHead";
export { type AttentionOptions, type AttentionResult, scaledDotProductAttention } from "./scaledDotProduct";
