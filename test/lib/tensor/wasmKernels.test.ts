import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { mutatedCourse } from "../../mutated";

type Flags = [transposeA: boolean, transposeB: boolean];
const FLAGS: Flags[] = [[false, false], [false, true], [true, false], [true, true]];
/** Leading axes; small products of many stay with tfjs's loop, and so do those whose leading axes differ. */
const CASES: [leading: number[], leadingB: number[], rows: number, inner: number, columns: number][] = [
  [[], [], 5, 7, 3], [[1, 1], [1, 1], 5, 7, 3], [[2, 3], [2, 3], 2, 3, 4], [[2, 3], [2, 3], 48, 40, 64], [[4], [1], 48, 40, 64],
];

const random = new byhand.Random(1);
const normal = (shape: number[]): tf.Tensor =>
  tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()), shape);

/** Every product of the cases: shapes and values. */
async function products(inputs: [number[], Float32Array][][]): Promise<[number[], number[]][]> {
  const made = inputs.flatMap((pair) => FLAGS.map(([transposeA, transposeB]) => tf.tidy(() => {
    const [a, b] = pair.map(([shape, values], i) => {
      const x = tf.tensor(values, shape);
      const perm = [...shape.map((_, axis) => axis).slice(0, -2), shape.length - 1, shape.length - 2];
      return [transposeA, transposeB][i] ? tf.transpose(x, perm) : x;
    });
    return tf.matMul(a!, b!, transposeA, transposeB);
  })));
  const found = await Promise.all(made.map(async (x) => [x.shape, [...(await x.data())]] as [number[], number[]]));
  tf.dispose(made);
  return found;
}

/** The largest difference between the two, Infinity where shapes differ. */
function apart(found: [number[], number[]][], expected: [number[], number[]][]): number {
  return Math.max(...found.map(([shape, values], i) => (String(shape) === String(expected[i]![0])
    ? Math.max(...values.map((value, j) => Math.abs(value - expected[i]![1][j]!)))
    : Infinity)));
}

describe("kernels of our own on the WebAssembly engine", () => {
  let inputs: [number[], Float32Array][][];
  let expected: [number[], number[]][];

  beforeAll(async () => {
    await byhand.useEngine("cpu");
    const pairs = CASES.map(([leading, leadingB, rows, inner, columns]) =>
      [normal([...leading, rows, inner]), normal([...leadingB, inner, columns])]);
    inputs = pairs.map((pair) => pair.map((x) => [x.shape, x.dataSync() as Float32Array]));
    expected = await products(inputs);
    await byhand.useEngine("wasm");
  });
  afterAll(() => byhand.releaseEngine());

  it("multiply matrices, many and transposed ones, as plain JavaScript does", async () => {
    expect(apart(await products(inputs), expected)).toBeLessThan(1e-4);
  });

  it.each([
    ["turns no matrix", "const plainA = transposeA ? transposed(a, backend) : a;", "const plainA = a;"],
    ["takes the first of many for each", "backend.typedArrayFromHeap(copy).set(part(x, i));",
      "backend.typedArrayFromHeap(copy).set(part(x, 0));"],
  ])("are told from a mutant that %s", async (_, from, to) => {
    const own = tf.getKernel("BatchMatMul", "wasm");
    const { registerFastProducts } = await mutatedCourse<typeof import("../../../lib/tensor/engine/wasmMatMul")>(
      "../lib/tensor/engine/wasmMatMul.ts", { from, to },
    );
    registerFastProducts();
    const found = await products(inputs).catch(() => []); // wrong sizes may be refused
    tf.unregisterKernel("BatchMatMul", "wasm");
    tf.registerKernel(own);
    expect(found.length > 0 ? apart(found, expected) : Infinity).toBeGreaterThan(0.1);
  });

  it("split along every axis, in equal pieces or given sizes, of every data type", async () => {
    for (const dtype of ["float32", "int32", "bool"] as const) {
      const x = tf.cast(tf.reshape(tf.range(0, 60), [3, 4, 5]), dtype);
      const whole = await x.data();
      const at = (i: number, j: number, k: number): number => whole[(i * 4 + j) * 5 + k]!;
      const found = async (pieces: tf.Tensor[]): Promise<unknown[]> => Promise.all(pieces.map((piece) => piece.array()));
      const block = (i: number[], j: number[], k: number[]): number[][][] =>
        i.map((a) => j.map((b) => k.map((c) => at(a, b, c))));
      const [rows, columns, depth] = [[0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4]];
      expect(await found(tf.split(x, 3))).toEqual(rows.map((i) => block([i], columns, depth)));
      expect(await found(tf.split(x, [1, 3], 1))).toEqual([[0], [1, 2, 3]].map((j) => block(rows, j, depth)));
      expect(await found(tf.split(x, [2, 3], -1))).toEqual([[0, 1], [2, 3, 4]].map((k) => block(rows, columns, k)));
    }
  });

  it("leave nothing behind, while the heap grows too", async () => {
    const backend = tf.backend() as tf.KernelBackend & { numDataIds(): number };
    const before = [tf.memory().numTensors, backend.numDataIds()];
    await products(inputs);
    const large = tf.ones([2, 1024, 1024]);
    const pieces = tf.tidy(() => tf.split(tf.matMul(large, large, true, false), 64, 1));
    expect(await pieces[63]!.min().data()).toEqual(Float32Array.of(1024));
    tf.dispose([large, pieces]);
    expect(tf.memory().numTensors - before[0]!).toBe(1); // the minimum
    expect(backend.numDataIds() - before[1]!).toBe(1);
  });
});
