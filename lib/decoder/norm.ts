import * as tf from "@tensorflow/tfjs-core";
import { LayerNorm } from "../tensor/layerNorm";
import { RMSNorm } from "../tensor/rmsNorm";
import type { CompleteGPTConfig } from "./config";
import type { Parts } from "./parts";

/** The parameters of a normalization of the configuration's kind; none where it has no normalization. */
export type Norm = LayerNorm | RMSNorm | undefined;

export function createNorm({ norm, hiddenSize, biases }: CompleteGPTConfig): Norm {
  if (norm === "none") return undefined;
  return norm === "rms" ? new RMSNorm(hiddenSize) : new LayerNorm(hiddenSize, { bias: biases });
}

/** `layerNorm(x)`, `rmsNorm(x)`, or x itself; [..., hidden] → the same. */
export function normalize(x: tf.Tensor, norm: Norm, { parts, epsilon }: { parts: Parts; epsilon: number }): tf.Tensor {
  if (!norm) return x;
  const weight = norm.weight.value;
  if (norm instanceof RMSNorm) return parts.rmsNorm(x, weight, epsilon);
  return parts.layerNorm(x, weight, norm.bias?.value ?? tf.zerosLike(weight), epsilon);
}
