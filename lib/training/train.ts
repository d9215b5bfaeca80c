import { Random } from "../tensor/random";
import { SEED_LIMIT } from "../tensor/seed";
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from "./checkpoint";
import { type Configuration, describeConfiguration } from "./configuration";
import { batchLoss, type BatchLoss, evaluateWith } from "./evaluate";
import { contextOf, requireText } from "./modelConfig";
import { Pace } from "./pace";
import { randomBatch } from "./randomBatch";
import { breath, untilStopped } from "../system/stop";
import { Trainer } from "./trainer";
import type { Trainable } from "./trainingStep";
import {
  type CompleteOptions, completeOptions, recipeOf, type TrainingOptions, type TrainingResult,
} from "./trainingOptions";
import { warmupCosine } from "./warmupCosine";

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
  const complete = completeOptions(options, () => contextOf(model));
  requireText("data.train", data.train, { model, atLeast: complete.contextLength + 1 });
  if (data.validation) requireText("data.validation", data.validation, { model, atLeast: 2 });
  const configuration = describeConfiguration(model, data.train, recipeOf(complete));
  const { directory, resume } = complete.checkpoint ?? {};
  const earlier = directory && resume ? await loadCheckpoint(directory, configuration) : null;
  const run = new Run(model, data, complete, { configuration, earlier });
  try {
    return await untilStopped((stop) => run.toTheEnd(stop), { signal: options.signal });
  } finally {
    run.dispose();
  }
}

/** What one call of {@link train} keeps in mind. */
class Run {
  private readonly trainer: Trainer;
  private readonly batchLoss: BatchLoss;
  private readonly random: Random;
  private readonly losses: number[];
  private readonly validation: { step: number; loss: number }[];
  private readonly learningRate: (step: number) => number;
  private readonly pace: Pace;
  private readonly configuration: Configuration;
  private saved: number;

  constructor(
    private readonly model: Trainable,
    private readonly data: TrainingData,
    private readonly options: CompleteOptions,
    { configuration, earlier }: { configuration: Configuration; earlier: Checkpoint | null },
  ) {
    const { learningRate, warmup, steps, finalLearningRate, batchSize, contextLength } = options;
    this.learningRate = warmupCosine({ peak: learningRate, warmup, total: steps, floor: finalLearningRate });
    this.pace = new Pace({ perStep: batchSize * contextLength, perEvaluation: data.validation?.length ?? 0 });
    this.configuration = configuration;
    this.random = earlier ? Random.fromState(earlier.random) : new Random(options.seed);
    this.losses = earlier?.losses ?? [];
    this.validation = earlier?.validation ?? [];
    this.saved = earlier?.step ?? -1;
    this.batchLoss = batchLoss(model, options.compiled);
    this.trainer = new Trainer(model, options, earlier);
  }

  async toTheEnd(stop: AbortSignal): Promise<TrainingResult> {
    const began = performance.now();
    const { steps, checkpoint } = this.options;
    const every = checkpoint?.every ?? Math.ceil(steps / 10);
    while (true) {
      await breath();
      if (this.evaluationIsDue()) await this.evaluate(stop);
      const ends = stop.aborted || this.step >= steps;
      if (ends || (this.step > 0 && this.step % every === 0)) await this.save();
      if (ends) break;
      await this.oneStep();
    }
    return {
      losses: this.losses,
      validation: this.validation,
      steps: this.step,
      stopped: this.step < steps,
      seconds: (performance.now() - began) / 1000,
      tokensPerSecond: this.pace.tokensPerSecond(),
    };
  }

  dispose(): void {
    this.trainer.dispose();
    this.batchLoss.dispose();
  }

  private get step(): number {
    return this.trainer.current.step;
  }

  private async oneStep(): Promise<void> {
    const began = performance.now();
    const { random, options } = this;
    const batch = randomBatch(this.data.train, { ...options, random });
    const [seed, learningRate] = [random.integer(SEED_LIMIT), this.learningRate(this.step)];
    this.losses.push(await this.trainer.step(batch, { seed, learningRate }));
    await this.report();
    this.pace.stepTook((performance.now() - began) / 1000);
  }

  private evaluationIsDue(): boolean {
    const { steps, evaluateEvery } = this.options;
    const isTime = this.step > 0 && (this.step % evaluateEvery === 0 || this.step === steps);
    return isTime && this.data.validation !== undefined && this.validation.at(-1)?.step !== this.step;
  }

  private async evaluate(stop: AbortSignal): Promise<void> {
    const began = performance.now();
    try {
      const { model, options: { contextLength } } = this;
      const loss = await evaluateWith(this.batchLoss, this.data.validation!, { model, contextLength, signal: stop });
      this.validation.push({ step: this.step, loss });
    } catch (error) {
      if (stop.aborted) return; // a resumed run makes up for it
      throw error;
    }
    this.pace.evaluationTook((performance.now() - began) / 1000);
    await this.report();
  }

  private async report(): Promise<void> {
    const { step, losses, validation, options: { steps, evaluateEvery, onProgress } } = this;
    const evaluations = this.data.validation ? Math.ceil(steps / evaluateEvery) - validation.length : 0;
    const secondsLeft = this.pace.secondsLeft({ steps: steps - step, evaluations });
    const tokensPerSecond = this.pace.tokensPerSecond();
    await onProgress?.({ step, steps, loss: losses[step - 1], losses, validation, secondsLeft, tokensPerSecond });
  }

  private async save(): Promise<void> {
    const { random, losses, validation, step, options: { checkpoint } } = this;
    if (!checkpoint || this.saved === step) return;
    const content = { ...this.trainer.current, random: random.state(), losses, validation };
    await saveCheckpoint(checkpoint.directory, content, this.configuration);
    this.saved = step;
  }
}
