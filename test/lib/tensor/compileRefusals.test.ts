import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { engines } from "../../engines";

const sessions = (): number => (tf.backend() as unknown as { getNumOfSavedModels(): number }).getNumOfSavedModels();

describe.skipIf(!engines.includes("tensorflow"))("what can't be compiled is refused:", () => {
  beforeAll(async () => void (await byhand.useEngine("tensorflow")));
  afterAll(() => byhand.useEngine("cpu"));

  let counter = 0;
  const kept: tf.Tensor[] = [];
  const random = new byhand.Random(1);
  const weight = tf.tensor1d([1, 2]);
  const cases: [string, (x: tf.Tensor) => unknown, RegExp][] = [
    ["dataSync", (x) => tf.mul(x, x.dataSync()[0]!), /reads a tensor's values .*return the tensor and read it outside/],
    ["arraySync of what was computed", (x) => tf.mul(x, (tf.square(x).arraySync() as number[])[0]!), /reads a tensor's values/],
    ["data, though nobody waits for it", (x) => { void x.data(); return tf.square(x); }, /reads a tensor's values/],
    ["print", (x) => { x.print(); return tf.square(x); }, /reads a tensor's values/],
    ["an async function", async (x) => { await Promise.resolve(); return tf.square(x); }, /is an object \(Promise\).*must not be async/],
    ["no tensor as result", () => 7, /returns no tensor/],
    ["a class as result", (x) => ({ cache: new Map([[1, tf.square(x)]]) }), /the result of \w+\.cache is an object \(Map\)/],
    ["a result of strings", () => tf.tensor(["a"]), /dtype string: expected float32, int32, bool/],
    ["random numbers of tfjs", (x) => tf.mul(x, tf.randomUniform(x.shape)), /did not do the same twice .*another constant of shape \[2\]/],
    ["random numbers of the host", (x) => tf.mul(x, random.uniform()), /did not do the same twice/],
    ["random numbers of TensorFlow", (x) => tf.add(x, tf.multinomial(tf.tensor1d([0.5, 0.5]), 2, 3)), /Multinomial, which draws random numbers/],
    ["a counter", (x) => (counter++ % 2 === 0 ? tf.square(x) : tf.exp(x)), /did not do the same twice .*another (Square|Exp)/],
    ["a growing list", (x) => [...Array(++counter).keys()].map(() => tf.square(x)), /did not do the same twice .*\(another result\)/],
    ["one operation more", (x) => { if (counter++ % 2) tf.exp(x); return tf.square(x); }, /did not do the same twice/],
    ["a shape that depends on values", (x) => tf.unique(tf.cast(x, "int32")).values, /UniqueV2, the shape of whose result depends on values/],
    ["tf.keep", (x) => { kept.push(tf.keep(tf.exp(x))); return tf.square(x); }, /leaves 1 tensors behind \(tf\.keep/],
    ["a tensor of the caller's disposed of", (x) => { kept.pop()!.dispose(); return tf.square(x); }, /leaves 1 tensors fewer than before/],
    ["a large constant", (x) => tf.add(tf.sum(tf.tensor1d(new Float32Array(2000))), x), /captures \d+ bytes of constants, the last one float32 \[2000\]: more than maxConstantBytes, 4000;/],
  ];
  it.each(cases)("%s", (_, run, message) => {
    kept.push(tf.keep(tf.scalar(1)));
    const before = sessions();
    const compiled = byhand.compile(run, { name: "mine", maxConstantBytes: 4000 });
    expect(() => compiled(tf.tensor1d([1, 2]))).toThrow(message);
    expect(() => compiled(tf.tensor1d([1, 2]))).toThrow(byhand.CompileError);
    expect(sessions()).toBe(before);
  });

  it("a parameter that is not among the arguments, and a tf.variable", () => {
    const parameter = new byhand.Parameter(weight);
    const variable = tf.variable(tf.tensor1d([1, 2]));
    for (const value of [(): tf.Tensor => parameter.value, (): tf.Tensor => variable]) {
      const compiled = byhand.compile((x: tf.Tensor) => tf.mul(x, value()));
      expect(() => compiled(tf.tensor1d([3, 4]))).toThrow(/a parameter or a tf\.variable that is not among its arguments.*functionalCall/);
    }
    parameter.set(tf.tensor1d([5, 6]));
    const compiled = byhand.compile((x: tf.Tensor) => tf.mul(x, parameter.value));
    expect(() => compiled(tf.tensor1d([3, 4]))).toThrow("not among its arguments");
    variable.dispose();
  });

  it.each<[string, unknown, RegExp]>([
    ["a typed array", { ids: new Int32Array(3) }, /^argument\[0\]\.ids is an object \(Int32Array\): expected tensors/],
    ["a class", [new byhand.Random(1)], /^argument\[0\]\[0\] is an object \(Random\)/],
    ["a function", () => 1, /^argument\[0\] is the function given/],
    ["a tensor of strings", tf.tensor(["a"]), /^argument\[0\] has dtype string/],
  ])("%s as an argument", (_, argument, message) => {
    expect(() => byhand.compile((_: unknown) => tf.scalar(1))(argument)).toThrow(message);
  });

  it("options that make no sense", () => {
    expect(() => byhand.compile(tf.square, { maxGraphs: 0 })).toThrow("maxGraphs is 0: expected a whole number, at least 1");
    expect(() => byhand.compile(tf.square, { maxConstantBytes: -1 })).toThrow("maxConstantBytes is -1");
  });
});
