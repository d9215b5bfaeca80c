import { onlyGiven } from "../system/onlyGiven";
import { requireWhole } from "../tensor/checks";
import { ADAMW_DEFAULTS } from "./adamW";
import { CLIP_DEFAULT, type TrainingStepOptions } from "./trainingStep";

/** Of any run, whatever its batches are. */
export interface RunOptions extends TrainingStepOptions {
  /** Steps of the whole run, those before a checkpoint included. */
  steps: number;
  /** The largest learning rate. */
  learningRate: number;
  /** Steps until the learning rate has risen to its largest; a tenth of the run, 100 at most. */
  warmup?: number;
  /** The learning rate at the end; a tenth of the largest. */
  finalLearningRate?: number;
  /** Of batches and dropout. */
  seed?: number;
  /** Steps between evaluations on the validation text; a tenth of the run. The last step is always followed by one. */
  evaluateEvery?: number;
  /**
   * Where to keep what is needed to go on, after how many steps each (a tenth of the run; Stop and the end count too),
   * and whether to go on from what is there. Without `resume` the run starts anew and replaces an earlier checkpoint.
   */
  checkpoint?: { directory: string; every?: number; resume?: boolean };
  /** Called after each step and each evaluation, and waited for; the model then holds the newest parameters. */
  onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  /** Ends the run early, as Stop does. */
  signal?: AbortSignal;
  /**
   * Whether steps and evaluations run as graphs on the native engine, which is faster and the same within rounding. Unless
   * told otherwise they do where they can; `true` refuses a model that can't, saying why, and `false` makes no graphs.
   */
  compiled?: boolean;
}

/** Of a run on windows of a text. */
export interface TrainingOptions extends RunOptions {
  /** Windows in a batch. */
  batchSize: number;
  /** Tokens in a window; the model's own context unless told otherwise. */
  contextLength?: number;
  /** Windows begin at multiples of this many tokens, for texts of equal length; 1, which is anywhere. */
  stride?: number;
}

export interface TrainingProgress {
  /** Steps made. */
  step: number;
  steps: number;
  /** The last step's loss on its batch, in nats per token. */
  loss: number;
  /** The loss of every step so far; don't change it. */
  losses: number[];
  /** The loss on the whole validation text after some of the steps; don't change it. */
  validation: { step: number; loss: number }[];
  /** By the speed of the last 100 steps, evaluations still to come included; NaN until a step has been timed. */
  secondsLeft: number;
  tokensPerSecond: number;
}

export interface TrainingResult {
  losses: number[];
  validation: { step: number; loss: number }[];
  /** Steps made, those before a checkpoint included. */
  steps: number;
  /** True where Stop or the signal ended the run early. */
  stopped: boolean;
  /** Of this call, evaluations included. */
  seconds: number;
  /** Trained tokens by the seconds of this call's steps, evaluations not included. */
  tokensPerSecond: number;
}

type MayBeMissing = "checkpoint" | "onProgress" | "signal" | "compiled" | "rateOf";

/** Options in which only what may be missing still is. */
export type CompleteRun = RunOptions & Required<Omit<RunOptions, MayBeMissing>>;

/** The options with their defaults. @throws RangeError naming the one that can't be used. */
export function completeRun<Options extends RunOptions>(options: Options): Options & CompleteRun {
  const { steps, learningRate } = options;
  const complete = {
    seed: 1,
    clip: CLIP_DEFAULT,
    ...ADAMW_DEFAULTS,
    evaluateEvery: Math.ceil(steps / 10),
    finalLearningRate: learningRate / 10,
    ...onlyGiven(options),
    // A shortened run may have fewer steps than its warm-up.
    warmup: Math.min(options.warmup ?? Math.min(100, Math.floor(steps / 10)), steps),
  };
  for (const name of ["steps", "evaluateEvery"] as const) requireWhole(name, complete[name]);
  requireWhole("checkpoint.every", options.checkpoint?.every ?? 1);
  for (const name of ["learningRate", "epsilon", "clip"] as const) {
    if (!(complete[name] > 0)) throw new RangeError(`${name} is ${complete[name]}: give a positive number`);
  }
  for (const name of ["beta1", "beta2"] as const) {
    if (complete[name] >= 0 && complete[name] < 1) continue;
    throw new RangeError(`${name} is ${complete[name]}: give a number from 0 up to, not including, 1`);
  }
  if (!(complete.weightDecay >= 0)) {
    throw new RangeError(`weightDecay is ${complete.weightDecay}: give 0 for none, or a positive number`);
  }
  return complete;
}

/** Those options that a run's losses depend on: with the same ones, the same data and the same model it repeats. */
export function recipeOf(complete: CompleteRun): Record<string, number | string> {
  const { steps, learningRate, warmup, finalLearningRate, seed, weightDecay, beta1, beta2, epsilon } = complete;
  const clip = complete.clip === Infinity ? "none" : complete.clip; // JSON knows no Infinity
  return { steps, learningRate, warmup, finalLearningRate, seed, clip, weightDecay, beta1, beta2, epsilon };
}
