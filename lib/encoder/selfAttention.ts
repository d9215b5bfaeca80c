import type * as tf from "@tensorflow/tfjs-core";
import { attendInHeads, type AttentionResult } from "../attention";
import { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import type { BertContext } from "./normalize";

/**
 * Multi-head self-attention with a projection each for queries, keys and values, as BERT's checkpoints have them: the names
 * are `self.query`, `self.key` and `self.value`. The output projection is the block's.
 *
 * Source: Vaswani et al. (2017), section 3.2.2.
 */
export class SelfAttention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;

  constructor(private readonly context: BertContext, random: Random) {
    super();
    const { hiddenSize, initializerRange: deviation } = context.config;
    const projection = (): Linear => new Linear(hiddenSize, hiddenSize, { deviation, random });
    this.query = projection();
    this.key = projection();
    this.value = projection();
  }

  /**
   * @param x    [batch, time, hidden]
   * @param mask bool, broadcast to [batch, heads, query, key]; true = may attend
   * @returns output [batch, time, hidden] and weights [batch, heads, query, key]
   */
  forward(x: tf.Tensor, mask: tf.Tensor): AttentionResult {
    const { config: { heads }, parts } = this.context;
    const projected = { query: this.query.forward(x), key: this.key.forward(x), value: this.value.forward(x) };
    return attendInHeads(projected, { heads, mask, parts });
  }
}
