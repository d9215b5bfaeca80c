import * as tf from "@tensorflow/tfjs-core";
import type { Compiled } from "../tensor/compile";
import { inMode } from "../tensor/inMode";
import type { Module, Parameters as ModelParameters } from "../tensor/module";
import { initialMoments, type Moments } from "./adamW";
import { asGraph } from "./asGraph";
import type { Batch } from "./randomBatch";
import { type StepResult, type Trainable, trainingStep, type TrainingStep, type TrainingStepOptions } from "./trainingStep";

interface State {
  parameters: ModelParameters;
  moments: Moments;
  step: number;
}

/**
 * Makes one training step after the other on a model and keeps hold of the tensors: it always has the newest state and
 * the one before, so that it can go back when a step has led nowhere.
 */
export class Trainer<Inputs = tf.Tensor2D, Targets = tf.Tensor2D> {
  private readonly makeStep: Compiled<Parameters<TrainingStep<Inputs, Targets>>, StepResult>;
  private state: State;
  private before: State | null = null;

  /** Begins with the model's parameters and moments of zero, or goes on from a state, whose tensors it takes over. */
  constructor(
    private readonly model: Trainable<Inputs, Targets>,
    { compiled, ...options }: TrainingStepOptions & { compiled?: boolean },
    state: State | null,
  ) {
    this.makeStep = asGraph(trainingStep(model, options), { name: "the training step", compiled });
    this.state = state ?? beginning(model);
    try {
      model.loadStateDict(this.state.parameters);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The newest parameters and moments; they belong to the trainer. */
  get current(): Readonly<State> {
    return this.state;
  }

  /**
   * One step; the model has the new parameters afterwards. Disposes the batch. Returns the loss before the step.
   * @throws Error where loss or gradient is not finite; the model then has the last parameters whose loss was finite.
   */
  async step(batch: Batch<Inputs, Targets>, { seed, learningRate }: { seed: number; learningRate: number }): Promise<number> {
    const { loss, gradientNorm, ...next } = inMode("training", this.model, () =>
      this.newState(batch, seed, learningRate));
    const [[lossValue], [norm]] = await Promise.all([loss.data(), gradientNorm.data()]);
    tf.dispose([batch, loss, gradientNorm] as unknown as tf.Tensor[]);
    const number = this.state.step + 1;
    if (!Number.isFinite(lossValue) || !Number.isFinite(norm)) {
      tf.dispose([next.parameters, next.moments]);
      if (!Number.isFinite(lossValue) && this.before) this.goBack();
      throw diverged({ number, loss: lossValue, norm, learningRate, kept: this.state.step });
    }
    release(this.before);
    this.before = this.state;
    this.state = { ...next, step: number };
    this.model.loadStateDict(this.state.parameters);
    return lossValue;
  }

  /** Frees the states; the model keeps its parameters. */
  dispose(): void {
    this.makeStep.dispose();
    release(this.before);
    release(this.state);
  }

  /** All that changes from step to step comes as tensors: one graph serves every step. */
  private newState({ inputs, targets }: Batch<Inputs, Targets>, seed: number, learningRate: number): StepResult {
    const { parameters, moments, step } = this.state;
    return tf.tidy(() => {
      const state = { parameters, moments, step: tf.scalar(step) };
      return this.makeStep(state, { inputs, targets }, tf.scalar(seed), tf.scalar(learningRate));
    });
  }

  private goBack(): void {
    release(this.state);
    this.state = this.before!;
    this.before = null;
    this.model.loadStateDict(this.state.parameters);
  }
}

function beginning(model: Module): State {
  const parameters: ModelParameters = {};
  for (const [name, tensor] of Object.entries(model.stateDict())) parameters[name] = tf.clone(tensor);
  return { parameters, moments: initialMoments(model.countParameters()), step: 0 };
}

function release(state: State | null): void {
  if (state) tf.dispose([state.parameters, state.moments]);
}

function diverged({ number, loss, norm, learningRate, kept }: Record<string, number>): Error {
  return new Error(
    `step ${number} gave loss ${loss} with gradient norm ${norm} at learning rate ${learningRate.toPrecision(3)}: ` +
      "training has come apart. Try a smaller learningRate, a longer warmup or a smaller clip; if it comes at the " +
      `first step, look at the loss and at your own parts. The model keeps its parameters of after step ${kept}`,
  );
}
