import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { mutated } from "../../mutated";
import { bigramModel, smallGPT, text } from "./models";

beforeAll(() => byhand.useEngine("cpu"));

const batch = (): byhand.Batch =>
  byhand.randomBatch(text(200), { batchSize: 3, contextLength: 8, random: new byhand.Random(5) });

/** Of a table of equal logits, at 0 → 1, 0 → 1, 0 → 2 and 1 → 3: the gradient is (softmax · count − counts) / 4. */
async function bigramNorm(library = byhand): Promise<number> {
  const model = bigramModel(Array.from({ length: 7 }, () => Array(7).fill(1)), { library });
  const inputs = tf.tensor2d([[0, 0, 0, 1]], [1, 4], "int32");
  const targets = tf.tensor2d([[1, 1, 2, 3]], [1, 4], "int32");
  return (await library.gradientNorms(model, { inputs, targets }))["table"]!;
}
describe("gradientNorms", () => {
  it("gives the closed form for a bigram table", async () => {
    // row 0 was met 3 times, with 1 and 2 of two targets; row 1 once
    const [first, second] = [[0, 2, 1, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0]];
    const gradient = [...first.map((n) => (3 / 7 - n) / 4), ...second.map((n) => (1 / 7 - n) / 4)];
    expect(await bigramNorm()).toBeCloseTo(Math.hypot(...gradient), 6);
  });

  it.each([
    ["the squared norm", { from: "tf.mul(largest, tf.sqrt(", to: "tf.mul(tf.square(largest), (" }],
    ["the root mean square", { from: "tf.sum(tf.square(scaled))", to: "tf.mean(tf.square(scaled))" }],
  ])("is not %s", async (_, change) => {
    const mutant = await mutated("training/gradientNorms.ts", change);
    expect(Math.abs((await bigramNorm(mutant)) - (await bigramNorm()))).toBeGreaterThan(1e-2);
  });

  it("does not lose gradients whose squares float32 can't hold", async () => {
    const faint = 1e-30; // its square is 0 in float32
    const norms = (library: typeof byhand): Promise<Record<string, number>> => {
      const model = bigramModel(Array.from({ length: 7 }, () => Array(7).fill(1)), { library });
      const own = model.loss.bind(model);
      model.loss = (inputs, targets) => tf.mul(own(inputs, targets), faint);
      const inputs = tf.tensor2d([[0, 0, 0, 1]], [1, 4], "int32");
      const targets = tf.tensor2d([[1, 1, 2, 3]], [1, 4], "int32");
      return library.gradientNorms(model, { inputs, targets });
    };
    expect((await norms(byhand))["table"]! / faint).toBeCloseTo(await bigramNorm(), 5);
    const unscaled = await mutated("training/gradientNorms.ts", {
      from: "tf.max(tf.abs(gradient))", to: "tf.scalar(1)",
    });
    expect((await norms(unscaled))["table"]).toBe(0);
  });

  it("of all blocks and of the rest make up the norm of the whole gradient", async () => {
    const model = smallGPT();
    const layers = await byhand.gradientNorms(model, batch(), { groupOf: byhand.layerOf });
    expect(Object.keys(layers)).toEqual(["0", "1"]);
    const rest = await byhand.gradientNorms(model, batch(), { groupOf: (name) => (byhand.layerOf(name) ? null : "rest") });
    const state = { parameters: model.stateDict(), moments: byhand.initialMoments(model.countParameters()), step: 0 };
    const { gradientNorm } = byhand.trainingStep(model)(state, batch(), 1, 1e-3);
    const [whole] = await gradientNorm.data();
    expect(Math.hypot(...Object.values(layers), ...Object.values(rest))).toBeCloseTo(whole!, 5);
  });

  it("keeps the batch, and leaves the model and the number of tensors as they were", async () => {
    const model = smallGPT();
    const given = batch();
    const first = await byhand.gradientNorms(model, given);
    const before = tf.memory().numTensors;
    expect(await byhand.gradientNorms(model, given)).toEqual(first);
    expect(Object.keys(first)).toEqual(Object.keys(model.stateDict()));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names the parameters that a part cut off from the loss", async () => {
    const cut = smallGPT({ parts: { gelu: (x: tf.Tensor) => tf.ones(x.shape) } });
    await expect(byhand.gradientNorms(cut, batch())).rejects.toThrow(/no gradient reaches transformer\.h\.0\.ln_2\.weight/);
  });
});

it("layerOf reads a block's number out of a parameter's name", () => {
  const names = ["transformer.h.3.attn.c_attn.weight", "h.11.ln_1.bias", "transformer.wte.weight", "transformer.ln_f.weight"];
  expect(names.map(byhand.layerOf)).toEqual(["3", "11", null, null]);
});
