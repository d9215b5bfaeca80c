import type * as tf from "@tensorflow/tfjs-core";
import { MultiHeadAttention, type MultiHeadOptions } from "../attention";
import { blockWithoutResiduals, postNormBlock, type Sublayers } from "../block/wiring";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import type { CompleteGPTConfig } from "./config";
import { FeedForward } from "./feedForwardLayer";
import { createNorm, type Norm, normalize } from "./norm";
import type { Parts } from "./parts";

/** One decoder block: attention and a feed-forward layer, each with its norm, wired as the configuration says. */
export class DecoderBlock extends Module {
  readonly ln_1: Norm;
  readonly attn: MultiHeadAttention;
  readonly ln_2: Norm;
  readonly mlp: FeedForward;

  constructor(
    private readonly config: CompleteGPTConfig,
    private readonly parts: Parts,
    random: Random,
  ) {
    super();
    // Each layer adds twice to the residual stream; smaller weights keep its variance from growing with depth (GPT-2).
    const outputDeviation = 0.02 / Math.sqrt(2 * config.layers);
    this.ln_1 = createNorm(config);
    this.attn = new MultiHeadAttention({ ...config, outputDeviation }, { random, parts });
    this.ln_2 = createNorm(config);
    this.mlp = new FeedForward(config, parts, { random, outputDeviation });
  }

  /**
   * @param x       [batch, time, hidden]
   * @param options mask, cache and rotary angles of the attention
   * @returns the new residual stream, [batch, time, hidden], and the attention weights [batch, heads, query, key]
   */
  forward(x: tf.Tensor, options: MultiHeadOptions): { x: tf.Tensor; weights: tf.Tensor } {
    const norms = { parts: this.parts, epsilon: this.config.normEpsilon };
    let weights: tf.Tensor | undefined;
    const next = this.wire(x, {
      norm1: (input) => normalize(input, this.ln_1, norms),
      attention: (input) => {
        const result = this.attn.forward(input, options);
        weights = result.weights;
        return result.output;
      },
      norm2: (input) => normalize(input, this.ln_2, norms),
      feedForward: (input) => this.mlp.forward(input),
    });
    return { x: next, weights: weights! };
  }

  private wire(x: tf.Tensor, sublayers: Sublayers): tf.Tensor {
    const { residual, normPlacement } = this.config;
    if (!residual) return blockWithoutResiduals(x, sublayers);
    return normPlacement === "post" ? postNormBlock(x, sublayers) : this.parts.preNormBlock(x, sublayers);
  }
}
