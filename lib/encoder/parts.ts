import type * as tf from "@tensorflow/tfjs-core";
import { attentionParts, type HeadParts } from "../attention";
import { feedForward, postNormBlock } from "../block";
import { embedding } from "../embedding";
import { completeParts } from "../tensor/completeParts";
import { crossEntropy } from "../tensor/crossEntropy";
import { exactGelu } from "../tensor/exactGelu";
import { gelu } from "../tensor/gelu";
import { layerNorm } from "../tensor/layerNorm";
import { relu } from "../tensor/relu";
import type { CompleteBertConfig } from "./config";
import { encoderMask } from "./encoderMask";
import { maskedTokenLoss } from "./losses";
import { firstTokenPooling } from "./pooling";

/** The functions inside a BERT that a learner's own can replace: `new Bert(config, { parts: { layerNorm: mine } })`. */
export interface BertParts extends HeadParts {
  crossEntropy: typeof crossEntropy;
  embedding: typeof embedding;
  encoderMask: typeof encoderMask;
  feedForward: typeof feedForward;
  /** the activation, of the configuration's kind unless replaced */
  gelu: typeof gelu;
  layerNorm: typeof layerNorm;
  maskedTokenLoss: typeof maskedTokenLoss;
  /** one vector for each text, [batch, time, hidden] → [batch, hidden] */
  pooling: (states: tf.Tensor, attentionMask: tf.Tensor) => tf.Tensor;
  postNormBlock: typeof postNormBlock;
}

const ACTIVATIONS = { exactGelu, gelu, relu };

/** The library's own functions, with the given ones in their place. @throws TypeError for a name or value that fits none. */
export function completeBertParts({ activation }: CompleteBertConfig, parts?: Partial<BertParts>): BertParts {
  const { scaledDotProductAttention, splitHeads, mergeHeads } = attentionParts;
  const own: BertParts = {
    scaledDotProductAttention, splitHeads, mergeHeads,
    crossEntropy, embedding, encoderMask, feedForward, gelu: ACTIVATIONS[activation], layerNorm, maskedTokenLoss,
    pooling: firstTokenPooling, postNormBlock,
  };
  return completeParts(own, parts, "a BERT");
}
