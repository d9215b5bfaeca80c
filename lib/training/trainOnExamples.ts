import * as tf from "@tensorflow/tfjs-core";
import { breath } from "../system/stop";
import { requireWhole } from "../tensor/checks";
import { inMode } from "../tensor/inMode";
import { Random } from "../tensor/random";
import type { Configuration } from "./configuration";
import type { Batch } from "./randomBatch";
import type { RunOptions, TrainingResult } from "./trainingOptions";
import type { Trainable } from "./trainingStep";
import { trainOn } from "./trainOn";

export interface ExampleOptions<Example, Inputs, Targets> extends RunOptions {
  /**
   * Examples as tensors, which the run disposes. What is drawn anew each time, such as masks, comes from the generator. Give
   * all batches one length: then one graph serves all steps.
   */
  batchOf: (examples: readonly Example[], random: Random) => Batch<Inputs, Targets>;
  /** Examples in a batch; 32, or all where there are fewer. */
  batchSize?: number;
  /** Examples that are not trained on, for the loss on the way. */
  validation?: readonly Example[];
  /** What the examples are, so that a checkpoint is not gone on with on others. */
  data?: Configuration;
}

/** Seeds what is drawn for validation, so that each evaluation sees the same. */
const VALIDATION_SEED = 0x7a11;

/**
 * Trains a model on examples of any kind: an encoder on masked sentences, then on a task with labels.
 *
 * Each batch is drawn from all examples, without taking one twice; the speed counts examples. All else is as in
 * {@link trainOn}: Stop, checkpoints, graphs. A body that is frozen or learns more slowly is an option too: `rateOf`, see
 * {@link frozenBody}.
 *
 * @throws RangeError before any step where there are no examples or an option can't be used; as {@link trainOn}.
 */
export async function trainOnExamples<Example, Inputs, Targets>(
  model: Trainable<Inputs, Targets>,
  examples: readonly Example[],
  { batchOf, batchSize = Math.min(32, examples.length), validation, data, ...options }: ExampleOptions<Example, Inputs, Targets>,
): Promise<TrainingResult> {
  if (examples.length === 0) throw new RangeError("examples is empty: there is nothing to learn from");
  if (validation?.length === 0) throw new RangeError("validation is empty: leave it out, or give examples");
  requireWhole("batchSize", batchSize);
  if (batchSize > examples.length) {
    throw new RangeError(`batchSize is ${batchSize} but there are ${examples.length} examples: give at most as many`);
  }
  return trainOn(model, {
    draw: (random) => batchOf(distinct(examples, batchSize, random), random),
    tokensPerBatch: batchSize, // examples are what is counted here
    validation: validation && {
      tokens: validation.length,
      loss: (signal) => exampleLoss(model, validation, { batchOf, signal }),
    },
    recipe: { batchSize },
    data: { examples: examples.length, ...data },
  }, options);
}

/**
 * The mean loss on examples, in evaluation mode; batches count by their examples.
 * @throws RangeError where there are none.
 */
export async function exampleLoss<Example, Inputs, Targets>(
  model: Trainable<Inputs, Targets>,
  examples: readonly Example[],
  { batchOf, batchSize = 64, signal }: Pick<ExampleOptions<Example, Inputs, Targets>, "batchOf" | "batchSize" | "signal">,
): Promise<number> {
  if (examples.length === 0) throw new RangeError("examples is empty: there is nothing to take a loss of");
  const random = new Random(VALIDATION_SEED);
  return inMode("evaluation", model, async () => {
    let sum = 0;
    for (let from = 0; from < examples.length; from += batchSize) {
      await breath();
      signal?.throwIfAborted();
      const some = examples.slice(from, from + batchSize);
      const batch = batchOf(some, random);
      const loss = tf.tidy(() => model.loss(batch.inputs, batch.targets));
      sum += (await loss.data())[0] * some.length;
      tf.dispose([batch, loss] as unknown as tf.Tensor[]);
    }
    return sum / examples.length;
  });
}

/** So many different examples, each set of them equally likely: the first steps of a shuffle. */
function distinct<Example>(examples: readonly Example[], count: number, random: Random): Example[] {
  const moved = new Map<number, number>(); // what a shuffled list would hold at a place other than itself
  return Array.from({ length: count }, (_, i) => {
    const j = i + random.integer(examples.length - i);
    const chosen = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
    return examples[chosen];
  });
}
