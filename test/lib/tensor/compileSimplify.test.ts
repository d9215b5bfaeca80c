import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { nativeBackend } from "../../../lib/tensor/compile";
import { recordTwice } from "../../../lib/tensor/compile/recordTwice";
import { simplify } from "../../../lib/tensor/compile/simplify";
import { engines } from "../../engines";
import { mutated } from "../../mutated";

type Run = (...args: never[]) => unknown;
const random = new byhand.Random(1);
const normal = (...shape: number[]): tf.Tensor =>
  tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()), shape);
const values = (tensors: tf.Tensor[]): [number[], number[]][] => tensors.map((tensor) => [tensor.shape, [...tensor.dataSync()]]);

/** The names of the operations in the graph of a call, in order. */
function operationsOf(run: Run, args: readonly unknown[]): string[] {
  const backend = nativeBackend()!;
  const recording = recordTwice(backend, run, { args, name: "test", maxConstantBytes: 1000 });
  return simplify(recording, backend.binding).operations.map(({ operation }) => operation);
}

describe.skipIf(!engines.includes("tensorflow"))("a compiled function", () => {
  beforeAll(async () => void (await byhand.useEngine("tensorflow")));

  /** Changes of shape that are undone, that must stay, that meet, and that are results. */
  const reshapes = (x: tf.Tensor, y: tf.Tensor): tf.Tensor[] => {
    const cut = tf.reshape(x, [2, 3, 4]);
    const twice = tf.mul(cut, 2);
    const together = tf.add(twice, tf.reshape(y, [2, 3, 4]));
    const broadcast = tf.mul(together, tf.tensor1d([1, 2, 3, 4]));
    const apart = tf.sub(tf.reshape(x, [4, 6]), tf.reshape(tf.square(y), [4, 6]));
    return [
      twice, tf.reshape(twice, [6, 4]), together, tf.sum(together, -1), broadcast, apart, cut, tf.reshape(cut, x.shape),
      tf.sub(tf.reshape(x, [24]), tf.reshape(tf.transpose(y), [24])), tf.reshape(tf.scalar(3), [1]),
    ];
  };

  it("gives the same with changes of shape put off", () => {
    const compiled = byhand.compile(reshapes);
    const [x, y] = [normal(6, 4), normal(6, 4)];
    compiled(y, x).forEach((tensor) => tensor.dispose());
    expect(values(compiled(x, y))).toEqual(values(reshapes(x, y)));
    compiled.dispose();
  });

  it.each([
    ["meets others of another kind", "new Set(kinds).size === 1 ? reshapes[0] : undefined", "reshapes.find(Boolean)"],
    ["undoes nothing", "if (String(shapes.get(source)) === String(node.shapes[0]))", "if (shapes.get(source)!.length === node.shapes[0]!.length)"],
  ])("is told from a mutant whose change of shape %s", async (_, from, to) => {
    const compiled = (await mutated("tensor/compile/simplify.ts", { from, to })).compile(reshapes);
    const [x, y] = [normal(6, 4), normal(6, 4)];
    const expected = values(reshapes(x, y));
    expect(() => expect(values(compiled(x, y))).toEqual(expected)).toThrow();
  });

  it("leaves out what no result needs", () => {
    const run = (x: tf.Tensor): tf.Tensor => {
      tf.exp(x);
      return tf.square(tf.reshape(x, [1, -1]));
    };
    expect(operationsOf(run, [normal(3)])).toEqual(["Square", "Reshape"]);
  });

  it("has linear maps and GELU as neighbours that TensorFlow fuses, without changes of shape in between", () => {
    const layer = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor => byhand.gelu(byhand.linear(x, weight, bias));
    const args = [normal(2, 3, 4), normal(4, 5), normal(5)];
    expect(operationsOf(layer, args)).toEqual([
      "Reshape", "MatMul", "BiasAdd", "Square", "Mul", "Mul", "AddV2", "Mul", "Tanh", "AddV2", "Mul", "Mul", "Reshape",
    ]);
  });

  it("adds a mask to attention's scores in a way that TensorFlow doesn't fuse, to the same last bit", () => {
    const masked = (q: tf.Tensor, k: tf.Tensor, mask: tf.Tensor): tf.Tensor[] => {
      const scores = tf.mul(tf.matMul(q, k, false, true), 0.5);
      return [tf.add(scores, mask), tf.add(mask, scores)];
    };
    const args = [normal(2, 3, 4, 8), normal(2, 3, 5, 8), normal(2, 1, 4, 5)] as const;
    expect(operationsOf(masked, args)).toEqual(["BatchMatMulV2", "Mul", "Neg", "Sub", "Neg", "Sub"]);
    const compiled = byhand.compile(masked);
    const [first, second] = values(compiled(...args));
    expect(first).toEqual(second);
    expect(first).toEqual(values(masked(...args))[0]);
    compiled.dispose();
  });
});
