import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "./wasmBackend";

type Inputs = { a: tf.TensorInfo; b: tf.TensorInfo };
type Attributes = { transposeA: boolean; transposeB: boolean };
type Multiply = (a: tf.TensorInfo, b: tf.TensorInfo, backend: WasmBackend) => tf.TensorInfo;

/** Multiplications in one product of two matrices from which on it is worth copying the two. */
const WORTH_COPYING = 2 ** 16;

/**
 * Makes products of many matrices, and of transposed ones, about ten times as fast on the WebAssembly engine, by handing
 * tfjs's kernel two plain matrices at a time: all others tfjs 4.22 multiplies in a loop without vector instructions.
 * Gradients of linear maps are products of transposed matrices, attention is made of many.
 */
export function registerFastProducts(): void {
  const stock = tf.getKernel("BatchMatMul", "wasm");
  const multiply: Multiply = (a, b, backend) =>
    stock.kernelFunc({ inputs: { a, b }, attrs: { transposeA: false, transposeB: false }, backend }) as tf.TensorInfo;
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend: current }) => {
    const backend = current as WasmBackend;
    const { a, b } = inputs as Inputs;
    const { transposeA, transposeB } = attrs as unknown as Attributes;
    const [count, countB] = [a, b].map(({ shape }) => tf.util.sizeFromShape(shape.slice(0, -2)));
    const multiplications = tf.util.sizeFromShape(a.shape) / count! * (transposeB ? b.shape.at(-2)! : b.shape.at(-1)!);
    if (count !== countB || (count! > 1 && multiplications < WORTH_COPYING)) {
      return stock.kernelFunc({ inputs, attrs, backend: current });
    }
    const plainA = transposeA ? transposed(a, backend) : a;
    const plainB = transposeB ? transposed(b, backend) : b;
    const product = count === 1 ? multiply(plainA, plainB, backend) : eachByItself(plainA, plainB, { backend, multiply });
    if (transposeA) backend.disposeData(plainA.dataId);
    if (transposeB) backend.disposeData(plainB.dataId);
    return product;
  };
  tf.unregisterKernel("BatchMatMul", "wasm");
  tf.registerKernel({ ...stock, kernelFunc });
}

/** The last two axes exchanged. */
function transposed(x: tf.TensorInfo, backend: WasmBackend): tf.TensorInfo {
  const axes = x.shape.map((_, axis) => axis);
  const perm = [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!];
  return tf.getKernel("Transpose", "wasm").kernelFunc({ inputs: { x }, attrs: { perm }, backend }) as tf.TensorInfo;
}

/** [..., rows, inner] times [..., inner, columns], one pair of matrices after the other. */
function eachByItself(
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  { backend, multiply }: { backend: WasmBackend; multiply: Multiply },
): tf.TensorInfo {
  const leading = a.shape.slice(0, -2);
  const result = backend.makeOutput([...leading, a.shape.at(-2)!, b.shape.at(-1)!], "float32");
  const part = (x: tf.TensorInfo, which: number): Float32Array => {
    const size = tf.util.sizeFromShape(x.shape.slice(-2));
    return backend.typedArrayFromHeap(x).subarray(which * size, (which + 1) * size) as Float32Array;
  };
  for (let i = 0; i < tf.util.sizeFromShape(leading); i++) {
    const pair = [a, b].map((x) => {
      const copy = backend.makeOutput(x.shape.slice(-2), "float32"); // may move the heap: views are taken afterwards
      backend.typedArrayFromHeap(copy).set(part(x, i));
      return copy;
    }) as [tf.TensorInfo, tf.TensorInfo];
    const product = multiply(...pair, backend);
    part(result, i).set(backend.typedArrayFromHeap(product));
    for (const { dataId } of [...pair, product]) backend.disposeData(dataId);
  }
  return result;
}
