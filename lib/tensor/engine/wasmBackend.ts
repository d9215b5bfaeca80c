import type * as tf from "@tensorflow/tfjs-core";

/** What kernels of our own use of tfjs's WebAssembly backend. */
export interface WasmBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  /** A view, which is void once the heap has grown. */
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
  disposeData(dataId: tf.DataId): boolean;
}
