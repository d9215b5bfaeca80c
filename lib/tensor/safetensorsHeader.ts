import { duplicateKey } from "../system/jsonKeys";
import { shown } from "../system/shown";
import {
  BYTES_PER_VALUE,
  LARGEST_HEADER,
  METADATA_KEY,
  PREFIX_BYTES,
  SafetensorsError,
  type FileDtype,
  type TensorEntry,
} from "./safetensorsFormat";

/** A checked header: every entry lies inside the data, and together they cover it without gap or overlap. */
export interface SafetensorsHeader {
  entries: TensorEntry[];
  metadata: Record<string, string>;
}

/**
 * How many bytes the header takes, from the first 8 bytes of the file, checked before anything is allocated by its word.
 *
 * @param source What the bytes are called in messages, usually the file's path.
 * @throws SafetensorsError naming the source, the value found and what was expected.
 */
export function headerLength(prefix: Uint8Array, { fileBytes, source }: { fileBytes: number; source: string }): number {
  const fail = failure(source);
  if (fileBytes < PREFIX_BYTES) {
    fail(`it has ${fileBytes} bytes, but the length of the header alone takes ${PREFIX_BYTES}`);
  }
  const declared = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  const room = fileBytes - PREFIX_BYTES;
  if (declared > BigInt(LARGEST_HEADER)) {
    fail(`its header claims ${declared} bytes; at most ${LARGEST_HEADER} are allowed`);
  }
  if (declared > BigInt(room)) {
    fail(`its header claims ${declared} bytes, but only ${room} follow; the file may be cut off, so fetch it again`);
  }
  return Number(declared);
}

/**
 * Reads and checks the header's JSON.
 *
 * @param dataBytes How many bytes follow the header in the file.
 * @throws SafetensorsError naming the source, the tensor, the value found and what was expected.
 */
export function readHeader(
  header: Uint8Array,
  { dataBytes, source }: { dataBytes: number; source: string },
): SafetensorsHeader {
  const fail = failure(source);
  const json = parseObject(header, fail);
  const metadata = readMetadata(json.get(METADATA_KEY), fail);
  json.delete(METADATA_KEY);
  const entries = [...json].map(([name, value]) => readEntry(name, value, fail));
  checkCoverage(entries, dataBytes, fail);
  return { entries, metadata };
}

type Fail = (problem: string) => never;

const failure = (source: string): Fail => (problem) => {
  throw new SafetensorsError(`${source} is not a sound safetensors file: ${problem}`);
};

function parseObject(header: Uint8Array, fail: Fail): Map<string, unknown> {
  if (header[0] !== 0x7b) fail(`its header begins with byte ${header[0] ?? "none"}; expected 123, which is "{"`);
  let text = "";
  let value: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(header);
    value = JSON.parse(text);
  } catch (error) {
    fail(`its header is not JSON in UTF-8 (${(error as Error).message})`);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) fail(`its header has the key ${shown(twice)} twice; expected each name once`);
  return new Map(Object.entries(value as object));
}

function readMetadata(value: unknown, fail: Fail): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value)) fail(`${METADATA_KEY} is ${shown(value)}; expected an object of strings`);
  for (const [key, text] of Object.entries(value as object)) {
    if (typeof text !== "string") fail(`${METADATA_KEY} has ${shown(key)}: ${shown(text)}; expected a string`);
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown, fail: Fail): TensorEntry {
  const where = `tensor ${shown(name)}`;
  if (!isObject(value)) fail(`${where} is ${shown(value)}; expected {dtype, shape, data_offsets}`);
  const { dtype, shape, data_offsets: offsets, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) fail(`${where} has a field ${shown(other)}; expected dtype, shape, data_offsets only`);
  if (typeof dtype !== "string" || !Object.hasOwn(BYTES_PER_VALUE, dtype)) {
    fail(`${where} has dtype ${shown(dtype)}; expected one of ${Object.keys(BYTES_PER_VALUE).join(", ")}`);
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    fail(`${where} has shape ${shown(shape)}; expected a list of whole numbers, none negative`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize) || offsets[0] > offsets[1]) {
    fail(`${where} has data_offsets ${shown(offsets)}; expected [begin, end] in bytes with 0 ≤ begin ≤ end`);
  }
  const [begin, end] = offsets as [number, number];
  let size = BYTES_PER_VALUE[dtype as FileDtype] as number;
  for (const dimension of shape as number[]) {
    size *= dimension;
    if (!Number.isSafeInteger(size)) fail(`${where} has shape ${shown(shape)}, which is too large to count`);
  }
  if (end - begin !== size) {
    fail(`${where} has ${end - begin} bytes of data, but ${dtype} of shape ${shown(shape)} takes ${size}`);
  }
  return { name, dtype: dtype as FileDtype, shape: shape as number[], begin, end };
}

function checkCoverage(entries: TensorEntry[], dataBytes: number, fail: Fail): void {
  let reached = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    const where = `tensor ${shown(name)} lies at bytes ${begin} to ${end}`;
    if (end > dataBytes) fail(`${where}, but the file holds ${dataBytes} bytes of data; it may be cut off`);
    if (begin < reached) fail(`${where}, but the tensor before it ends at ${reached}: they overlap`);
    if (begin > reached) fail(`${where}, but the data before it ends at ${reached}: there is a hole`);
    reached = end;
  }
  if (reached < dataBytes) fail(`${dataBytes - reached} bytes follow the last tensor; expected none`);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
