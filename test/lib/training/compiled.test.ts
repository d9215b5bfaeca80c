import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as byhand from "byhand";
import { lossAndGradients } from "../../../lib/training/trainingStep";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { GPT_OPTIONS, SMALL_GPT } from "../gptOptions";
import { numbers, text } from "./models";

const gpt = (options: Partial<byhand.GPTConfig> = {}, parts?: Partial<byhand.Parts>, library = byhand): byhand.GPT =>
  new library.GPT({ ...SMALL_GPT, ...options }, { seed: 1, parts });

/** Another form of gelu, as a learner might put it in. */
const sigmoidGelu = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.sigmoid(tf.mul(x, 1.702)));

function batch(seed: number): byhand.Batch {
  return byhand.randomBatch(text(200), { batchSize: 3, contextLength: 8, random: new byhand.Random(seed) });
}

/** Loss and gradients as a function that can be compiled. */
function gradientsOf(model: byhand.GPT) {
  return (parameters: byhand.Parameters, { inputs, targets }: byhand.Batch, seed: tf.Scalar) => tf.tidy(() => {
    const loss = (): tf.Scalar => byhand.withSeed(seed, () => model.loss(inputs, targets));
    return lossAndGradients(model, parameters, { loss });
  });
}

/** The largest difference of any gradient between the two ways, in units of that gradient's largest value. */
async function difference(model: byhand.GPT, library = byhand): Promise<number> {
  model.train();
  const plain = gradientsOf(model);
  const compiled = library.compile(plain);
  compiled(model.stateDict(), batch(5), tf.scalar(3)); // so that what is compared comes from the graph with other inputs
  const inputs = [model.stateDict(), { ...batch(6) }, tf.scalar(11)] as const;
  const [expected, found] = [await numbers(plain(...inputs).gradients), await numbers(compiled(...inputs).gradients)];
  expect(compiled.report().graphs).toHaveLength(1);
  compiled.dispose();
  const differences = Object.entries(expected).map(([name, values]) => {
    const largest = Math.max(...values.map(Math.abs));
    // A key's bias moves all scores of a query alike, so that its gradient is nothing but rounding.
    const scale = Math.max(largest, 1e-3);
    return Math.max(...values.map((value, i) => Math.abs(value - found[name]![i]!))) / scale;
  });
  return Math.max(...differences);
}

