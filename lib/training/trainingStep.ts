import * as tf from "@tensorflow/tfjs-core";
import { functionalCall, type Module, type Parameters } from "../tensor/module";
import { withSeed } from "../tensor/seed";
import { adamW, type AdamWOptions, type Moments } from "./adamW";
import { clipByGlobalNorm } from "./clipByGlobalNorm";
import { flatLayout, flatten, unflatten } from "./flatVector";
import type { Batch } from "./randomBatch";

/** What can be trained: a module with a loss, in nats per token. */
export interface Trainable extends Module {
  loss(inputs: tf.Tensor, targets: tf.Tensor): tf.Scalar;
}

/** All that a step changes. */
export interface TrainingState {
  parameters: Parameters;
  moments: Moments;
  /** Steps made so far: 0 before the first. */
  step: tf.Scalar | number;
}

/** The longest gradient that passes unless told otherwise. */
export const CLIP_DEFAULT = 1;

export interface TrainingStepOptions extends AdamWOptions {
  /** The largest norm of the whole gradient; Infinity for no clipping. */
  clip?: number;
}

/** New tensors, which the caller disposes; loss and gradientNorm are those before the update and the clipping. */
export type StepResult = {
  parameters: Parameters;
  moments: Moments;
  loss: tf.Scalar;
  gradientNorm: tf.Scalar;
};

/** One step of training: what it makes depends on nothing but its four arguments. */
export type TrainingStep = (
  state: TrainingState,
  batch: Batch,
  seed: tf.Scalar | number,
  learningRate: tf.Scalar | number,
) => StepResult;

/**
 * Makes the step that trains a model: loss, gradients, clipping, AdamW.
 *
 * The step is a PURE FUNCTION of parameters, moments, batch and seed. It leaves the model's own parameters alone, reads
 * no value back from the device, and what changes from step to step (number, seed, learning rate) may come as scalar
 * tensors. So it can be repeated, resumed, or recorded once and run as a compiled graph.
 *
 * @throws TypeError from the step, where a parameter gets no gradient: some part left the gradient tape.
 */
export function trainingStep(model: Trainable, { clip = CLIP_DEFAULT, ...options }: TrainingStepOptions = {}): TrainingStep {
  return ({ parameters, moments, step }, { inputs, targets }, seed, learningRate) =>
    tf.tidy(() => {
      const layout = flatLayout(parameters);
      const loss = (): tf.Scalar => withSeed(seed, () => model.loss(inputs, targets));
      const { value, gradients } = lossAndGradients(model, parameters, loss);
      const { clipped, norm } = clipByGlobalNorm(flatten(gradients, layout), clip);
      const updated = adamW(
        { parameters: flatten(parameters, layout), gradients: clipped, moments },
        { ...options, step: tf.add(step, 1) as tf.Scalar, learningRate, decayed: layout.decayed },
      );
      return {
        parameters: unflatten(updated.parameters, layout),
        moments: updated.moments,
        loss: value,
        gradientNorm: norm,
      };
    });
}

/** The loss at these parameters and its gradient with respect to each of them. */
export function lossAndGradients(
  model: Trainable,
  parameters: Parameters,
  loss: () => tf.Scalar,
): { value: tf.Scalar; gradients: Parameters } {
  const names = Object.keys(parameters);
  // As tf.valueAndGrads, which does not say where a gradient got lost.
  const { value, grads } = tf.engine().gradients(
    () => functionalCall(model, parameters, loss),
    Object.values(parameters),
    undefined,
    true,
  );
  const lost = names.filter((_, i) => !grads[i]);
  if (lost.length > 0) {
    throw new TypeError(
      `no gradient reaches ${lost.slice(0, 3).join(", ")}${lost.length > 3 ? ` and ${lost.length - 3} more` : ""}: ` +
        "the loss must come from the parameters by differentiable tf operations, without reading values on the way",
    );
  }
  return { value, gradients: Object.fromEntries(names.map((name, i) => [name, grads[i]])) };
}
