import * as tf from "@tensorflow/tfjs-core";
import { dropout } from "../tensor/dropout";
import { gelu } from "../tensor/gelu";
import { Linear, linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import { relu } from "../tensor/relu";
import { silu } from "../tensor/silu";
import type { CompleteGPTConfig } from "./config";
import type { Parts } from "./parts";

export type FeedForwardWeights = {
  /** [hidden, inner] */
  innerWeight: tf.Tensor;
  /** [inner] */
  innerBias?: tf.Tensor;
  /** [inner, hidden] */
  outputWeight: tf.Tensor;
  /** [hidden] */
  outputBias?: tf.Tensor;
};

export type GatedFeedForwardWeights = {
  /** [hidden, inner] */
  gateWeight: tf.Tensor;
  /** [hidden, inner] */
  upWeight: tf.Tensor;
  /** [inner, hidden] */
  downWeight: tf.Tensor;
  gateBias?: tf.Tensor;
  upBias?: tf.Tensor;
  downBias?: tf.Tensor;
};

/**
 * The feed-forward layer of a block, applied to each position alone: `activation(x W₁ + b₁) W₂ + b₂`.
 *
 * Source: Vaswani et al., "Attention Is All You Need" (2017), equation 2, there with relu; GPT-2 takes gelu.
 *
 * @param x [..., hidden]
 * @returns [..., hidden]
 * @throws RangeError, TypeError where shapes or data types do not fit.
 */
export function feedForward(
  x: tf.Tensor,
  { innerWeight, innerBias, outputWeight, outputBias }: FeedForwardWeights,
  activation: (x: tf.Tensor) => tf.Tensor = gelu,
): tf.Tensor {
  const inner = activation(linear(x, innerWeight, innerBias)); // [..., inner]
  return linear(inner, outputWeight, outputBias);
}

/**
 * The gated feed-forward layer: `(activation(x W_gate) ⊙ (x W_up)) W_down`; with silu it is SwiGLU, with gelu GeGLU.
 *
 * Of each inner feature, one map says what it is and the other how much of it passes.
 * Source: Shazeer, "GLU Variants Improve Transformer" (2020), equation 6.
 *
 * @param x [..., hidden]
 * @returns [..., hidden]
 * @throws RangeError, TypeError where shapes or data types do not fit.
 */
export function gatedFeedForward(
  x: tf.Tensor,
  { gateWeight, upWeight, downWeight, gateBias, upBias, downBias }: GatedFeedForwardWeights,
  activation: (x: tf.Tensor) => tf.Tensor = silu,
): tf.Tensor {
  const gate = activation(linear(x, gateWeight, gateBias)); // [..., inner]
  return linear(tf.mul(gate, linear(x, upWeight, upBias)), downWeight, downBias);
}

/** The feed-forward layer of a block with its parameters `c_fc`, `c_proj` and, where it is gated, `c_gate`. */
export class FeedForward extends Module {
  readonly c_fc: Linear;
  readonly c_proj: Linear;
  readonly c_gate?: Linear;

  constructor(
    private readonly config: CompleteGPTConfig,
    private readonly parts: Parts,
    { random, outputDeviation }: { random: Random; outputDeviation: number },
  ) {
    super();
    const { hiddenSize, innerSize, biases: bias, feedForward: kind } = config;
    this.c_fc = new Linear(hiddenSize, innerSize, { deviation: 0.02, random, bias });
    this.c_proj = new Linear(innerSize, hiddenSize, { deviation: outputDeviation, random, bias });
    if (kind === "swiglu" || kind === "geglu") {
      this.c_gate = new Linear(hiddenSize, innerSize, { deviation: 0.02, random, bias });
    }
  }

  /** [batch, time, hidden] → the same */
  forward(x: tf.Tensor): tf.Tensor {
    const output = this.c_gate ? this.gated(x, this.c_gate) : this.plain(x);
    return this.training ? dropout(output, this.config.dropout) : output;
  }

  private plain(x: tf.Tensor): tf.Tensor {
    const { c_fc, c_proj, parts } = this;
    const weights = {
      innerWeight: c_fc.weight.value,
      innerBias: c_fc.bias?.value,
      outputWeight: c_proj.weight.value,
      outputBias: c_proj.bias?.value,
    };
    return parts.feedForward(x, weights, this.config.feedForward === "relu" ? relu : parts.gelu);
  }

  private gated(x: tf.Tensor, c_gate: Linear): tf.Tensor {
    const { c_fc, c_proj, parts } = this;
    const weights = {
      gateWeight: c_gate.weight.value,
      gateBias: c_gate.bias?.value,
      upWeight: c_fc.weight.value,
      upBias: c_fc.bias?.value,
      downWeight: c_proj.weight.value,
      downBias: c_proj.bias?.value,
    };
    return parts.gatedFeedForward(x, weights, this.config.feedForward === "swiglu" ? silu : parts.gelu);
  }
}
