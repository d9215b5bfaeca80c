import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { config, type Library, lively } from "./models";

describe.each(engines)("on the engine %s, the plain parts", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  const ids = [[1, 4, 9, 16], [3, 1, 4, 1]];
  const targets = (): tf.Tensor2D => tf.tensor2d([[4, 9, 16, -100], [1, 4, 1, 5]], [2, 4], "int32"); // one doesn't count

  /** The loss of a model with these parts, and its gradients for all parameters, one after the other. */
  async function lossAndGradients(model: byhand.GPT, parts: Library["plainParts"]): Promise<Float32Array> {
    const same = new byhand.GPT(config, { parts });
    same.loadStateDict(model.stateDict());
    const all = tf.tidy(() => {
      const [names, values] = [Object.keys(same.stateDict()), Object.values(same.stateDict())];
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => byhand.functionalCall(
        same, Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), () => same.loss(ids, targets()),
      ))(values);
      return tf.concat([value, ...grads].map((each) => tf.reshape(each, [-1])));
    });
    same.dispose();
    const numbers = (await all.data()) as Float32Array;
    all.dispose();
    return numbers;
  }

  const apart = (a: Float32Array, b: Float32Array): number => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

  it("give the loss and the gradients of the parts whose gradients are written by hand, within rounding", async () => {
    const model = lively(byhand);
    const own = await lossAndGradients(model, {} as Library["plainParts"]);
    expect(own.every(Number.isFinite)).toBe(true);
    expect(Math.max(...own.map(Math.abs))).toBeGreaterThan(0.01);
    expect(apart(own, await lossAndGradients(model, byhand.plainParts))).toBeLessThan(1e-5);
    model.dispose();
  });

  it.each([
    ["divides the variance by the wrong epsilon", "tf.add(variance, epsilon)", "tf.add(variance, 0.1)"],
    ["takes half of GELU's slope", "Math.sqrt(2 / Math.PI)", "Math.sqrt(1 / Math.PI)"],
    ["forgets the scale", "scale ?? 1 / Math.sqrt(headSize)", "scale ?? 1"],
    ["lets padding count in the mean", "tf.maximum(tf.sum(kept), 1)", "kept.size"],
  ])("are told from parts whose author %s", async (_, from, to) => {
    const wrong = await mutated("decoder/plainParts.ts", { from, to }) as Library;
    const model = lively(byhand);
    const own = await lossAndGradients(model, byhand.plainParts);
    expect(apart(own, await lossAndGradients(model, wrong.plainParts))).toBeGreaterThan(1e-3);
    model.dispose();
  });
});
