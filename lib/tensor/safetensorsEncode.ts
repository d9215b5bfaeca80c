import { shown } from "../system/shown";
import { toHalfPrecision } from "./halfPrecision";
import {
  BYTES_PER_VALUE,
  FILE_DTYPES,
  type FloatType,
  type HostTensor,
  LARGEST_HEADER,
  METADATA_KEY,
  PREFIX_BYTES,
  SafetensorsError,
  type SafetensorsContent,
} from "./safetensorsFormat";

/** What the header says of a tensor. */
export type Described = Pick<HostTensor, "dtype" | "shape">;

/**
 * Makes the bytes of a safetensors file: an 8-byte length, a JSON header, and the values, all little-endian.
 *
 * The same tensors in the same order give the same bytes. float32 can be rounded to two bytes a value by `floats`.
 *
 * @throws SafetensorsError for a name that the format reserves or that is not Unicode, and for values that do not fit
 *   their shape.
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeSafetensors(
  { tensors, metadata }: SafetensorsContent,
  { floats = "float32" }: { floats?: FloatType } = {},
): Uint8Array {
  const pieces = [encodeHeader(tensors, { metadata, floats })];
  for (const [name, tensor] of Object.entries(tensors)) pieces.push(encodeValues(name, tensor, floats));
  return Buffer.concat(pieces);
}

/** The beginning of the file, up to the first value. @throws SafetensorsError as {@link encodeSafetensors} does. */
export function encodeHeader(
  tensors: Record<string, Described>,
  { metadata, floats }: { metadata: Record<string, string>; floats: FloatType },
): Uint8Array {
  for (const [key, text] of Object.entries(metadata)) {
    checkUnicode("metadata key", key);
    checkUnicode(`metadata ${shown(key)}`, text);
  }
  let end = 0;
  const header = Object.entries(tensors).map(([name, { dtype, shape }]): [string, object] => {
    checkName(name);
    const begin = end;
    end += bytesOf({ dtype, shape }, floats);
    return [name, { dtype: fileDtype(dtype, floats), shape, data_offsets: [begin, end] }];
  });
  if (Object.keys(metadata).length > 0) header.unshift([METADATA_KEY, metadata]);
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(json.length / 8) * 8; // so that the values are aligned; spaces fill the gap
  if (headerBytes > LARGEST_HEADER) {
    throw new SafetensorsError(`the header takes ${headerBytes} bytes; at most ${LARGEST_HEADER} are allowed`);
  }
  const bytes = new Uint8Array(PREFIX_BYTES + headerBytes).fill(0x20, PREFIX_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(json, PREFIX_BYTES);
  return bytes;
}

/** A tensor's values as the file holds them. @throws SafetensorsError where they do not fit their shape. */
export function encodeValues(name: string, { dtype, shape, values }: HostTensor, floats: FloatType): Uint8Array {
  const kind = dtype === "float32" ? Float32Array : dtype === "int32" ? Int32Array : undefined;
  if (kind === undefined || !(values instanceof kind)) {
    throw new SafetensorsError(
      `tensor ${shown(name)} has dtype ${dtype} in a ${values.constructor.name}; ` +
        "expected float32 in a Float32Array or int32 in an Int32Array",
    );
  }
  const size = sizeOf(shape);
  if (size !== values.length) {
    throw new SafetensorsError(`tensor ${shown(name)} has ${values.length} values; shape [${shape}] takes ${size}`);
  }
  const written = values instanceof Float32Array && floats !== "float32" ? toHalfPrecision(values, floats) : values;
  return new Uint8Array(written.buffer, written.byteOffset, written.byteLength);
}

/** How many bytes a tensor's values take in the file. */
export function bytesOf({ dtype, shape }: Described, floats: FloatType): number {
  return sizeOf(shape) * BYTES_PER_VALUE[fileDtype(dtype, floats)];
}

function fileDtype(dtype: "float32" | "int32", floats: FloatType): "F32" | "F16" | "BF16" | "I32" {
  return FILE_DTYPES[dtype === "float32" ? floats : dtype];
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

function checkName(name: string): void {
  if (name === METADATA_KEY) {
    throw new SafetensorsError(`a tensor is called ${METADATA_KEY}, which the format reserves; give it another name`);
  }
  checkUnicode("tensor name", name);
}

/** Half of a surrogate pair cannot be written as UTF-8, and readers in other languages refuse its JSON escape. */
function checkUnicode(what: string, text: string): void {
  if (new TextDecoder().decode(new TextEncoder().encode(text)) !== text) {
    throw new SafetensorsError(`${what} ${shown(text)} holds half a surrogate pair; expected valid Unicode`);
  }
}
