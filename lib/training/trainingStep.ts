import * as tf from "@tensorflow/tfjs-core";
import { functionalCall, type Module, type Parameters } from "../tensor/module";
import { withSeed } from "../tensor/seed";
import { adamW, type AdamWOptions, type Moments } from "./adamW";
import { clipByGlobalNorm } from "./clipByGlobalNorm";
import { flatLayout, flatten, spread, unflatten } from "./flatVector";
import type { Batch } from "./randomBatch";

/** What can be trained: a module with a loss in nats, on inputs and targets that are tensors or plain objects of tensors. */
export interface Trainable<Inputs = tf.Tensor, Targets = tf.Tensor> extends Module {
  loss(inputs: Inputs, targets: Targets): tf.Scalar;
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
  /**
   * What the learning rate of each parameter is multiplied by; 1 unless told otherwise. 0 freezes it: it gets no gradient and
   * stays as it is, bit for bit.
   */
  rateOf?: (name: string) => number;
}

/** New tensors, which the caller disposes; loss and gradientNorm are those before the update and the clipping. */
export type StepResult = {
  parameters: Parameters;
  moments: Moments;
  loss: tf.Scalar;
  gradientNorm: tf.Scalar;
};

/** One step of training: what it makes depends on nothing but its four arguments. */
export type TrainingStep<Inputs = tf.Tensor2D, Targets = tf.Tensor2D> = (
  state: TrainingState,
  batch: Batch<Inputs, Targets>,
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
 * @throws RangeError where a parameter's rate is negative or all are frozen.
 * @throws TypeError from the step, where a parameter gets no gradient: some part left the gradient tape.
 */
export function trainingStep<Inputs, Targets>(
  model: Trainable<Inputs, Targets>,
  { clip = CLIP_DEFAULT, rateOf, ...options }: TrainingStepOptions = {},
): TrainingStep<Inputs, Targets> {
  const names = trainedNames(Object.keys(model.stateDict()), rateOf);
  return ({ parameters, moments, step }, { inputs, targets }, seed, learningRate) =>
    tf.tidy(() => {
      const layout = flatLayout(parameters);
      const loss = (): tf.Scalar => withSeed(seed, () => model.loss(inputs, targets));
      const { value, gradients } = lossAndGradients(model, parameters, { loss, names });
      for (const name of layout.names) gradients[name] ??= tf.zerosLike(parameters[name]); // of frozen ones
      const { clipped, norm } = clipByGlobalNorm(flatten(gradients, layout), clip);
      const factors = rateOf && spread(rateOf, layout);
      const updated = adamW(
        { parameters: flatten(parameters, layout), gradients: clipped, moments },
        { ...options, step: tf.add(step, 1) as tf.Scalar, learningRate, decayed: layout.decayed, factors },
      );
      return {
        parameters: unflatten(updated.parameters, layout),
        moments: updated.moments,
        loss: value,
        gradientNorm: norm,
      };
    });
}

/** The names of the parameters that are not frozen. */
function trainedNames(names: readonly string[], rateOf: TrainingStepOptions["rateOf"]): string[] {
  if (!rateOf) return [...names];
  for (const name of names) {
    if (!(rateOf(name) >= 0)) throw new RangeError(`rateOf("${name}") is ${rateOf(name)}: give 0 to freeze it, or a positive number`);
  }
  const trained = names.filter((name) => rateOf(name) > 0);
  if (trained.length === 0) throw new RangeError("rateOf is 0 for all parameters: leave at least one to be trained");
  return trained;
}

/** The loss at these parameters and its gradient with respect to some of them, all unless told otherwise. */
export function lossAndGradients(
  model: Module,
  parameters: Parameters,
  { loss, names = Object.keys(parameters) }: { loss: () => tf.Scalar; names?: readonly string[] },
): { value: tf.Scalar; gradients: Parameters } {
  // As tf.valueAndGrads, which does not say where a gradient got lost.
  const { value, grads } = tf.engine().gradients(
    () => functionalCall(model, parameters, loss),
    names.map((name) => parameters[name]),
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
