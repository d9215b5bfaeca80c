import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import * as byhand from "byhand";
import { engines } from "../../engines";
import { mutated } from "../../mutated";

const numbers = async (tensor: tf.Tensor): Promise<number[]> => [...(await tensor.data())];
const sessions = (): number => (tf.backend() as unknown as { getNumOfSavedModels(): number }).getNumOfSavedModels();

describe.each(engines)("compile on %s", (engine) => {
  beforeAll(async () => void (await byhand.useEngine(engine)));

  it("gives what the function gives, for structures of tensors and plain values in and out", async () => {
    const run = ({ a, list }: { a: tf.Tensor; list: tf.Tensor[] }, power: number, kind: string) => ({
      sum: tf.addN([a, ...list]), same: a, twice: [list[0]!, list[0]!], power: tf.pow(a, power), kind, nothing: null,
    });
    const compiled = byhand.compile(run);
    const a = tf.tensor1d([1, -2, 3]);
    const list = [tf.tensor1d([10, 20, 30]), tf.scalar(5).broadcastTo([3])];
    for (let call = 0; call < 3; call++) {
      const { sum, same, twice, power, kind, nothing } = compiled({ list, a }, 2, "x");
      expect(await numbers(sum)).toEqual([16, 23, 38]);
      expect(await numbers(same)).toEqual([1, -2, 3]);
      expect(await numbers(twice[1]!)).toEqual([10, 20, 30]);
      expect(await numbers(power)).toEqual([1, 4, 9]);
      expect([kind, nothing]).toEqual(["x", null]);
    }
    expect(await numbers(compiled({ list, a }, 3, "x").power)).toEqual([1, -8, 27]); // a plain value is part of the signature
    compiled.dispose();
  });

  it("takes gradients inside, and lets gradients through from outside", async () => {
    const slope = byhand.compile((x: tf.Tensor) => tf.grad((y) => tf.mul(y, tf.square(y)))(x));
    expect(await numbers(slope(tf.tensor1d([2, 3])))).toEqual([12, 27]);
    const square = byhand.compile((x: tf.Tensor) => tf.square(x));
    square(tf.tensor1d([2, 3]));
    expect(await numbers(tf.grad((x) => square(x))(tf.tensor1d([2, 3])))).toEqual([4, 6]);
    slope.dispose();
    square.dispose();
  });
});

const native = describe.skipIf(!engines.includes("tensorflow"));

