import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import * as byhand from "byhand";
import { bigramModel, numbers, smallGPT, text } from "./models";

beforeAll(() => byhand.useEngine("cpu"));

const IDS = text(200);

function beginning(model: byhand.Trainable): { state: byhand.TrainingState; batch: byhand.Batch } {
  return {
    state: { parameters: model.stateDict(), moments: byhand.initialMoments(model.countParameters()), step: 0 },
    batch: byhand.randomBatch(IDS, { batchSize: 3, contextLength: 8, random: new byhand.Random(5) }),
  };
}

const scalar = async (tensor: tf.Scalar): Promise<number> => (await tensor.data())[0]!;

describe("trainingStep", () => {
  it("moves a bigram table by the closed form of its first AdamW step: the sign of the gradient, and decay", async () => {
    // At the first step m̂ / √v̂ is the gradient's sign, so θ = 1 − η λ − η sign(softmax − frequency), for all pairs seen.
    const model = bigramModel(Array.from({ length: 7 }, () => Array(7).fill(1)));
    const inputs = tf.tensor2d([[0, 0, 0, 1]], [1, 4], "int32");
    const targets = tf.tensor2d([[1, 1, 2, 3]], [1, 4], "int32");
    const step = byhand.trainingStep(model, { weightDecay: 0.5, epsilon: 1e-12, clip: Infinity });
    const { parameters, loss } = step(beginning(model).state, { inputs, targets }, 1, 0.1);
    const table = (await parameters["table"]!.array()) as number[][];
    const kept = 1 - 0.1 * 0.5;
    const [up, down] = [kept + 0.1, kept - 0.1];
    const expected = [[down, up, up, down, down, down, down], [down, down, down, up, down, down, down], Array(7).fill(kept)];
    expected.forEach((row, i) => row.forEach((value, j) => expect(table[i]![j]).toBeCloseTo(value, 5)));
    expect(await scalar(loss)).toBeCloseTo(Math.log(7), 6);
  });

  it("gives the same for the same parameters, moments, batch and seed, and leaves all of them as they were", async () => {
    const model = smallGPT({ dropout: 0.3 }).train();
    const { state, batch } = beginning(model);
    const step = byhand.trainingStep(model);
    const before = await numbers({ ...state.parameters, ...state.moments });
    const first = step(state, batch, 11, 1e-2);
    const second = step(state, batch, 11, 1e-2);
    expect(await numbers({ ...second.parameters, ...second.moments }))
      .toEqual(await numbers({ ...first.parameters, ...first.moments }));
    expect(await numbers({ ...model.stateDict(), ...state.moments })).toEqual(before);
    expect(await scalar(step(state, batch, 12, 1e-2).loss)).not.toBe(await scalar(first.loss)); // other dropout
  });

  it("takes step number, seed and learning rate as tensors, with the same result", async () => {
    const model = smallGPT({ dropout: 0.3 }).train();
    const { state, batch } = beginning(model);
    const step = byhand.trainingStep(model);
    const byNumbers = step({ ...state, step: 4 }, batch, 11, 1e-2);
    const byTensors = step({ ...state, step: tf.scalar(4) }, batch, tf.scalar(11), tf.scalar(1e-2));
    expect(await numbers(byTensors.parameters)).toEqual(await numbers(byNumbers.parameters));
  });

  it("reads no value back from the device", () => {
    const model = smallGPT({ dropout: 0.3 }).train();
    const { state, batch } = beginning(model);
    const refuse = (): never => { throw new Error("a value was read"); };
    const reads = (["dataSync", "data", "arraySync", "array"] as const).map((name) =>
      vi.spyOn(tf.Tensor.prototype, name).mockImplementation(refuse));
    try {
      byhand.trainingStep(model)({ ...state, step: tf.scalar(0) }, batch, tf.scalar(11), tf.scalar(1e-2));
    } finally {
      for (const read of reads) read.mockRestore();
    }
  });

  it("makes only the tensors that it returns", () => {
    const model = smallGPT({ dropout: 0.3 }).train();
    const { state, batch } = beginning(model);
    const step = byhand.trainingStep(model);
    const before = tf.memory().numTensors;
    const { parameters, moments, loss, gradientNorm } = step(state, batch, 11, 1e-2);
    tf.dispose([parameters, moments, loss, gradientNorm]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("trains through a part that was put into the model", async () => {
    const used = vi.fn((x: tf.Tensor) => tf.mul(x, tf.sigmoid(tf.mul(x, 1.702)))); // another form of gelu
    const model = smallGPT({ parts: { gelu: used } });
    const { state, batch } = beginning(model);
    const { parameters } = byhand.trainingStep(model)(state, batch, 1, 1e-2);
    expect(used).toHaveBeenCalledTimes(2);
    const name = "transformer.h.0.mlp.c_fc.weight"; // behind the part
    expect((await numbers(parameters))[name]).not.toEqual((await numbers(state.parameters))[name]);
  });

  it("names the parameters that a part cut off from the loss", () => {
    const cut = smallGPT({ parts: { gelu: (x: tf.Tensor) => tf.ones(x.shape) } });
    const { state, batch } = beginning(cut);
    expect(() => byhand.trainingStep(cut)(state, batch, 1, 1e-2)).toThrow(/no gradient reaches transformer\.h\.0\.ln_2\.weight.*mlp\.c_fc\.weight and 5 more: .*differentiable/);
  });

  it("reports the norm of the whole gradient before clipping", async () => {
    const model = smallGPT();
    const { state, batch } = beginning(model);
    const { gradientNorm } = byhand.trainingStep(model, { clip: 1e-3 })(state, batch, 1, 1e-2);
    const names = Object.keys(state.parameters);
    const loss = (...given: tf.Tensor[]): tf.Scalar =>
      byhand.functionalCall(model, Object.fromEntries(names.map((name, i) => [name, given[i]!])), () =>
        model.loss(batch.inputs, batch.targets));
    const gradients = tf.grads(loss)(Object.values(state.parameters));
    const values = (await Promise.all(gradients.map((gradient) => gradient.data()))).flatMap((data) => [...data]);
    expect(await scalar(gradientNorm)).toBeCloseTo(Math.hypot(...values), 5);
  });
});
