import * as tf from "@tensorflow/tfjs-core";

/** An attribute of a TensorFlow operation, such as `transpose_a`; `type` is one of the binding's `TF_ATTR_…` numbers. */
export interface OperationAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** What compilation uses of tfjs-node's backend and of its binding to TensorFlow's C library. */
export interface NativeBackend {
  readonly binding: Record<string, number> & {
    runSavedModel(id: number, tensors: number[], inputs: string, outputs: string): object[];
  };
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  executeSingleOutput(name: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(name: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[], outputs: number): tf.Tensor[];
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  createOutputTensor(metadata: object): tf.Tensor;
  readSync(data: object): tf.BackendValues;
}

/** TensorFlow's numbers for data types (`types.proto`). */
export const TYPE_NUMBERS: Readonly<Record<string, number>> = { float32: 1, int32: 3, bool: 10 };

/** The native engine, if it is the current one. */
export function nativeBackend(): NativeBackend | null {
  return tf.getBackend() === "tensorflow" ? (tf.backend() as unknown as NativeBackend) : null;
}
