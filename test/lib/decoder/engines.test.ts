import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { config, lively, randomIds, shapes } from "./models";

/** The loss and all gradients of a model in training, dropout and padding included, on one engine, one after the other. */
async function lossAndGradients(engine: byhand.EngineName, shape: Partial<byhand.GPTConfig>): Promise<number[][]> {
  await byhand.useEngine(engine);
  const model = lively(byhand, 2, { ...shape, dropout: 0.2 }).train();
  const text = randomIds(10, 12);
  const inputs = tf.tensor2d([text.slice(0, 9)], [1, 9], "int32");
  const targets = tf.tensor2d([[...text.slice(1, 8), -100, -100]], [1, 9], "int32");
  const own = model.stateDict();
  const names = Object.keys(own);
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
    byhand.functionalCall(model, Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), () =>
      byhand.withSeed(6, () => model.loss(inputs, targets)),
    ),
  )(Object.values(own));
  const all = await Promise.all([value, ...grads].map(async (tensor) => [...(await tensor.data())]));
  tf.dispose([inputs, targets, value, grads]);
  model.dispose();
  return all;
}

/** The largest difference, each tensor's relative to its largest value. */
function difference(a: number[][], b: number[][]): number {
  const each = a.map((values, i) => {
    const scale = Math.max(...values.map(Math.abs));
    return Math.max(...values.map((value, j) => Math.abs(value - b[i]![j]!))) / scale;
  });
  return Math.max(...each);
}

describe("a GPT in training, with the same parameters, batch and dropout seed", () => {
  const others = engines.filter((engine) => engine !== "cpu");

  it.each(others.flatMap((engine) => Object.keys(shapes).map((name) => [engine, name] as const)))(
    "has on %s the loss and gradients that it has on cpu: %s",
    async (engine, name) => {
      const [here, reference] = [await lossAndGradients(engine, shapes[name]!), await lossAndGradients("cpu", shapes[name]!)];
      expect(reference.length).toBeGreaterThan(4 * config.layers);
      expect(difference(here, reference)).toBeLessThan(2e-5); // rounding at 6e-8, through two layers and back
    },
  );
});
