import type * as tf from "@tensorflow/tfjs-core";
import { breath, untilStopped } from "../system/stop";
import { Random } from "../tensor/random";
import { SEED_LIMIT } from "../tensor/seed";
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from "./checkpoint";
import type { Configuration } from "./configuration";
import { configOf } from "./modelConfig";
import { Pace } from "./pace";
import type { Batch } from "./randomBatch";
import { Trainer } from "./trainer";
import type { Trainable } from "./trainingStep";
import { type CompleteRun, completeRun, recipeOf, type RunOptions, type TrainingResult } from "./trainingOptions";
import { warmupCosine } from "./warmupCosine";

/** Where a run's batches come from, and by what it is judged on the way. */
export interface TrainingSource<Inputs = tf.Tensor2D, Targets = tf.Tensor2D> {
  /** The next batch, drawn from this generator alone, so that a run can be repeated and resumed; the run disposes it. */
  draw(random: Random): Batch<Inputs, Targets>;
  /** For the speed that progress shows. */
  tokensPerBatch: number;
  /** The loss on data that is not trained on, in evaluation mode; it may throw where the signal is aborted. */
  validation?: { tokens: number; loss(signal: AbortSignal): Promise<number> };
  /** What else the losses depend on, for checkpoints: the batches' options, and which data it is. */
  recipe?: Configuration;
  data?: Configuration;
}

/**
 * Trains a model on batches from anywhere, such as masked sentences: {@link train} for all that is not windows of a text.
 *
 * AdamW, clipping, warm-up and cosine, evaluations, checkpoints, Stop: all as in {@link train}.
 *
 * @throws as {@link train}.
 */
export async function trainOn<Inputs, Targets>(
  model: Trainable<Inputs, Targets>,
  source: TrainingSource<Inputs, Targets>,
  options: RunOptions,
): Promise<TrainingResult> {
  const complete = completeRun(options);
  const training = { ...source.recipe, ...recipeOf(complete), ...ratesOf(model, complete) };
  const configuration = { training, model: configOf(model), data: source.data ?? {} };
  const { directory, resume } = complete.checkpoint ?? {};
  const earlier = directory && resume ? await loadCheckpoint(directory, configuration) : null;
  const run = new Run(model, source, complete, { configuration, earlier });
  try {
    return await untilStopped((stop) => run.toTheEnd(stop), { signal: options.signal });
  } finally {
    run.dispose();
  }
}

/** The parameters' own rates, where there are any. */
function ratesOf<Inputs, Targets>(model: Trainable<Inputs, Targets>, { rateOf }: RunOptions): Configuration {
  return rateOf ? { rates: Object.fromEntries(Object.keys(model.stateDict()).map((name) => [name, rateOf(name)])) } : {};
}

/** What one call of {@link trainOn} keeps in mind. */
class Run<Inputs, Targets> {
  private readonly trainer: Trainer<Inputs, Targets>;
  private readonly random: Random;
  private readonly losses: number[];
  private readonly validation: { step: number; loss: number }[];
  private readonly learningRate: (step: number) => number;
  private readonly pace: Pace;
  private readonly configuration: Configuration;
  private saved: number;

  constructor(
    model: Trainable<Inputs, Targets>,
    private readonly source: TrainingSource<Inputs, Targets>,
    private readonly options: CompleteRun,
    { configuration, earlier }: { configuration: Configuration; earlier: Checkpoint | null },
  ) {
    const { learningRate, warmup, steps, finalLearningRate } = options;
    this.learningRate = warmupCosine({ peak: learningRate, warmup, total: steps, floor: finalLearningRate });
    this.pace = new Pace({ perStep: source.tokensPerBatch, perEvaluation: source.validation?.tokens ?? 0 });
    this.configuration = configuration;
    this.random = earlier ? Random.fromState(earlier.random) : new Random(options.seed);
    this.losses = earlier?.losses ?? [];
    this.validation = earlier?.validation ?? [];
    this.saved = earlier?.step ?? -1;
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
  }

  private get step(): number {
    return this.trainer.current.step;
  }

  private async oneStep(): Promise<void> {
    const began = performance.now();
    const { random } = this;
    const batch = this.source.draw(random);
    const [seed, learningRate] = [random.integer(SEED_LIMIT), this.learningRate(this.step)];
    this.losses.push(await this.trainer.step(batch, { seed, learningRate }));
    await this.report();
    this.pace.stepTook((performance.now() - began) / 1000);
  }

  private evaluationIsDue(): boolean {
    const { steps, evaluateEvery } = this.options;
    const isTime = this.step > 0 && (this.step % evaluateEvery === 0 || this.step === steps);
    return isTime && this.source.validation !== undefined && this.validation.at(-1)?.step !== this.step;
  }

  private async evaluate(stop: AbortSignal): Promise<void> {
    const began = performance.now();
    try {
      const loss = await this.source.validation!.loss(stop);
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
    const evaluations = this.source.validation ? Math.ceil(steps / evaluateEvery) - validation.length : 0;
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
