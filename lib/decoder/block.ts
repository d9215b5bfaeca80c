import * as tf from "@tensorflow/tfjs-core";
import { type KeyValueCache, MultiHeadAttention } from "../attention";
import { dropout } from "../tensor/dropout";
import { LayerNorm } from "../tensor/layerNorm";
import { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import type { GPTConfig } from "./config";
import type { Parts } from "./parts";

/** The feed-forward layer of a block: `gelu(x W₁ + b₁) W₂ + b₂`, applied to each position alone. */
export class FeedForward extends Module {
  readonly c_fc: Linear;
  readonly c_proj: Linear;

  constructor(
    private readonly config: Required<GPTConfig>,
    private readonly parts: Parts,
    { random, outputDeviation }: { random: Random; outputDeviation: number },
  ) {
    super();
    const { hiddenSize, innerSize } = config;
    this.c_fc = new Linear(hiddenSize, innerSize, { deviation: 0.02, random });
    this.c_proj = new Linear(innerSize, hiddenSize, { deviation: outputDeviation, random });
  }

  /** [batch, time, hidden] → the same */
  forward(x: tf.Tensor): tf.Tensor {
    const inner = this.parts.gelu(this.c_fc.forward(x)); // [batch, time, inner]
    const output = this.c_proj.forward(inner);
    return this.training ? dropout(output, this.config.dropout) : output;
  }
}

/**
 * One decoder block with the norm before each layer (pre-norm): `x = x + attention(norm(x))`, `x = x + feedForward(norm(x))`.
 *
 * Source: Radford et al., "Language Models are Unsupervised Multitask Learners" (GPT-2, 2019), section 2.3.
 */
export class DecoderBlock extends Module {
  readonly ln_1: LayerNorm;
  readonly attn: MultiHeadAttention;
  readonly ln_2: LayerNorm;
  readonly mlp: FeedForward;

  constructor(
    private readonly config: Required<GPTConfig>,
    private readonly parts: Parts,
    random: Random,
  ) {
    super();
    // Each layer adds twice to the residual stream; smaller weights keep its variance from growing with depth (GPT-2).
    const outputDeviation = 0.02 / Math.sqrt(2 * config.layers);
    this.ln_1 = new LayerNorm(config.hiddenSize);
    this.attn = new MultiHeadAttention({ ...config, outputDeviation }, { random, parts });
    this.ln_2 = new LayerNorm(config.hiddenSize);
    this.mlp = new FeedForward(config, parts, { random, outputDeviation });
  }

  /**
   * @param x [batch, time, hidden]
   * @param mask bool, broadcast to [batch, heads, query, key]
   * @returns the new residual stream, [batch, time, hidden], and the attention weights [batch, heads, query, key]
   */
  forward(x: tf.Tensor, { mask, cache }: { mask: tf.Tensor; cache?: KeyValueCache }): { x: tf.Tensor; weights: tf.Tensor } {
    const attention = this.attn.forward(this.norm(x, this.ln_1), { mask, cache });
    const attended = tf.add(x, attention.output);
    return { x: tf.add(attended, this.mlp.forward(this.norm(attended, this.ln_2))), weights: attention.weights };
  }

  private norm(x: tf.Tensor, { weight, bias }: LayerNorm): tf.Tensor {
    return this.parts.layerNorm(x, weight.value, bias.value, this.config.layerNormEpsilon);
  }
}
