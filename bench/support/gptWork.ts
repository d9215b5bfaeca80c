import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";

/** A model and the batches that it sees. */
export interface Shape {
  layers: number;
  heads: number;
  hiddenSize: number;
  contextLength: number;
  batchSize: number;
  vocabularySize: number;
}

/** Those that are timed. */
export const SHAPES: Record<"small" | "large", { name: string; shape: Shape }> = {
  small: {
    name: "4 layers / 4 heads / hidden 128 / context 64 / batch 12",
    shape: { layers: 4, heads: 4, hiddenSize: 128, contextLength: 64, batchSize: 12, vocabularySize: 65 },
  },
  large: {
    name: "6 / 6 / 384 / context 256 / batch 4",
    shape: { layers: 6, heads: 6, hiddenSize: 384, contextLength: 256, batchSize: 4, vocabularySize: 65 },
  },
};

export type Work = "train" | "evaluate";

/** Training steps and evaluations of one model, either as graphs or operation by operation. */
export class GPTWork {
  private readonly model: byhand.GPT;
  private readonly random = new byhand.Random(1);
  private readonly ids: Int32Array;
  private readonly step: byhand.Compiled<Parameters<byhand.TrainingStep>, byhand.StepResult>;
  private readonly loss: byhand.Compiled<[byhand.Parameters, byhand.Batch], tf.Scalar>;
  private state: { parameters: byhand.Parameters; moments: byhand.Moments };
  private steps = 0;

  constructor(private readonly shape: Shape, { compiled }: { compiled: boolean }) {
    const { batchSize: _, ...config } = shape;
    const mode = compiled ? "graph" : "plain";
    this.model = new byhand.GPT(config, { seed: 1 });
    this.step = byhand.compile(byhand.trainingStep(this.model), { mode });
    this.loss = byhand.compile((parameters: byhand.Parameters, { inputs, targets }: byhand.Batch) =>
      byhand.functionalCall(this.model, parameters, () => this.model.loss(inputs, targets)), { mode });
    const parameters = Object.fromEntries(Object.entries(this.model.stateDict()).map(([name, value]) => [name, tf.clone(value)]));
    this.state = { parameters, moments: byhand.initialMoments(this.parameters) };
    this.ids = Int32Array.from({ length: 100 * (shape.contextLength + 1) }, () => this.random.integer(shape.vocabularySize));
  }

  get parameters(): number {
    return this.model.countParameters();
  }

  /** The model's own, before any step. */
  get initialParameters(): byhand.Parameters {
    return this.model.stateDict();
  }

  nextBatch(): byhand.Batch {
    const { inputs, targets } = byhand.randomBatch(this.ids, { ...this.shape, random: this.random });
    return { inputs, targets };
  }

  /** Seconds of one repetition. */
  once(work: Work): Promise<number> {
    return this.timed((batch) =>
      work === "train" ? this.train(batch) : tf.tidy(() => this.loss(this.state.parameters, batch)));
  }

  /** Seconds until the loss of the next batch, which is made beforehand, can be read. */
  async timed(run: (batch: byhand.Batch) => tf.Scalar): Promise<number> {
    const batch = this.nextBatch();
    const begin = performance.now();
    const made = run(batch);
    await made.data();
    const seconds = (performance.now() - begin) / 1000;
    tf.dispose([made, { ...batch }]);
    return seconds;
  }

  /** One training step; the loss before it, which the caller disposes. */
  train(batch: byhand.Batch): tf.Scalar {
    const before = this.state;
    const { parameters, moments, loss, gradientNorm } = tf.tidy(() =>
      this.step({ ...before, step: tf.scalar(this.steps++) }, batch, tf.scalar(1), tf.scalar(1e-3)));
    this.state = { parameters, moments };
    tf.dispose([before.parameters, before.moments, gradientNorm]);
    return loss;
  }

  dispose(): void {
    tf.dispose([this.state.parameters, this.state.moments]);
    for (const owned of [this.step, this.loss, this.model]) owned.dispose();
  }
}
