import { shown } from "../system/shown";
import { fromHalfPrecision } from "./halfPrecision";
import {
  PREFIX_BYTES,
  SafetensorsError,
  type HostTensor,
  type SafetensorsContent,
  type TensorEntry,
} from "./safetensorsFormat";
import { headerLength, readHeader } from "./safetensorsHeader";

/**
 * Reads the bytes of a safetensors file: an 8-byte length, a JSON header, and the values, all little-endian.
 *
 * F32 and I32 are read as they are, F16 and BF16 as float32, and I64 as int32 where every value fits.
 *
 * @param source What the bytes are called in messages, usually the file's path.
 * @throws SafetensorsError naming the source, the tensor, the value found and what was expected.
 * @see https://github.com/huggingface/safetensors#format
 */
export function decodeSafetensors(bytes: Uint8Array, { source = "the data" } = {}): SafetensorsContent {
  const dataStart = PREFIX_BYTES + headerLength(bytes.subarray(0, PREFIX_BYTES), { fileBytes: bytes.length, source });
  const header = bytes.subarray(PREFIX_BYTES, dataStart);
  const { entries, metadata } = readHeader(header, { dataBytes: bytes.length - dataStart, source });
  const tensors = entries.map((entry): [string, HostTensor] => {
    const data = new Uint8Array(entry.end - entry.begin); // a copy: aligned, and independent of the file's buffer
    data.set(bytes.subarray(dataStart + entry.begin, dataStart + entry.end));
    return [entry.name, decodeTensor(entry, data.buffer, source)];
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

/** A tensor from its own bytes, which it keeps where it can. @throws SafetensorsError where an integer does not fit. */
export function decodeTensor({ name, dtype, shape }: TensorEntry, data: ArrayBuffer, source: string): HostTensor {
  switch (dtype) {
    case "F32":
      return { dtype: "float32", shape, values: new Float32Array(data) };
    case "I32":
      return { dtype: "int32", shape, values: new Int32Array(data) };
    case "F16":
      return { dtype: "float32", shape, values: fromHalfPrecision(new Uint16Array(data), "float16") };
    case "BF16":
      return { dtype: "float32", shape, values: fromHalfPrecision(new Uint16Array(data), "bfloat16") };
    case "I64":
      return { dtype: "int32", shape, values: narrow(new BigInt64Array(data), name, source) };
  }
}

function narrow(wide: BigInt64Array, name: string, source: string): Int32Array {
  const index = wide.findIndex((value) => value !== BigInt.asIntN(32, value));
  if (index >= 0) {
    throw new SafetensorsError(
      `${source}: tensor ${shown(name)} has the I64 value ${wide[index]} at position ${index}; ` +
        "expected values that fit into 32 bits, since int32 is the only integer type here",
    );
  }
  return Int32Array.from(wide, Number);
}
