import type * as tf from "@tensorflow/tfjs-core";
import { type AttentionParts, attentionParts, causalMask } from "../attention";
import { feedForward, gatedFeedForward, preNormBlock } from "../block";
import { embedding, sinusoidalPositions } from "../embedding";
import { completeParts } from "../tensor/completeParts";
import { crossEntropy } from "../tensor/crossEntropy";
import { gelu } from "../tensor/gelu";
import { layerNorm } from "../tensor/layerNorm";
import { rmsNorm } from "../tensor/rmsNorm";

/** The functions inside a GPT that a learner's own can replace: `new GPT(config, { parts: { layerNorm: mine } })`. */
export interface Parts extends AttentionParts {
  causalMask: typeof causalMask;
  crossEntropy: typeof crossEntropy;
  embedding: typeof embedding;
  feedForward: typeof feedForward;
  gatedFeedForward: typeof gatedFeedForward;
  gelu: typeof gelu;
  layerNorm: typeof layerNorm;
  preNormBlock: typeof preNormBlock;
  rmsNorm: typeof rmsNorm;
  /** for positions that are given as a tensor: a model never asks by their number */
  sinusoidalPositions: (positions: tf.Tensor, size: number) => tf.Tensor;
}

const own: Parts = {
  ...attentionParts,
  causalMask, crossEntropy, embedding, feedForward, gatedFeedForward, gelu, layerNorm, preNormBlock, rmsNorm,
  sinusoidalPositions,
};

/** The library's own functions, with the given ones in their place. @throws TypeError for a name or value that fits none. */
export const completeGPTParts = (parts?: Partial<Parts>): Parts => completeParts(own, parts, "a GPT");
