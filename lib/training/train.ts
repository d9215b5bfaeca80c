import { requireWhole } from "../tensor/checks";
import { contextOf, requireText } from "./modelConfig";
import { fingerprint } from "./configuration";
import { batchLoss, evaluateWith } from "./evaluate";
import { randomBatch } from "./randomBatch";
import type { Trainable } from "./trainingStep";
import type { TrainingOptions, TrainingResult } from "./trainingOptions";
import { trainOn } from "./trainOn";

/** Token ids to learn from, and others to see what was learnt; the latter are evaluated as a whole. */
export interface TrainingData {
  train: Int32Array;
  validation?: Int32Array;
}

/**
 * Trains a model on random windows of a text: AdamW, clipping, warm-up and cosine, evaluations, checkpoints.
 *
 * Stop (SIGINT: Jupyter's button, Ctrl-C) ends it after the current step: the model keeps what it has learnt, a
 * checkpoint is written, and the result says `stopped`. With `checkpoint.resume` a run goes on from its folder exactly,
 * loss for loss, as if it had never been stopped. The same seed repeats a run bit for bit on one engine.
 *
 * @throws RangeError before any step for options or ids that can't be used, or a checkpoint of another configuration.
 * @throws Error naming the step where the loss is no longer finite; the model then has its last good parameters.
 */
export async function train(model: Trainable, data: TrainingData, options: TrainingOptions): Promise<TrainingResult> {
  const { batchSize, contextLength = contextOf(model), stride = 1, ...run } = options;
  for (const [name, size] of Object.entries({ batchSize, contextLength, stride })) requireWhole(name, size);
  requireText("data.train", data.train, { model, atLeast: contextLength + 1 });
  if (data.validation) requireText("data.validation", data.validation, { model, atLeast: 2 });
  const { train: ids, validation } = data;
  const loss = batchLoss(model, run.compiled);
  try {
    return await trainOn(model, {
      draw: (random) => randomBatch(ids, { batchSize, contextLength, stride, random }),
      tokensPerBatch: batchSize * contextLength,
      validation: validation && {
        tokens: validation.length,
        loss: (signal) => evaluateWith(loss, validation, { model, contextLength, signal }),
      },
      recipe: { batchSize, contextLength, stride },
      data: { tokens: ids.length, sha256: fingerprint(ids) },
    }, run);
  } finally {
    loss.dispose();
  }
}
