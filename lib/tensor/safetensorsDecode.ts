import { shown } from "../system/shown";
import {
  SafetensorsError,
  type HostTensor,
  type SafetensorsContent,
  type TensorEntry,
} from "./safetensorsFormat";
import { readHeader } from "./safetensorsHeader";

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
  const { entries, metadata, dataStart } = readHeader(bytes, source);
  const tensors = entries.map((entry): [string, HostTensor] => {
    const data = new Uint8Array(entry.end - entry.begin); // a copy: aligned, and independent of the file's buffer
    data.set(bytes.subarray(dataStart + entry.begin, dataStart + entry.end));
    return [entry.name, readTensor(entry, data.buffer, source)];
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

function readTensor({ name, dtype, shape }: TensorEntry, data: ArrayBuffer, source: string): HostTensor {
  switch (dtype) {
    case "F32":
      return { dtype: "float32", shape, values: new Float32Array(data) };
    case "I32":
      return { dtype: "int32", shape, values: new Int32Array(data) };
    case "F16":
      return { dtype: "float32", shape, values: Float32Array.from(new Uint16Array(data), halfToNumber) };
    case "BF16": {
      const bits = Uint32Array.from(new Uint16Array(data), (half) => half << 16); // the upper half of a float32
      return { dtype: "float32", shape, values: new Float32Array(bits.buffer) };
    }
    case "I64":
      return { dtype: "int32", shape, values: narrow(new BigInt64Array(data), name, source) };
  }
}

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24; // subnormal
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
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
