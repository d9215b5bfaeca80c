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
export async function gradientNorms(
  model: Trainable,
  { inputs, targets }: Batch,
  { groupOf = (name) => name }: { groupOf?: (name: string) => string | null } = {},
): Promise<Record<string, number>> {
  const squares = tf.tidy(() => {
    const { gradients } = lossAndGradients(model, model.stateDict(), () => model.loss(inputs, targets));
    const groups = new Map<string, tf.Tensor[]>();
    for (const [name, gradient] of Object.entries(gradients)) {
      const group = groupOf(name);
      if (group !== null) groups.set(group, [...(groups.get(group) ?? []), tf.sum(tf.square(gradient))]);
    }
    return Object.fromEntries([...groups].map(([group, sums]) => [group, tf.addN(sums)]));
  });
  const read = Object.entries(squares).map(async ([group, sum]): Promise<[string, number]> =>
    [group, Math.sqrt((await sum.data())[0]!)]);
  try {
    return Object.fromEntries(await Promise.all(read));
  } finally {
    tf.dispose(squares);
  }
}

/** The number of the block that a parameter is in: "3" for `transformer.h.3.attn.c_attn.weight`, null for an embedding. */
export function layerOf(name: string): string | null {
  return /(?:^|\.)h\.(\d+)\./.exec(name)?.[1] ?? null;
}
