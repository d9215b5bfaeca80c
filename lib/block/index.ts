export { feedForward, type FeedForwardWeights, gatedFeedForward, type GatedFeedForwardWeights } from "./feedForward";
export { postNormBlock, preNormBlock, type Sublayers } from "./wiring";
