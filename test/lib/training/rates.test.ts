import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { distance, type OracleTensor, readJsonOracle, tensorOf } from "../../oracle";
import { numbers, smallGPT } from "./models";

const { rates: oracle } = readJsonOracle<{
  rates: { rates: Record<string, number>; start: Record<string, OracleTensor>; end: Record<string, OracleTensor> };
}>("metrics.json");

/** Parameters by these names whose loss is Σ p³ / 3, so that the gradient is p². */
function cubes(library: typeof byhand): byhand.Trainable {
  class Cubes extends library.Module {
    readonly tensors = new Map(Object.entries(oracle.start).map(([name, tensor]) =>
      [name, new library.Parameter(tensorOf(tensor))]));

    override namedParameters(): Map<string, byhand.Parameter> {
      return this.tensors;
    }

    loss(): tf.Scalar {
      const each = [...this.tensors.values()].map(({ value }) => tf.div(tf.sum(tf.mul(tf.square(value), value)), 3));
      return tf.addN(each) as tf.Scalar;
    }
  }
  return new Cubes();
}

/** How far the parameters are from PyTorch's after three steps with one learning rate for each. */
async function fromPyTorch(library: typeof byhand, rateOf = (name: string): number => oracle.rates[name]!): Promise<number> {
  const model = cubes(library);
  const step = library.trainingStep(model, { rateOf, clip: Infinity, weightDecay: 0.1 });
  let state = { parameters: model.stateDict(), moments: library.initialMoments(model.countParameters()) };
  const nothing = { inputs: tf.zeros([1, 1]), targets: tf.zeros([1, 1]) } as byhand.Batch;
  for (let i = 0; i < 3; i++) state = step({ ...state, step: i }, nothing, 1, 0.1);
  const distances = Object.entries(oracle.end).map(([name, tensor]) => distance(state.parameters[name]!, tensor));
  return Math.max(...(await Promise.all(distances)));
}

beforeAll(() => byhand.useEngine());

describe("rateOf", () => {
  it("gives what PyTorch's AdamW gives with a group of parameters for each rate", async () => {
    expect(await fromPyTorch(byhand)).toBeLessThan(1e-5); // float32 against float64
  });

  it.each([
    ["weight decay is the same for all", "adamW.ts", "factors ? tf.mul(decay, split(factors)[0]) : decay", "decay"],
    ["rates go to other parameters", "flatVector.ts", "tf.fill([sizes[i]], numberOf(name))", "tf.fill([sizes[i]], numberOf(names[names.length - 1 - i]))"],
  ])("is told from the mutant: %s", async (_, file, from, to) => {
    expect(await fromPyTorch(await mutated(`training/${file}`, { from, to }))).toBeGreaterThan(1e-3);
  });

  it("leaves frozen parameters as they are, bit for bit, by graph and without, and trains the others", async () => {
    for (const compiled of [true, false]) {
      const model = smallGPT({ dropout: 0.1 });
      const before = await numbers(model.stateDict());
      const ids = Int32Array.from({ length: 200 }, (_, i) => (i * 3) % 7);
      await byhand.train(model, { train: ids }, {
        steps: 3, batchSize: 2, learningRate: 1e-2, compiled, rateOf: byhand.frozenBody({ body: "transformer.h." }),
      });
      for (const [name, values] of Object.entries(await numbers(model.stateDict()))) {
        if (name.startsWith("transformer.h.")) expect(values).toEqual(before[name]);
        else expect(values).not.toEqual(before[name]);
      }
      model.dispose();
    }
  });

  it("refuses a negative rate, and to freeze all", () => {
    expect(() => byhand.trainingStep(smallGPT(), { rateOf: () => -1 })).toThrow(/rateOf\("transformer\.[\w.]+"\) is -1: give 0 to freeze it/);
    expect(() => byhand.trainingStep(smallGPT(), { rateOf: () => 0 })).toThrow(/rateOf is 0 for all parameters/);
  });
});