native("a compiled function", () => {
  beforeAll(async () => void (await byhand.useEngine("tensorflow")));

  it("calls the function no more once there is a graph for the arguments' shapes and types", async () => {
    const run = vi.fn((x: tf.Tensor) => tf.mul(x, 2));
    const compiled = byhand.compile(run);
    const once = (x: tf.Tensor): number[] => { compiled(x); return [run.mock.calls.length, compiled.report().graphs.length]; };
    expect(once(tf.tensor1d([1, 2]))).toEqual([2, 1]); // recorded twice, to see that it does the same
    expect(once(tf.tensor1d([3, 4]))).toEqual([2, 1]);
    expect(once(tf.tensor2d([[1, 2]]))).toEqual([4, 2]);
    expect(once(tf.tensor1d([1, 2], "int32"))).toEqual([6, 3]);
    expect(await numbers(compiled(tf.tensor1d([5, 6], "int32")))).toEqual([10, 12]);
    expect(compiled.report()).toMatchObject({ plainCalls: 0, graphs: [{ signature: "[float32[2]]" }, {}, { signature: "[int32[2]]" }] });
    compiled.dispose();
  });

  it("keeps two inputs apart though the first call gave one tensor for both", async () => {
    const compiled = byhand.compile((a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b));
    const one = tf.scalar(1);
    expect(await numbers(compiled(one, one))).toEqual([0]);
    expect(await numbers(compiled(tf.scalar(5), one))).toEqual([4]);
    compiled.dispose();
  });

  it("is told from a mutant that takes an input's tensor as it is, and so knows two by one identity", async () => {
    const library = await mutated("tensor/compile/recorder.ts", {
      from: 'this.backend.executeSingleOutput("Identity", [this.typeOf(tensor)], [tensor])', to: "tf.clone(tensor)",
    });
    const compiled = library.compile((a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b));
    const one = tf.scalar(1);
    compiled(one, one);
    expect(await numbers(compiled(tf.scalar(5), one))).not.toEqual([4]);
    compiled.dispose();
  });

  it("takes along constants once, however often they are made, and tells equal bytes of other shapes or types apart", async () => {
    const compiled = byhand.compile((x: tf.Tensor) => {
      const made = Array.from({ length: 50 }, () => tf.tensor1d([1, 0, 0, 0]));
      const square = tf.tensor2d([[1, 0], [0, 0]]).reshape([4]);
      return [tf.addN([x, ...made]), tf.add(x, square), tf.cast(tf.tensor1d([1065353216, 0, 0, 0], "int32"), "float32")];
    });
    for (let call = 0; call < 2; call++) {
      const found = await Promise.all(compiled(tf.tensor1d([1, 2, 3, 4])).map(numbers));
      expect(found).toEqual([[51, 2, 3, 4], [2, 2, 3, 4], [1065353216, 0, 0, 0]]); // the last has the bytes of the float 1
    }
    expect(compiled.report().graphs[0]!.constantBytes).toBeLessThan(100);
    compiled.dispose();
  });

  it("repeats bit for bit, the first call included", async () => {
    const random = new byhand.Random(3);
    const x = tf.tensor2d(Float32Array.from({ length: 64 * 64 }, () => random.normal()), [64, 64]);
    const compiled = byhand.compile((x: tf.Tensor) => tf.softmax(tf.matMul(tf.matMul(x, x), byhand.gelu(x))));
    const first = await numbers(compiled(x));
    for (let i = 0; i < 3; i++) expect(await numbers(compiled(x))).toEqual(first);
    compiled.dispose();
  });

  it("draws dropout afresh for each seed, and the same for the same", async () => {
    const drop = byhand.compile((x: tf.Tensor, seed: tf.Scalar) => byhand.withSeed(seed, () => byhand.dropout(x, 0.5)));
    const x = tf.ones([100]);
    const draw = (seed: number): Promise<number[]> => numbers(drop(x, tf.scalar(seed)));
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(2)).not.toEqual(await draw(1));
    expect(await draw(2)).toEqual(await numbers(byhand.withSeed(2, () => byhand.dropout(x, 0.5))));
    expect(drop.report().graphs).toHaveLength(1);
    drop.dispose();
  });

  it("is part of another's graph when it is called inside", async () => {
    const inner = byhand.compile((x: tf.Tensor) => tf.square(x));
    const outer = byhand.compile((x: tf.Tensor) => tf.add(inner(x), 1));
    expect(await numbers(outer(tf.scalar(3)))).toEqual([10]);
    expect(await numbers(outer(tf.scalar(4)))).toEqual([17]);
    expect(inner.report().graphs).toHaveLength(0);
    outer.dispose();
    inner.dispose();
  });

  it("makes only the tensors that it returns, and frees its graphs with dispose", () => {
    const [tensors, graphs] = [tf.memory().numTensors, sessions()];
    const compiled = byhand.compile((x: tf.Tensor) => [tf.square(x), tf.add(tf.mul(x, x), tf.ones(x.shape))]);
    const x = tf.tensor1d([1, 2]);
    for (let i = 0; i < 3; i++) tf.dispose(compiled(x));
    compiled(tf.scalar(1)).forEach((made) => made.dispose());
    x.dispose();
    expect(tf.memory().numTensors - tensors).toBe(1); // the scalar
    expect(sessions() - graphs).toBe(2);
    compiled.dispose();
    expect(sessions()).toBe(graphs);
    expect(() => compiled(tf.scalar(1))).toThrow("was disposed of: compile it anew");
  });

  it("frees its graphs when it is dropped without dispose, as when a cell is run again", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const graphs = sessions();
    const run = (x: tf.Tensor): tf.Tensor => tf.square(x);
    (() => byhand.compile(run)(tf.scalar(3)).dispose())();
    expect(sessions()).toBe(graphs + 1);
    for (let tries = 0; tries < 20 && sessions() > graphs; tries++) {
      collect();
      await new Promise((done) => setTimeout(done, 10)); // finalizers run between tasks
    }
    expect(sessions()).toBe(graphs);
  });

  it("runs the function as it is for signatures beyond maxGraphs, and says once what keeps changing", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    const compiled = byhand.compile((x: tf.Tensor, step: number) => tf.mul(x, step), { maxGraphs: 2, name: "steps" });
    for (let step = 0; step < 5; step++) expect(await numbers(compiled(tf.scalar(2), step))).toEqual([2 * step]);
    await new Promise((done) => setImmediate(done));
    process.off("warning", note);
    expect(compiled.report()).toMatchObject({ plainCalls: 3, graphs: [{}, {}] });
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringMatching(
      /^steps was called with more than 2 signatures.*float32\[\], 1\]… became …\[float32\[\], 2\]….*as scalar tensors/,
    )]);
    compiled.dispose();
  });

  it("passes on the function's own errors, and records as usual afterwards", async () => {
    let fails = true;
    const compiled = byhand.compile((x: tf.Tensor) => {
      if (fails) throw new RangeError("not today");
      return tf.square(x);
    });
    const before = tf.memory().numTensors;
    expect(() => compiled(tf.scalar(3))).toThrow(new RangeError("not today"));
    expect(tf.memory().numTensors - before).toBe(1); // the scalar
    fails = false;
    expect(await numbers(compiled(tf.scalar(3)))).toEqual([9]);
    expect((await tf.scalar(3).data())[0]).toBe(3); // reading is free again
    compiled.dispose();
  });

  it("uses the engine of the day", async () => {
    const compiled = byhand.compile((x: tf.Tensor) => tf.square(x));
    compiled(tf.scalar(2));
    await byhand.useEngine("cpu");
    expect(await numbers(compiled(tf.scalar(3)))).toEqual([9]);
    await byhand.useEngine("tensorflow");
    expect(await numbers(compiled(tf.scalar(4)))).toEqual([16]);
    expect(compiled.report()).toMatchObject({ plainCalls: 1, graphs: [{}] });
    compiled.dispose();
  });
});
