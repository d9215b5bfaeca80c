import * as tf from "@tensorflow/tfjs-core";
import { requireDivisor } from "../tensor/checks";
import { dropout } from "../tensor/dropout";
import { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import type { KeyValueCache } from "./cache";
import { mergeHeads, splitHeads } from "./heads";
import { type AttentionResult, scaledDotProductAttention } from "./scaledDotProduct";

/** The functions inside multi-head attention that a learner's own can replace. */
export interface AttentionParts {
  scaledDotProductAttention: typeof scaledDotProductAttention;
  splitHeads: typeof splitHeads;
  mergeHeads: typeof mergeHeads;
}

export interface MultiHeadConfig {
  hiddenSize: number;
  heads: number;
  /** share of the output's features dropped while training */
  dropout?: number;
  /** standard deviation of the output projection's initial weights */
  outputDeviation?: number;
}

/**
 * Multi-head self-attention: several attentions side by side, each on its own slice of the features.
 *
 * `concat(head₁ … headₕ) W_o` with `headᵢ = attention(x Wᵢq, x Wᵢk, x Wᵢv)`; the three projections are one matrix,
 * `c_attn` [hidden, 3 · hidden], and the output projection is `c_proj`, as GPT-2's checkpoints name them.
 * Source: Vaswani et al. (2017), section 3.2.2.
 */
export class MultiHeadAttention extends Module {
  readonly c_attn: Linear;
  readonly c_proj: Linear;
  private readonly heads: number;
  private readonly dropoutRate: number;
  private readonly parts: AttentionParts;

  /** @throws RangeError where the heads do not divide the hidden size. */
  constructor(
    { hiddenSize, heads, dropout = 0, outputDeviation = 0.02 }: MultiHeadConfig,
    { random, parts = {} }: { random: Random; parts?: Partial<AttentionParts> },
  ) {
    super();
    requireDivisor("heads", heads, hiddenSize);
    this.heads = heads;
    this.dropoutRate = dropout;
    this.parts = { scaledDotProductAttention, splitHeads, mergeHeads, ...parts };
    this.c_attn = new Linear(hiddenSize, 3 * hiddenSize, { deviation: 0.02, random });
    this.c_proj = new Linear(hiddenSize, hiddenSize, { deviation: outputDeviation, random });
  }

  /**
   * @param x     [batch, time, hidden]
   * @param mask  bool, broadcast to [batch, heads, query, key]; true = may attend
   * @param cache earlier positions' keys and values; x's are added to it
   * @returns output [batch, time, hidden] and weights [batch, heads, query, key]
   */
  forward(x: tf.Tensor, { mask, cache }: { mask?: tf.Tensor; cache?: KeyValueCache } = {}): AttentionResult {
    const { scaledDotProductAttention, splitHeads, mergeHeads } = this.parts;
    const [query, key, value] = tf
      .split(this.c_attn.forward(x), 3, -1)
      .map((projected) => splitHeads(projected, this.heads)); // each [batch, heads, time, head size]
    const { keys, values } = cache ? cache.append(key, value) : { keys: key, values: value };
    const { output, weights } = scaledDotProductAttention(query, keys, values, { mask });
    const projected = this.c_proj.forward(mergeHeads(output)); // [batch, time, hidden]
    return { output: this.training ? dropout(projected, this.dropoutRate) : projected, weights };
  }
}