describe("layerwiseRates", () => {
  it("falls by one factor from the head to the embeddings (Howard and Ruder 2018)", () => {
    const bert = new byhand.BertForSequenceClassification(
      { vocabularySize: 9, contextLength: 6, hiddenSize: 8, layers: 3, heads: 2 }, { labels: ["bad", "good"] });
    const rate = byhand.layerwiseRates(bert, { factor: 1 / 2 });
    expect(rate("classifier.weight")).toBe(1);
    expect(rate("bert.pooler.dense.weight")).toBe(1);
    expect(rate("bert.encoder.layer.2.output.dense.weight")).toBe(1 / 2);
    expect(rate("bert.encoder.layer.0.attention.self.query.bias")).toBe(1 / 8);
    expect(rate("bert.embeddings.word_embeddings.weight")).toBe(1 / 16);
    expect(byhand.layerwiseRates(bert)("bert.encoder.layer.1.output.dense.weight")).toBeCloseTo(1 / 2.6 ** 2, 12);
    bert.dispose();
  });

  it("refuses a factor that is not positive", () => {
    expect(() => byhand.layerwiseRates(smallGPT(), { factor: 0 })).toThrow(/factor is 0: give a positive number/);
  });
});

describe("trainOnExamples", () => {
  /** Learns one number for each of the first classes: examples are [class, number]. */
  class Means extends byhand.Module {
    readonly means = new byhand.Parameter(tf.zeros([4, 1]));

    loss({ classes }: { classes: tf.Tensor1D }, { values }: { values: tf.Tensor1D }): tf.Scalar {
      const rows = tf.matMul(tf.oneHot(classes, 4), this.means.value as tf.Tensor2D);
      return tf.mean(tf.square(tf.sub(tf.squeeze(rows, [1]), values))) as tf.Scalar;
    }
  }
  type Example = readonly [number, number];
  const examples = Array.from({ length: 40 }, (_, i): Example => [i % 4, (i % 4) - 1 + (i % 5) * 0.01]);
  const batchOf = (some: readonly Example[]) => ({
    inputs: { classes: tf.tensor1d(some.map(([kind]) => kind), "int32") },
    targets: { values: tf.tensor1d(some.map(([, value]) => value)) },
  });
  const options = { steps: 150, learningRate: 0.05, weightDecay: 0, batchSize: 8, batchOf, seed: 3 };

  it("finds what the examples have in common, and leaves no tensor behind", async () => {
    const model = new Means();
    const before = tf.memory().numTensors;
    const result = await byhand.trainOnExamples(model, examples, { ...options, validation: examples.slice(0, 8) });
    expect(tf.memory().numTensors).toBe(before);
    expect(result.steps).toBe(150);
    expect(result.validation.at(-1)!.loss).toBeCloseTo(await byhand.exampleLoss(model, examples.slice(0, 8), { batchOf }), 6);
    const means = Array.from(await model.means.value.data());
    means.forEach((mean, kind) => expect(Math.abs(mean - (kind - 1 + 0.02))).toBeLessThan(0.05));
  });

  it("takes no example twice into a batch, and all of them equally often", async () => {
    const counts = new Array<number>(40).fill(0);
    await byhand.trainOnExamples(new Means(), examples.map((example, i) => [...example, i] as const), {
      ...options, steps: 400, compiled: false,
      batchOf: (some) => {
        expect(new Set(some.map(([, , i]) => i)).size).toBe(8);
        for (const [, , i] of some) counts[i]!++;
        return batchOf(some.map(([kind, value]) => [kind, value]));
      },
    });
    const [n, p] = [400, 8 / 40]; // each is in a batch with probability 1/5
    for (const count of counts) expect(Math.abs(count - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)));
  });

  it("repeats a seed, and refuses no examples, too large a batch, and an empty validation", async () => {
    const train = (): Promise<byhand.TrainingResult> => byhand.trainOnExamples(new Means(), examples, options);
    const [one, two] = [await train(), await train()];
    expect(one.losses).toEqual(two.losses);
    await expect(byhand.trainOnExamples(new Means(), [], options)).rejects.toThrow(/examples is empty/);
    await expect(byhand.trainOnExamples(new Means(), examples, { ...options, batchSize: 41 })).rejects.toThrow(/batchSize is 41 but there are 40/);
    await expect(byhand.trainOnExamples(new Means(), examples, { ...options, validation: [] })).rejects.toThrow(/validation is empty/);
  });
});