describe.skipIf(!engines.includes("tensorflow"))("compiled beside plain:", () => {
  beforeAll(async () => void (await byhand.useEngine("tensorflow")));
  afterAll(() => byhand.useEngine("cpu"));

  it.each(Object.entries(GPT_OPTIONS))("the gradients of one step are equal within 1e-6 of the largest (%s)", async (_, options) => {
    expect(await difference(gpt(options))).toBeLessThan(1e-6);
  });

  it("the gradients are equal with parts that a learner put in", async () => {
    const softmaxed = vi.fn((query: tf.Tensor, key: tf.Tensor, value: tf.Tensor, { mask }: { mask?: tf.Tensor } = {}) => {
      const scores = tf.div(tf.matMul(query, key, false, true), Math.sqrt(query.shape.at(-1)!));
      const weights = tf.softmax(mask ? tf.where(mask, scores, tf.fill(scores.shape, -1e9)) : scores);
      return { output: tf.matMul(weights, value), weights };
    });
    expect(await difference(gpt({}, { gelu: sigmoidGelu, scaledDotProductAttention: softmaxed }))).toBeLessThan(1e-6);
    expect(softmaxed).toHaveBeenCalledTimes(2 * 3); // two layers; recorded twice, and once plain
  });

  it("the gradients of a mutant that takes an operation's first output for every one are not", async () => {
    const library = await mutated("tensor/compile/recorder.ts", { from: "i === 0 ? name : `${name}:${i}`", to: "name" });
    expect(await difference(gpt(), library)).toBeGreaterThan(1e-2);
  });

  const DATA = { train: text(2000), validation: text(100, { seed: 9 }) };
  const train = async (model: byhand.GPT, options: Partial<byhand.TrainingOptions> = {}): Promise<byhand.TrainingResult> =>
    byhand.train(model, DATA, { steps: 50, batchSize: 4, learningRate: 3e-3, seed: 4, evaluateEvery: 50, ...options });

  it.each([
    ["as GPT-2", {}, undefined],
    ["all options at once", GPT_OPTIONS["all at once"], undefined],
    ["a learner's part", { dropout: 0.1 }, { gelu: sigmoidGelu }],
  ])("the losses of 50 steps are equal within 5e-4, and each way repeats bit for bit (%s)", async (_, options, parts) => {
    const runs: { losses: number[]; parameters: Record<string, number[]> }[] = [];
    const load = vi.spyOn(backend(), "loadSavedModelMetaGraph");
    for (const compiled of [undefined, true, false, false]) {
      const model = gpt(options, parts);
      const { losses } = await train(model, { compiled });
      runs.push({ losses, parameters: await numbers(model.stateDict()) });
      model.dispose();
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[2]).toEqual(runs[3]);
    expect(load).toHaveBeenCalledTimes(2); // of the first two runs
    load.mockRestore();
    runs[0]!.losses.forEach((loss, step) => expect(Math.abs(loss - runs[2]!.losses[step]!)).toBeLessThan(5e-4));
  });

  it("the evaluation is equal within 1e-5, repeats bit for bit and leaves nothing behind", async () => {
    const model = gpt({ dropout: 0.3 }).train();
    const before = [tf.memory().numTensors, sessions()];
    const losses: number[] = [];
    const load = vi.spyOn(backend(), "loadSavedModelMetaGraph");
    for (const compiled of [undefined, true, false]) {
      losses.push(await byhand.evaluate(model, text(900), { batchSize: 8, compiled }));
    }
    expect(losses[0]).toBe(losses[1]);
    expect(load).toHaveBeenCalledTimes(2);
    load.mockRestore();
    expect(Math.abs(losses[0]! - losses[2]!)).toBeLessThan(1e-5);
    expect([tf.memory().numTensors, sessions()]).toEqual(before);
    expect(model.training).toBe(true);
  });

  it.each(Object.entries(GPT_OPTIONS))("the evaluation is equal within 1e-6 and repeats bit for bit (%s)", async (_, options) => {
    const model = gpt(options).eval();
    const loss = (parameters: byhand.Parameters, { inputs, targets }: byhand.Batch): tf.Scalar =>
      tf.tidy(() => byhand.functionalCall(model, parameters, () => model.loss(inputs, targets)));
    const compiled = byhand.compile(loss);
    const [parameters, inputs] = [model.stateDict(), { ...batch(6) }];
    compiled(parameters, { ...batch(5) });
    const losses = await Promise.all([1, 2].map(async () => (await compiled(parameters, inputs).data())[0]!));
    expect(losses[0]).toBe(losses[1]);
    expect(Math.abs(losses[0]! - (await loss(parameters, inputs).data())[0]!)).toBeLessThan(1e-6);
    compiled.dispose();
    model.dispose();
  });

  it("a run that is resumed from its checkpoint repeats the whole run exactly", async () => {
    const directory = await mkdtemp(join(tmpdir(), "byhand-"));
    const before = [tf.memory().numTensors, sessions()];
    const whole = gpt({ dropout: 0.2 });
    const expected = await train(whole, { steps: 12 });
    const stop = new AbortController();
    const [first, second] = [gpt({ dropout: 0.2 }), gpt({ dropout: 0.2, contextLength: 8 })];
    const onProgress = ({ step }: byhand.TrainingProgress): void => { if (step === 7) stop.abort(); };
    await train(first, { steps: 12, checkpoint: { directory }, signal: stop.signal, onProgress });
    const resumed = await train(second, { steps: 12, checkpoint: { directory, resume: true } });
    expect(resumed.losses).toEqual(expected.losses);
    expect(await numbers(second.stateDict())).toEqual(await numbers(whole.stateDict()));
    for (const model of [whole, first, second]) model.dispose();
    expect([tf.memory().numTensors, sessions()]).toEqual(before);
    await rm(directory, { recursive: true });
  });

  it("a run keeps the number of live tensors the same after every step", async () => {
    const live: number[] = [];
    await train(gpt({ dropout: 0.2 }), { steps: 8, onProgress: () => void live.push(tf.memory().numTensors) });
    expect(new Set(live.slice(1)).size).toBe(1);
  });

  it("a part that reads values is refused where a graph is demanded, and runs without one, with a warning, where not", async () => {
    const gelu = (x: tf.Tensor): tf.Tensor => {
      expect(Number.isFinite(x.dataSync()[0])).toBe(true);
      return sigmoidGelu(x);
    };
    const model = gpt({}, { gelu });
    await expect(train(model, { steps: 3, compiled: true })).rejects.toThrow(/^the training step reads a tensor's values/);
    const warnings: string[] = [];
    const note = ({ message }: Error): void => void warnings.push(message);
    process.on("warning", note);
    const { losses } = await train(gpt({}, { gelu }), { steps: 3 });
    await new Promise((done) => setImmediate(done));
    process.off("warning", note);
    expect(losses).toEqual((await train(gpt({}, { gelu }), { steps: 3, compiled: false })).losses);
    expect(warnings).toEqual([expect.stringMatching(/^the training step reads.*Meanwhile the training step runs without a graph/)]);
  });
});

function backend(): { getNumOfSavedModels(): number; loadSavedModelMetaGraph(): number } {
  return tf.backend() as never;
}

function sessions(): number {
  return backend().getNumOfSavedModels();
}
