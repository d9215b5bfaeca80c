import * as tf from "@tensorflow/tfjs-core";
import { functionalCall, Module, Parameter, useEngine } from "byhand";
import { beforeAll, describe, expect, it } from "vitest";

class Scale extends Module {
  readonly weight: Parameter;
  constructor(values: number[]) {
    super();
    this.weight = new Parameter(tf.tensor1d(values));
  }
}

class Model extends Module {
  readonly bias = new Parameter(tf.tensor1d([5]));
  readonly layers = [new Scale([1, 2]), new Scale([3, 4])];
  readonly head = new Scale([6]);
  readonly name = "not a parameter";
}

const valuesOf = async (model: Module): Promise<Record<string, number[]>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(model.stateDict()).map(async ([name, t]): Promise<[string, number[]]> => [name, [...(await t.data())]]),
    ),
  );

beforeAll(() => useEngine("cpu"));

describe("Module", () => {
  it("finds its parameters by their fields, in the order of the fields, through arrays and modules", async () => {
    const model = new Model();
    expect(await valuesOf(model)).toEqual({ bias: [5], "layers.0.weight": [1, 2], "layers.1.weight": [3, 4], "head.weight": [6] });
    expect(model.countParameters()).toBe(6);
    model.dispose();
  });

  it("switches itself and all inside it between training and evaluation, and begins in evaluation", () => {
    const model = new Model();
    const modes = (): boolean[] => [model, ...model.layers, model.head].map((module) => module.training);
    expect(modes()).toEqual([false, false, false, false]);
    expect(model.train()).toBe(model);
    expect(modes()).toEqual([true, true, true, true]);
    model.eval();
    expect(modes()).toEqual([false, false, false, false]);
    model.dispose();
  });

  it("takes copies of a state dictionary, so that disposing the source changes nothing", async () => {
    const [model, source] = [new Model(), new Model()];
    const doubled = Object.fromEntries(Object.entries(source.stateDict()).map(([name, t]) => [name, tf.mul(t, 2)]));
    model.loadStateDict(doubled);
    tf.dispose(doubled);
    source.dispose();
    expect(await valuesOf(model)).toEqual({ bias: [10], "layers.0.weight": [2, 4], "layers.1.weight": [6, 8], "head.weight": [12] });
    model.dispose();
  });

  it("frees all its tensors when it is disposed", () => {
    const before = tf.memory().numTensors;
    const model = new Model();
    model.loadStateDict(model.stateDict());
    expect(tf.memory().numTensors).toBe(before + 4);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses a state dictionary that does not fit, names all that is wrong, and changes nothing", async () => {
    const model = new Model();
    const before = await valuesOf(model);
    const parameters = { ...model.stateDict(), "head.weight": tf.tensor1d([1, 2]), tail: tf.scalar(1) } as Record<string, tf.Tensor>;
    delete parameters["bias"];
    const load = (): void => model.loadStateDict(parameters);
    expect(load).toThrow(RangeError);
    expect(load).toThrow(/bias is missing; head\.weight has shape \[2\], the model has \[1\]; tail is not in the model/);
    expect(load).toThrow(/same configuration\?/);
    expect(await valuesOf(model)).toEqual(before);
    model.dispose();
  });
});

describe("functionalCall", () => {
  const total = (model: Model): tf.Scalar =>
    tf.addN([...model.namedParameters().values()].map(({ value }) => tf.sum(value))) as tf.Scalar;

  it("computes with the given tensors and leaves the module as it was, after an error too", async () => {
    const model = new Model();
    const tens = Object.fromEntries(Object.entries(model.stateDict()).map(([name, t]) => [name, tf.fill(t.shape, 10)]));
    const [inside, after] = tf.tidy(() => [functionalCall(model, tens, () => total(model)), total(model)]);
    expect([(await inside.data())[0], (await after.data())[0]]).toEqual([60, 21]);
    const fail = (): never => functionalCall(model, tens, () => { throw new Error("in the middle"); });
    expect(fail).toThrow("in the middle");
    expect((await total(model).data())[0]).toBe(21);
    tf.dispose([tens, inside, after]);
    model.dispose();
  });

  it("nests: the inner tensors count inside, the outer ones again after it", async () => {
    const model = new Model();
    const filled = (value: number): Record<string, tf.Tensor> =>
      Object.fromEntries(Object.entries(model.stateDict()).map(([name, t]) => [name, tf.fill(t.shape, value)]));
    const [ones, twos] = [filled(1), filled(2)];
    const sums = functionalCall(model, ones, () => [functionalCall(model, twos, () => total(model)), total(model)]);
    expect(await Promise.all(sums.map(async (sum) => (await sum.data())[0]))).toEqual([12, 6]);
    tf.dispose([ones, twos, sums]);
    model.dispose();
  });

  it("lets gradients through to the given tensors", async () => {
    const model = new Model();
    const names = Object.keys(model.stateDict());
    const given = Object.values(model.stateDict()).map((t) => tf.clone(t));
    const grads = tf.grads((...tensors: tf.Tensor[]) =>
      functionalCall(model, Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), () =>
        tf.mul(total(model), total(model))),
    )(given);
    for (const grad of grads) for (const value of await grad.data()) expect(value).toBe(42); // d(s²) = 2s with s = 21
    tf.dispose([given, grads]);
    model.dispose();
  });

  it("refuses tensors that do not fit before it runs anything", () => {
    const model = new Model();
    let ran = false;
    expect(() => functionalCall(model, {}, () => (ran = true))).toThrow(/bias is missing; layers\.0\.weight is missing/);
    expect(ran).toBe(false);
    model.dispose();
  });
});
