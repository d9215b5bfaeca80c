import * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "./wasmBackend";

/**
 * Makes splitting a tensor on the WebAssembly engine take as long as copying it: tfjs 4.22 copies all of it for each piece,
 * so that cutting a model's flat vector of parameters takes as many times as long as there are parameters.
 */
export function registerFastSplit(): void {
  const stock = tf.getKernel("SplitV", "wasm");
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend: current }) => {
    const backend = current as WasmBackend;
    const x = inputs["x"]!;
    const { numOrSizeSplits, axis: anyAxis } = attrs as unknown as { numOrSizeSplits: number | number[]; axis: number };
    if (x.dtype === "string") return stock.kernelFunc({ inputs, attrs, backend: current });
    const [axis] = tf.util.parseAxisParam(anyAxis, x.shape) as [number];
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, axis);
    const pieces = sizes.map((size) => backend.makeOutput(x.shape.map((side, i) => (i === axis ? size : side)), x.dtype));
    const rows = tf.util.sizeFromShape(x.shape.slice(0, axis));
    const inner = tf.util.sizeFromShape(x.shape.slice(axis + 1));
    const [all, ...parts] = [x, ...pieces].map((tensor) => backend.typedArrayFromHeap(tensor)); // when no more is allocated
    let from = 0;
    for (let row = 0; row < rows; row++) {
      parts.forEach((part, i) => {
        const length = sizes[i]! * inner;
        part.set(all!.subarray(from, from + length), row * length);
        from += length;
      });
    }
    return pieces;
  };
  tf.unregisterKernel("SplitV", "wasm");
  tf.registerKernel({ ...stock, kernelFunc });
}
