import * as tf from "@tensorflow/tfjs-core";
import { requireWhole } from "../tensor/checks";
import type { Compiled } from "../tensor/compile";
import { inMode } from "../tensor/inMode";
import { functionalCall, type Parameters } from "../tensor/module";
import { breath, untilStopped } from "../system/stop";
import { asGraph } from "./asGraph";
import { contextOf, requireText } from "./modelConfig";
import { type Batch, windows } from "./randomBatch";
import type { Trainable } from "./trainingStep";

/** Of one shape; with fewer, making a graph for them takes longer than it saves. */
const BATCHES_WORTH_A_GRAPH = 10;

export interface EvaluateOptions {
  /** Windows in one go; the result does not depend on it, the memory does. */
  batchSize?: number;
  /** Tokens in a window; the model's own context unless told otherwise. */
  contextLength?: number;
  /** Ends the evaluation early, as Stop does: an AbortError is thrown, since part of a text has no comparable loss. */
  signal?: AbortSignal;
  /** Whether batches run as a graph; see {@link TrainingOptions}. Few batches never do: making the graph takes longer. */
  compiled?: boolean;
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
  { compiled, ...options }: EvaluateOptions = {},
): Promise<number> {
  const loss = batchLoss(model, compiled);
  try {
    return await evaluateWith(loss, ids, { model, ...options });
  } finally {
    loss.dispose();
  }
}

/** A model's mean loss on a batch, as a function that can be a graph. */
export type BatchLoss = Compiled<[Parameters, Batch], tf.Scalar>;

/** @param compiled see {@link TrainingOptions} */
export function batchLoss(model: Trainable, compiled: boolean | undefined): BatchLoss {
  const loss = (parameters: Parameters, { inputs, targets }: Batch): tf.Scalar =>
    functionalCall(model, parameters, () => model.loss(inputs, targets));
  return asGraph(loss, { name: "the model's loss", compiled });
}

/** As {@link evaluate}, with a loss whose graph serves further evaluations. */
export async function evaluateWith(
  loss: BatchLoss,
  ids: Int32Array,
  { model, batchSize = 32, contextLength = contextOf(model), signal }: EvaluateOptions & { model: Trainable },
): Promise<number> {
  requireWhole("batchSize", batchSize);
  requireWhole("contextLength", contextLength);
  requireText("ids", ids, { model, atLeast: 2 }); // one to look at, one to predict
  return inMode("evaluation", model, () =>
    untilStopped((stop) => meanLoss(loss, ids, { model, batchSize, contextLength, stop }), { signal }));
}

async function meanLoss(
  batchLoss: BatchLoss,
  ids: Int32Array,
  { model, batchSize, contextLength, stop }: {
    model: Trainable; batchSize: number; contextLength: number; stop: AbortSignal;
  },
): Promise<number> {
  let sum = 0;
  // The same for the same text, so that it always gives the same loss.
  const alike = Math.floor((ids.length - 1) / (contextLength * batchSize));
  for (const { starts, length } of consecutive(ids.length - 1, { batchSize, contextLength })) {
    await breath();
    stop.throwIfAborted();
    const isAlike = length === contextLength && starts.length === batchSize;
    const loss = tf.tidy(() => {
      const { inputs, targets } = windows(ids, { starts, length });
      return isAlike && alike >= BATCHES_WORTH_A_GRAPH
        ? batchLoss(model.stateDict(), { inputs, targets })
        : model.loss(inputs, targets);
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
