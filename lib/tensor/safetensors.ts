import * as tf from "@tensorflow/tfjs-core";
import { atomicWrite, type FileContent } from "../system/atomicWrite";
import { shown } from "../system/shown";
import { type Described, encodeHeader, encodeValues } from "./safetensorsEncode";
import { SafetensorsFile, type TensorSource } from "./safetensorsFile";
import { type FloatType, type HostTensor, SafetensorsError } from "./safetensorsFormat";

export interface SaveOptions {
  /** how float32 is written: as it is, or rounded to two bytes a value, half-way to even; int32 stays int32 */
  dtype?: FloatType;
  /** free text; the default is what Hugging Face `transformers` expects of a PyTorch checkpoint */
  metadata?: Record<string, string>;
}

/** A tensor that is made only when its turn to be written comes. */
export interface PendingTensor extends Described {
  read(): Promise<Float32Array | Int32Array>;
}

/**
 * Writes named tensors to a safetensors file, whole or not at all.
 *
 * @param tensors float32 or int32, any shape.
 * @throws SafetensorsError for another dtype or a name that the format cannot hold.
 */
export async function saveSafetensors(
  path: string,
  tensors: Record<string, tf.Tensor>,
  options: SaveOptions = {},
): Promise<void> {
  const pending = Object.entries(tensors).map(([name, tensor]) => [name, pendingTensor(name, tensor)] as const);
  await atomicWrite(path, safetensorsContent(Object.fromEntries(pending), options));
}

/** A tensor as it is, to be written. @throws SafetensorsError where its dtype is neither float32 nor int32. */
export function pendingTensor(name: string, tensor: tf.Tensor): PendingTensor {
  const { dtype, shape } = tensor;
  if (dtype !== "float32" && dtype !== "int32") {
    throw new SafetensorsError(`tensor ${shown(name)} has dtype ${dtype}; expected float32 or int32: cast it first`);
  }
  return { dtype, shape, read: () => tensor.data() as Promise<Float32Array | Int32Array> };
}

/**
 * The bytes of a safetensors file, with one tensor's values in memory at a time.
 * @throws as {@link saveSafetensors}, before any tensor is read.
 */
export function safetensorsContent(
  tensors: Record<string, PendingTensor>,
  { dtype: floats = "float32", metadata = { format: "pt" } }: SaveOptions = {},
): FileContent {
  requireFloatType(floats);
  const header = encodeHeader(tensors, { metadata, floats });
  async function* content(): AsyncGenerator<Uint8Array> {
    yield header;
    for (const [name, { dtype, shape, read }] of Object.entries(tensors)) {
      yield encodeValues(name, { dtype, shape, values: await read() }, floats);
    }
  }
  return content();
}

/** @throws RangeError where floats cannot be written as this type. */
export function requireFloatType(dtype: FloatType): void {
  if (!["float32", "float16", "bfloat16"].includes(dtype)) {
    throw new RangeError(`dtype is ${shown(dtype)}: expected "float32", "float16" or "bfloat16"`);
  }
}

/**
 * Reads a safetensors file of any size into new tensors, which the caller disposes.
 *
 * F16 and BF16 become float32; I64 becomes int32 where every value fits. A file with any fault makes no tensor at all.
 *
 * @throws SafetensorsError naming the file, the tensor, the value found and what was expected.
 */
export async function loadSafetensors(
  path: string,
): Promise<{ tensors: Record<string, tf.Tensor>; metadata: Record<string, string> }> {
  const file = await SafetensorsFile.open(path);
  const made: [string, tf.Tensor][] = [];
  try {
    for (const name of file.entries.keys()) made.push([name, await readTensor(file, name)]);
  } catch (error) {
    tf.dispose(made.map(([, tensor]) => tensor));
    throw error;
  } finally {
    await file.close();
  }
  return { tensors: Object.fromEntries(made), metadata: file.metadata };
}

/** One tensor of a file, which the caller disposes. */
export async function readTensor(source: TensorSource, name: string): Promise<tf.Tensor> {
  const { values, shape, dtype }: HostTensor = await source.read(name);
  return tf.tensor(values, shape, dtype);
}
