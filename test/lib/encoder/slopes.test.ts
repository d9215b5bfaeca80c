import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { enliven, type Library, lossOf, makers, randomIds } from "./models";

beforeAll(() => byhand.useEngine());

const TOLERANCE = 5e-3;
const STEP = 1 / 32;

/** Two texts of two parts each, the second one padded. */
const inputs: byhand.BertInputs = {
  ids: [randomIds(6, 1), [...randomIds(4, 2), 0, 0]],
  tokenTypes: [[0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 0, 0]],
  attentionMask: [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]],
};

/**
 * For each parameter tensor of a model: how far the gradient of its loss is from the loss's slope, by finite differences.
 *
 * The direction is partly the gradient's own, so that there is a slope to see, and partly random, so that what the gradient
 * forgot is seen as well. By five points the curve's bend counts with STEP⁴ only; float32 rounds a loss of about 3 by 3e-7,
 * which is 1e-5 in the slope.
 */
async function worstSlope(library: Library, name: string): Promise<{ worst: number; largest: number; names: number }> {
  const model = enliven(makers[name]!(library, { layers: 1 }));
  const parameters = model.stateDict();
  const random = new byhand.Random(3);
  const lossAt = (moved: string, tensor: tf.Tensor): tf.Scalar =>
    library.functionalCall(model, { ...parameters, [moved]: tensor }, () => lossOf(model, inputs, 6));
  let [worst, largest] = [0, 0];
  const names = Object.keys(parameters);
  for (const moved of names) {
    const [slope, claimed] = tf.tidy(() => {
      const here = parameters[moved]!;
      const gradient = tf.grad((tensor) => lossAt(moved, tensor))(here);
      const noise = tf.tensor(Float32Array.from({ length: here.size }, () => random.normal()), here.shape);
      const unit = (tensor: tf.Tensor): tf.Tensor => tf.div(tensor, tf.add(tf.norm(tensor), 1e-6));
      const direction = unit(tf.add(unit(gradient), unit(noise)));
      const at = (steps: number): tf.Tensor => lossAt(moved, tf.add(here, tf.mul(direction, steps * STEP)));
      const near = tf.mul(8, tf.sub(at(1), at(-1)));
      return [tf.div(tf.sub(near, tf.sub(at(2), at(-2))), 12 * STEP), tf.sum(tf.mul(gradient, direction))];
    });
    const [[found], [given]] = await Promise.all([slope!.data(), claimed!.data()]) as [Float32Array, Float32Array];
    tf.dispose([slope!, claimed!]);
    worst = Math.max(worst, Math.abs(found! - given!) / Math.max(1, Math.abs(found!)));
    largest = Math.max(largest, Math.abs(found!));
  }
  model.dispose();
  return { worst, largest, names: names.length };
}

describe("the gradient of the loss is its slope, by finite differences, for each parameter of", () => {
  it.each(Object.keys(makers))("%s", async (name) => {
    const { worst, largest, names } = await worstSlope(byhand, name);
    expect(worst).toBeLessThan(TOLERANCE);
    expect(largest).toBeGreaterThan(20 * TOLERANCE);
    expect(names).toBeGreaterThan(20);
  });
});

describe("finite differences tell", () => {
  it.each([
    ["a masked-token head that is not tied to the embedding", "BertForMaskedLM", "encoder/maskedTokenHead.ts",
      "body.embeddings.word_embeddings.weight.value as", "tf.variable(body.embeddings.word_embeddings.weight.value) as"],
    ["attention that does not learn where to look", "BertForTokenClassification", "attention/scaledDotProduct.ts",
      "tf.mul(softmaxGradient(dWeights, p), scale)", "tf.zerosLike(p)"],
    ["a norm that takes the variance for a constant", "BertForSequenceClassification", "tensor/layerNorm.ts",
      "tf.sub(tf.sub(dy, tf.mean(dy, -1, true)), along)", "tf.sub(dy, tf.mean(dy, -1, true))"],
    ["an activation without its density", "BertForPreTraining", "tensor/exactGelu.ts", "tf.add(below, tf.mul(x, density))", "below"],
    ["a loss of answers whose gradient is a sum", "BertForQuestionAnswering", "tensor/crossEntropy.ts",
      "tf.expandDims(tf.mul(share, dy), -1)", "tf.expandDims(tf.mul(tf.sign(share), dy), -1)"],
  ])("%s (%s)", async (_, name, file, from, to) => {
    const mutant = await mutated(file, { from, to });
    expect((await worstSlope(mutant, name)).worst).toBeGreaterThan(5 * TOLERANCE);
  });
});
