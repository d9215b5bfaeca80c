import type * as tf from "@tensorflow/tfjs-core";
import type { AttentionParts } from "./multiHead";
import type { AttentionResult } from "./scaledDotProduct";

/** The functions that every multi-head attention has inside. */
export type HeadParts = Pick<AttentionParts, "scaledDotProductAttention" | "splitHeads" | "mergeHeads">;

/**
 * Attention in several heads at once, between projections: `concat(head₁ … headₕ)` with `headᵢ = attention(Qᵢ, Kᵢ, Vᵢ)`.
 *
 * @param projected query [batch, query, hidden], key and value [batch, key, hidden]
 * @returns output [batch, query, hidden] and weights [batch, heads, query, key]
 */
export function attendInHeads(
  { query, key, value }: Record<"query" | "key" | "value", tf.Tensor>,
  { heads, mask, parts: { splitHeads, scaledDotProductAttention, mergeHeads } }: {
    heads: number; mask?: tf.Tensor; parts: HeadParts;
  },
): AttentionResult {
  const [q, k, v] = [query, key, value].map((x) => splitHeads(x, heads)); // each [batch, heads, time, head size]
  const { output, weights } = scaledDotProductAttention(q, k, v, { mask });
  return { output: mergeHeads(output), weights };
}
