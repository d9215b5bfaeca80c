import * as tf from "@tensorflow/tfjs-core";
import { type RotaryAngles, rotate } from "../embedding/rotary";
import { requireDivisor, requireWhole } from "../tensor/checks";
import { dropout } from "../tensor/dropout";
import { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import type { KeyValueCache } from "./cache";
import type { FixedCache } from "./fixedCache";
import { mergeHeads, repeatHeads, splitHeads } from "./heads";
import { type AttentionResult, scaledDotProductAttention } from "./scaledDotProduct";

/** The functions inside multi-head attention that a learner's own can replace. */
export interface AttentionParts {
  scaledDotProductAttention: typeof scaledDotProductAttention;
  splitHeads: typeof splitHeads;
  mergeHeads: typeof mergeHeads;
  repeatHeads: typeof repeatHeads;
  rotate: typeof rotate;
}

/** The library's own functions inside attention. */
export const attentionParts: AttentionParts = { scaledDotProductAttention, splitHeads, mergeHeads, repeatHeads, rotate };

export interface MultiHeadConfig {
  hiddenSize: number;
  /** query heads */
  heads: number;
  /** key and value heads, each shared by heads / keyValueHeads query heads; as many as heads unless told otherwise */
  keyValueHeads?: number;
  /** features of one head; hiddenSize / heads unless told otherwise */
  headSize?: number;
  /** whether the linear maps have biases; true unless told otherwise */
  biases?: boolean;
  /** share of the output's features dropped while training */
  dropout?: number;
  /** standard deviation of the output projection's initial weights */
  outputDeviation?: number;
}

export interface MultiHeadOptions {
  /** bool, broadcast to [batch, heads, query, key]; true = may attend */
  mask?: tf.Tensor;
  /** earlier positions' keys and values; x's are added to it */
  cache?: KeyValueCache | FixedCache;
  /** turns queries and keys by their positions */
  angles?: RotaryAngles;
}

/**
 * Multi-head self-attention: several attentions side by side, each on its own slice of the features.
 *
 * `concat(head₁ … headₕ) W_o` with `headᵢ = attention(x Wᵢq, x Wᵢk, x Wᵢv)`; the three projections are one matrix,
 * `c_attn` [hidden, (heads + 2 · key heads) · head size], and the output projection is `c_proj`, as GPT-2's checkpoints
 * name them. With fewer key heads it is grouped-query attention. Source: Vaswani et al. (2017), section 3.2.2.
 */
export class MultiHeadAttention extends Module {
  readonly c_attn: Linear;
  readonly c_proj: Linear;
  private readonly heads: number;
  private readonly keyValueHeads: number;
  private readonly headSize: number;
  private readonly dropoutRate: number;
  private readonly parts: AttentionParts;

  /** @throws RangeError where the heads do not divide the hidden size, or the key heads do not divide the heads. */
  constructor(
    { hiddenSize, heads, keyValueHeads = heads, headSize, biases, dropout = 0, outputDeviation = 0.02 }: MultiHeadConfig,
    { random, parts = {} }: { random: Random; parts?: Partial<AttentionParts> },
  ) {
    super();
    if (headSize === undefined) requireDivisor("heads", heads, hiddenSize);
    else requireWhole("headSize", headSize);
    requireWhole("keyValueHeads", keyValueHeads);
    requireDivisor("keyValueHeads", keyValueHeads, heads, "heads");
    this.heads = heads;
    this.keyValueHeads = keyValueHeads;
    this.headSize = headSize ?? hiddenSize / heads;
    this.dropoutRate = dropout;
    this.parts = { ...attentionParts, ...parts };
    const projected = (heads + 2 * keyValueHeads) * this.headSize;
    this.c_attn = new Linear(hiddenSize, projected, { deviation: 0.02, random, bias: biases });
    this.c_proj = new Linear(heads * this.headSize, hiddenSize, { deviation: outputDeviation, random, bias: biases });
  }

  /**
   * @param x [batch, time, hidden]
   * @returns output [batch, time, hidden] and weights [batch, heads, query, key]
   */
  forward(x: tf.Tensor, { mask, cache, angles }: MultiHeadOptions = {}): AttentionResult {
    const { scaledDotProductAttention, mergeHeads, repeatHeads, rotate } = this.parts;
    let { query, key, value } = this.project(x); // [batch, heads or key heads, time, head size]
    if (angles) [query, key] = [rotate(query, angles), rotate(key, angles)];
    if (cache) ({ keys: key, values: value } = cache.append(key, value)); // key and value now have all positions
    const times = this.heads / this.keyValueHeads;
    if (times > 1) [key, value] = [repeatHeads(key, times), repeatHeads(value, times)];
    const { output, weights } = scaledDotProductAttention(query, key, value, { mask });
    const projected = this.c_proj.forward(mergeHeads(output)); // [batch, time, hidden]
    return { output: this.training ? dropout(projected, this.dropoutRate) : projected, weights };
  }

  private project(x: tf.Tensor): Record<"query" | "key" | "value", tf.Tensor4D> {
    const { heads, keyValueHeads, headSize } = this;
    const counts = [heads, keyValueHeads, keyValueHeads];
    const [query, key, value] = tf
      .split(this.c_attn.forward(x), counts.map((count) => count * headSize), -1)
      .map((projected, i) => this.parts.splitHeads(projected, counts[i]));
    return { query, key, value };
  }
}
