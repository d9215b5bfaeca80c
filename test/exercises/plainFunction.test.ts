import * as tf from "@tensorflow/tfjs-core";
import { useEngine } from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { valueCheck } from "../../course/exercises/checking";
import { gradientWeights } from "../../course/exercises/gradientWeights";
import { inProcessHandle } from "../../course/exercises/handle";
import { plain } from "../../course/exercises/plain";
import { plainFunction } from "../../course/exercises/plainFunction";

type Layers = { first: (x: tf.Tensor) => tf.Tensor; second: (x: tf.Tensor) => tf.Tensor };

beforeAll(() => useEngine("cpu"));

/** Numbers of a plain tensor, as tfjs computes tanh to float32 precision only. */
const rounded = (value: unknown): number[] => (value as { values: number[] }).values.map((each) => Number(each.toFixed(5)));

describe("a function among the arguments", () => {
  it("is real for the learner: map(x · weight), whatever axes come before the last", async () => {
    const apply = (x: tf.Tensor, { first, second }: Layers) => second(first(x));
    const layers = { first: plainFunction("tanh", plain([[1, 0], [0, 2]])), second: plainFunction("relu") };
    const result = await inProcessHandle("apply", apply).call(plain([[[1, -1]], [[0.5, 0.25]]]), layers);
    expect(result).toMatchObject({ shape: [2, 1, 2], dtype: "float32" });
    expect(rounded(result)).toEqual([Math.tanh(1), 0, Math.tanh(0.5), Math.tanh(0.5)].map((each) => Number(each.toFixed(5))));
  });

  it("passes the gradient on to x and to its own weight", async () => {
    const apply = (x: tf.Tensor, { first }: Layers) => first(x);
    const x = plain([[2, 3]]);
    const [dx, dWeight] = await inProcessHandle("apply", apply).gradient(x, { first: plainFunction("identity", plain([[5], [7]])) });
    const [w] = gradientWeights(1);
    expect(rounded(dx)).toEqual([5 * w, 7 * w].map((each) => Number(each.toFixed(5))));
    expect(rounded(dWeight)).toEqual([2 * w, 3 * w].map((each) => Number(each.toFixed(5))));
  });

  it("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const handle = inProcessHandle("apply", (x: tf.Tensor, f: (x: tf.Tensor) => tf.Tensor) => f(x));
    await handle.call(plain([[1]]), plainFunction("identity", plain([[3]])));
    await handle.gradient(plain([[1]]), plainFunction("tanh", plain([[3]])));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("says what is wrong with what it is called with, as the learner's error", async () => {
    const with_ = (call: (f: (x: unknown) => unknown) => unknown) =>
      inProcessHandle("apply", (f: (x: unknown) => unknown) => call(f)).call(plainFunction("tanh", plain([[1, 2], [3, 4]])));
    await expect(with_((f) => f(undefined))).rejects.toMatchObject({ kind: "threw", message: /takes one tensor: it was called with nothing/ });
    await expect(with_((f) => f([1, 2]))).rejects.toMatchObject({ kind: "threw", message: /takes one tensor: it was called with something else \(object\)/ });
    await expect(with_((f) => f(tf.zeros([1, 3])))).rejects
      .toMatchObject({ kind: "threw", message: /takes 2 features on the last axis: it was called with shape \[1, 3\]/ });
  });

  it("is made of nothing but the listed maps", async () => {
    const kind = (f: unknown) => typeof f;
    for (const name of ["constructor", "__proto__", "toString", "eval", "", "x => x"]) {
      expect(await inProcessHandle("kind", kind).call({ function: name, weight: plain([[1]]) })).toBe("object");
    }
    expect(await inProcessHandle("kind", kind).call(plainFunction("tanh"))).toBe("function");
  });
});

describe("a learner who hands back", () => {
  const twice = valueCheck("twice", { points: 1, inputs: [plain([[1, 2]]), plainFunction("tanh")], expected: plain([[2, 4]]) });
  const message = (answer: (x: tf.Tensor, f: unknown) => unknown) =>
    twice.run(inProcessHandle("twice", answer), {} as never).catch((error: Error) => error.message);

  it("the function itself is told that it is no result", async () => {
    expect(await message((_, f) => f)).toMatch(/the result holds a function/);
  });

  it("the description of a function hands back data, which nothing runs", async () => {
    expect(await message(() => ({ function: "identity", weight: tf.tensor2d([[2, 0], [0, 2]]) })))
      .toBe("the result is an object { function, weight }: a tensor of shape [1, 2] is expected");
  });
});
