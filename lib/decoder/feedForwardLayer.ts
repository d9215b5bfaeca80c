import type * as tf from "@tensorflow/tfjs-core";
import { dropout } from "../tensor/dropout";
import { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import { relu } from "../tensor/relu";
import { silu } from "../tensor/silu";
import type { CompleteGPTConfig } from "./config";
import type { Parts } from "./parts";

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
