import { shown } from "../system/shown";
import {
  LARGEST_HEADER,
  METADATA_KEY,
  PREFIX_BYTES,
  SafetensorsError,
  type HostTensor,
  type SafetensorsContent,
} from "./safetensorsFormat";

/**
 * Makes the bytes of a safetensors file: an 8-byte length, a JSON header, and the values, all little-endian.
 *
 * The same tensors in the same order give the same bytes.
 *
 * @throws SafetensorsError for a name that the format reserves or that is not Unicode, and for values that do not fit
 *   their shape.
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsContent): Uint8Array {
  for (const [key, text] of Object.entries(metadata)) {
    checkUnicode("metadata key", key);
    checkUnicode(`metadata ${shown(key)}`, text);
  }
  let end = 0;
  const header = Object.entries(tensors).map(([name, tensor]): [string, object] => {
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.values.byteLength;
    const dtype = tensor.dtype === "float32" ? "F32" : "I32";
    return [name, { dtype, shape: tensor.shape, data_offsets: [begin, end] }];
  });
  if (Object.keys(metadata).length > 0) header.unshift([METADATA_KEY, metadata]);
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(json.length / 8) * 8; // so that the values are aligned; spaces fill the gap
  if (headerBytes > LARGEST_HEADER) {
    throw new SafetensorsError(`the header takes ${headerBytes} bytes; at most ${LARGEST_HEADER} are allowed`);
  }
  const bytes = new Uint8Array(PREFIX_BYTES + headerBytes + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, PREFIX_BYTES, PREFIX_BYTES + headerBytes);
  bytes.set(json, PREFIX_BYTES);
  let offset = PREFIX_BYTES + headerBytes;
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

function checkTensor(name: string, { dtype, shape, values }: HostTensor): void {
  if (name === METADATA_KEY) {
    throw new SafetensorsError(`a tensor is called ${METADATA_KEY}, which the format reserves; give it another name`);
  }
  checkUnicode("tensor name", name);
  const kind = dtype === "float32" ? Float32Array : dtype === "int32" ? Int32Array : undefined;
  if (kind === undefined || !(values instanceof kind)) {
    throw new SafetensorsError(
      `tensor ${shown(name)} has dtype ${dtype} in a ${values.constructor.name}; ` +
        "expected float32 in a Float32Array or int32 in an Int32Array",
    );
  }
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (size !== values.length) {
    throw new SafetensorsError(`tensor ${shown(name)} has ${values.length} values; shape [${shape}] takes ${size}`);
  }
}

/** Half of a surrogate pair cannot be written as UTF-8, and readers in other languages refuse its JSON escape. */
function checkUnicode(what: string, text: string): void {
  if (new TextDecoder().decode(new TextEncoder().encode(text)) !== text) {
    throw new SafetensorsError(`${what} ${shown(text)} holds half a surrogate pair; expected valid Unicode`);
  }
}
