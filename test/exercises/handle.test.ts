import * as tf from "@tensorflow/tfjs-core";
import { useEngine } from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { gradientWeights } from "../../course/exercises/gradientWeights";
import { inProcessHandle } from "../../course/exercises/handle";
import { plain } from "../../course/exercises/plain";

beforeAll(() => useEngine("cpu"));

describe("calling a learner's function", () => {
  it("passes tensors in nested options and reads them out of nested results", async () => {
    const answer = (x: tf.Tensor, { factor }: { factor: tf.Tensor }) => ({ output: tf.mul(x, factor), list: [tf.sum(x)] });
    expect(await inProcessHandle("answer", answer).call(plain([1, 2]), { factor: plain(3) }))
      .toEqual({ output: plain([3, 6]), list: [plain(3)] });
  });

  it("leaves no tensor behind, whether it succeeds, hands its input back or fails", async () => {
    const before = tf.memory().numTensors;
    await inProcessHandle("same", (x: tf.Tensor) => x).call(plain([1]));
    await inProcessHandle("square", (x: tf.Tensor) => tf.square(x)).gradient(plain([1]));
    await inProcessHandle("fails", (x: tf.Tensor) => tf.matMul(x, x)).call(plain([1])).catch(() => undefined);
    await inProcessHandle("text", () => [tf.scalar(1), undefined]).call().catch(() => undefined);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [undefined, /there is no exported function answer/],
    [3, /answer is number, not a function/],
    [() => undefined, /returned nothing \(undefined\): is a `return` missing\?/],
    [async () => 1, /async and returned a Promise/],
    [() => () => 1, /the result holds a function/],
    [() => tf.tensor(["a"]), /a string tensor/],
  ])("says what is wrong with %s", async (answer, message) => {
    await expect(inProcessHandle("answer", answer).call())
      .rejects.toMatchObject({ kind: "protocol", message: expect.stringMatching(message) });
  });

  it("knows a stub by its message", async () => {
    const stub = (): never => {
      throw new Error("TODO: write softmax");
    };
    await expect(inProcessHandle("softmax", stub).call()).rejects.toMatchObject({
      kind: "notWritten", message: expect.stringContaining("not written yet: softmax"),
    });
  });
});

describe("the gradient of a learner's function", () => {
  it("is that of the weighted sum of its results, for each float32 tensor", async () => {
    const answer = (x: tf.Tensor, ids: tf.Tensor, { y }: { y: tf.Tensor }) => ({ product: tf.mul(x, y), sum: tf.sum(x), ids });
    const [w] = gradientWeights(2);
    const [dx, dy] = await inProcessHandle("answer", answer).gradient(plain([2, 5]), plain([1], "int32"), { y: plain([3, 4]) });
    const second = gradientWeights(1, 1)[0];
    expect(dx.values[0]).toBeCloseTo(3 * w + second, 5);
    expect(dy.values[0]).toBeCloseTo(2 * w, 5);
  });

  it("is informative for rows that sum to one, unlike that of a plain sum", async () => {
    const [dx] = await inProcessHandle("softmax", (x: tf.Tensor) => tf.softmax(x)).gradient(plain([[1, 2, 3]]));
    expect(Math.max(...dx.values.map(Math.abs))).toBeGreaterThan(0.01);
  });

  const readBack = (x: tf.Tensor): tf.Tensor => tf.tensor(x.dataSync(), x.shape);
  it.each([
    ["the argument is read", (x: tf.Tensor) => tf.mul(readBack(x), 2)],
    ["a result on the way is read", (x: tf.Tensor) => readBack(tf.mul(x, 2))],
    ["nested arrays are read", (x: tf.Tensor) => tf.tensor(tf.square(x).arraySync() as number[])],
    ["a part only is read, so that a gradient comes out, but a wrong one",
      (x: tf.Tensor) => tf.mul(x, tf.sum(x).dataSync()[0])],
  ])("says so where %s", async (_, answer) => {
    await expect(inProcessHandle("answer", answer).gradient(plain([1, 2])))
      .rejects.toMatchObject({ kind: "threw", message: expect.stringMatching(/^it reads numbers out of a tensor \(dataSync, arraySync\)/) });
    expect(tf.scalar(3).dataSync()[0]).toBe(3); // and elsewhere one may read
  });

  it("bears printing, and reading what no gradient flows through", async () => {
    const answer = (x: tf.Tensor, ids: tf.Tensor): tf.Tensor => {
      x.toString();
      const [first] = ids.dataSync();
      return tf.mul(tf.gather(x, tf.tensor1d([first], "int32")), tf.tensor1d([2]).dataSync()[0]);
    };
    const [dx] = await inProcessHandle("answer", answer).gradient(plain([1, 5]), plain([1], "int32"));
    expect(dx.values).toEqual([0, Math.fround(2 * gradientWeights(1)[0])]);
  });

  it.each([
    ["an argument is not used", () => tf.ones([2])],
    ["it goes through whole numbers", (x: tf.Tensor) => tf.cast(tf.cast(x, "int32"), "float32")],
    ["the one of two is not used", (x: tf.Tensor, y?: tf.Tensor) => (y ? tf.square(x) : x)],
  ])("is explained where %s", async (_, answer) => {
    await expect(inProcessHandle("answer", answer).gradient(plain([1, 2]), plain([3, 4])))
      .rejects.toMatchObject({ kind: "threw", message: expect.stringContaining("the gradient is lost on the way") });
  });

  it("is explained where TensorFlow.js has none", async () => {
    const answer = (x: tf.Tensor) => tf.topk(x, 1).values;
    await expect(inProcessHandle("answer", answer).gradient(plain([1, 2])))
      .rejects.toMatchObject({ kind: "threw", message: expect.stringContaining("no gradient for TopK") });
  });
});
