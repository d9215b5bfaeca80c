import * as tf from "@tensorflow/tfjs-core";
import type { Batch } from "./randomBatch";
import { lossAndGradients, type Trainable } from "./trainingStep";

/**
 * How long the gradient of the loss is in each group of parameters: `√(Σ g²)` over all numbers of the group.
 *
 * With {@link layerOf} as `groupOf` it shows how much of the loss's signal reaches each block, down to the first.
 *
 * @param batch   stays the caller's
 * @param groupOf the group of a parameter by its name, null for one that is left out; without it each is its own group
 * @returns the norm of each group, in the order in which the model names their first parameters
 * @throws TypeError where a parameter gets no gradient: some part left the gradient tape.
 */
export async function gradientNorms<Inputs, Targets>(
  model: Trainable<Inputs, Targets>,
  { inputs, targets }: Batch<Inputs, Targets>,
  { groupOf = (name) => name }: { groupOf?: (name: string) => string | null } = {},
): Promise<Record<string, number>> {
  const norms = tf.tidy(() => {
    const { gradients } = lossAndGradients(model, model.stateDict(), { loss: () => model.loss(inputs, targets) });
    const wanted = Object.entries(gradients).filter(([name]) => groupOf(name) !== null);
    return Object.fromEntries(wanted.map(([name, gradient]) => [name, normOf(gradient)]));
  });
  const groups: Record<string, number> = {};
  try {
    for (const [name, norm] of Object.entries(norms)) {
      const group = groupOf(name)!;
      groups[group] = Math.hypot(groups[group] ?? 0, (await norm.data())[0]!);
    }
    return groups;
  } finally {
    tf.dispose(norms);
  }
}

/** `m √Σ (g/m)²` with m the largest |g|: the squares of very small numbers would be 0 in float32. */
function normOf(gradient: tf.Tensor): tf.Tensor {
  const largest = tf.max(tf.abs(gradient));
  const scaled = tf.divNoNan(gradient, largest); // 0 where all are
  return tf.mul(largest, tf.sqrt(tf.sum(tf.square(scaled))));
}

/**
 * The number of the block that a parameter is in: "3" for `transformer.h.3.attn.c_attn.weight` (GPT) and for
 * `bert.encoder.layer.3.output.dense.weight` (BERT), null for an embedding.
 */
export function layerOf(name: string): string | null {
  return /(?:^|\.)(?:h|layer)\.(\d+)\./.exec(name)?.[1] ?? null;
}
