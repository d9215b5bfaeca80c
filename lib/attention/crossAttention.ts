import * as tf from "@tensorflow/tfjs-core";
import { requireDivisor, requireRank, requireTensor, shapeText } from "../tensor/checks";
import { Linear } from "../tensor/linear";
import { Module } from "../tensor/module";
import type { Random } from "../tensor/random";
import { attendInHeads, type HeadParts } from "./attendInHeads";
import { attentionParts } from "./multiHead";
import type { AttentionResult } from "./scaledDotProduct";

/** The functions inside cross-attention that a learner's own can replace. */
export type CrossAttentionParts = HeadParts;

/**
 * Multi-head cross-attention: the queries come from one text, the keys and values from another, its context.
 *
 * `concat(head₁ … headₕ) W_o` with `headᵢ = attention(x Wᵢq, c Wᵢk, c Wᵢv)`; the query's projection is `q_attn`
 * [hidden, hidden], that of keys and values `c_attn` [hidden, 2 · hidden], as Hugging Face's GPT-2 names them.
 * Source: Vaswani et al. (2017), section 3.2.3.
 */
export class CrossAttention extends Module {
  readonly c_attn: Linear;
  readonly q_attn: Linear;
  readonly c_proj: Linear;
  private readonly heads: number;
  private readonly parts: CrossAttentionParts;

  /** @throws RangeError where the heads do not divide the hidden size. */
  constructor(
    { hiddenSize, heads }: { hiddenSize: number; heads: number },
    { random, parts = {} }: { random: Random; parts?: Partial<CrossAttentionParts> },
  ) {
    super();
    requireDivisor("heads", heads, hiddenSize);
    this.heads = heads;
    this.parts = { ...attentionParts, ...parts };
    const deviation = 0.02;
    this.c_attn = new Linear(hiddenSize, 2 * hiddenSize, { deviation, random });
    this.q_attn = new Linear(hiddenSize, hiddenSize, { deviation, random });
    this.c_proj = new Linear(hiddenSize, hiddenSize, { deviation, random });
  }

  /**
   * @param x            [batch, query, hidden]
   * @param context      [batch, key, hidden], such as an encoder's output
   * @param options.mask bool, broadcast to [batch, heads, query, key]; true = may attend; mostly the context's padding
   * @returns output [batch, query, hidden] and weights [batch, heads, query, key]
   * @throws RangeError, TypeError where the batches or hidden sizes differ, or the mask does not fit.
   */
  forward(x: tf.Tensor, context: tf.Tensor, { mask }: { mask?: tf.Tensor } = {}): AttentionResult {
    requireTensor("x", x, "float32");
    requireRank("x", x, 3, 3);
    requireTensor("context", context, "float32");
    requireRank("context", context, 3, 3);
    if (x.shape[0] !== context.shape[0]) {
      throw new RangeError(
        `x has shape ${shapeText(x.shape)} but context has ${shapeText(context.shape)}: each text needs its own context, ` +
          "so both must have the same batch",
      );
    }
    const query = this.q_attn.forward(x);
    const [key, value] = tf.split(this.c_attn.forward(context), 2, -1); // each [batch, key, hidden]
    const { output, weights } = attendInHeads({ query, key, value }, { heads: this.heads, mask, parts: this.parts });
    return { output: this.c_proj.forward(output), weights };
  }
}
