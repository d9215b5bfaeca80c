import type * as tf from "@tensorflow/tfjs-core";
import type { LayerNorm } from "../tensor/layerNorm";
import type { CompleteBertConfig } from "./config";
import type { BertParts } from "./parts";

/** What the parts of a BERT are made of. */
export interface BertContext {
  config: CompleteBertConfig;
  parts: BertParts;
}

/** Layer normalization by these parameters, with the configuration's epsilon: [..., hidden] → the same. */
export function normalize(x: tf.Tensor, { weight, bias }: LayerNorm, { config, parts }: BertContext): tf.Tensor {
  return parts.layerNorm(x, weight.value, bias!.value, config.normEpsilon);
}
