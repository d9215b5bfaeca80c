import * as tf from "@tensorflow/tfjs-core";
import { requireWhole } from "../tensor/checks";
import { contextOf, requireText } from "./modelConfig";
import { windows } from "./randomBatch";
import { breath, untilStopped } from "../system/stop";
import type { Trainable } from "./trainingStep";

export interface EvaluateOptions {
  /** Windows in one go; the result does not depend on it, the memory does. */
  batchSize?: number;
  /** Tokens in a window; the model's own context unless told otherwise. */
  contextLength?: number;
  /** Ends the evaluation early, as Stop does: an AbortError is thrown, since part of a text has no comparable loss. */
  signal?: AbortSignal;
}

/**
 * The mean loss over ALL of a text, in nats per token: consecutive windows, each token predicted once, dropout off.
 *
 * The last window is usually shorter; it counts by its tokens. The first token of the text has nothing before it and is
 * not predicted. Random windows instead would give another figure each time (1.65 to 1.92 for one model).
 *
 * @param ids token ids of the held-out text
 * @throws RangeError where there are fewer than two ids, one is outside the vocabulary, or a size is not positive.
 */
export async function evaluate(
  model: Trainable,
  ids: Int32Array,
  { batchSize = 32, contextLength = contextOf(model), signal }: EvaluateOptions = {},
): Promise<number> {
  requireWhole("batchSize", batchSize);
  requireWhole("contextLength", contextLength);
  requireText("ids", ids, { model, atLeast: 2 }); // one to look at, one to predict
  const wasTraining = model.training;
  model.eval();
  try {
    return await untilStopped((stop) => meanLoss(model, ids, { batchSize, contextLength, stop }), { signal });
  } finally {
    if (wasTraining) model.train();
  }
}

async function meanLoss(
  model: Trainable,
  ids: Int32Array,
  { batchSize, contextLength, stop }: { batchSize: number; contextLength: number; stop: AbortSignal },
): Promise<number> {
  let sum = 0;
  for (const { starts, length } of consecutive(ids.length - 1, { batchSize, contextLength })) {
    await breath();
    stop.throwIfAborted();
    const loss = tf.tidy(() => {
      const { inputs, targets } = windows(ids, { starts, length });
      return model.loss(inputs, targets);
    });
    sum += (await loss.data())[0] * starts.length * length;
    loss.dispose();
  }
  return sum / (ids.length - 1);
}

/** Batches of windows that cover `predictions` places, the last shorter one alone. */
function* consecutive(
  predictions: number,
  { batchSize, contextLength }: { batchSize: number; contextLength: number },
): Generator<{ starts: number[]; length: number }> {
  const whole = Math.floor(predictions / contextLength);
  for (let first = 0; first < whole; first += batchSize) {
    const count = Math.min(batchSize, whole - first);
    yield { starts: Array.from({ length: count }, (_, i) => (first + i) * contextLength), length: contextLength };
  }
  const rest = predictions - whole * contextLength;
  if (rest > 0) yield { starts: [whole * contextLength], length: rest };
}
