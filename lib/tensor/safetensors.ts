import * as tf from "@tensorflow/tfjs-core";
import { readFile } from "node:fs/promises";
import { atomicWrite } from "../system/atomicWrite";
import { decodeSafetensors } from "./safetensorsDecode";
import { encodeSafetensors } from "./safetensorsEncode";
import { shown } from "../system/shown";
import { SafetensorsError, type HostTensor } from "./safetensorsFormat";

/**
 * Writes named tensors to a safetensors file, whole or not at all.
 *
 * @param tensors float32 or int32, any shape.
 * @param metadata Free text; the default is what Hugging Face `transformers` expects of a PyTorch checkpoint.
 * @throws SafetensorsError for another dtype or a name that the format cannot hold.
 */
export async function saveSafetensors(
  path: string,
  tensors: Record<string, tf.Tensor>,
  metadata: Record<string, string> = { format: "pt" },
): Promise<void> {
  for (const [name, { dtype }] of Object.entries(tensors)) {
    if (dtype !== "float32" && dtype !== "int32") {
      throw new SafetensorsError(`tensor ${shown(name)} has dtype ${dtype}; expected float32 or int32: cast it first`);
    }
  }
  const read = async ([name, tensor]: [string, tf.Tensor]): Promise<[string, HostTensor]> => {
    const values = (await tensor.data()) as Float32Array | Int32Array;
    return [name, { dtype: tensor.dtype as "float32" | "int32", shape: tensor.shape, values }];
  };
  const content = Object.fromEntries(await Promise.all(Object.entries(tensors).map(read)));
  await atomicWrite(path, encodeSafetensors({ tensors: content, metadata }));
}

/**
 * Reads a safetensors file into new tensors, which the caller disposes.
 *
 * F16 and BF16 become float32; I64 becomes int32 where every value fits. A file with any fault makes no tensor at all.
 *
 * @throws SafetensorsError naming the file, the tensor, the value found and what was expected.
 */
export async function loadSafetensors(
  path: string,
): Promise<{ tensors: Record<string, tf.Tensor>; metadata: Record<string, string> }> {
  const { tensors, metadata } = decodeSafetensors(await readFile(path), { source: path });
  const made = Object.entries(tensors).map(([name, { values, shape, dtype }]): [string, tf.Tensor] => [
    name,
    tf.tensor(values, shape, dtype),
  ]);
  return { tensors: Object.fromEntries(made), metadata };
}
