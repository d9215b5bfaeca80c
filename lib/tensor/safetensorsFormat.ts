import type { HalfType } from "./halfPrecision";

/** A tensor's content on the host, in row-major order. */
export interface HostTensor {
  dtype: "float32" | "int32";
  shape: number[];
  values: Float32Array | Int32Array;
}

/** What a safetensors file holds: tensors by name, and free text by key. */
export interface SafetensorsContent {
  tensors: Record<string, HostTensor>;
  metadata: Record<string, string>;
}

/** Says what is wrong with a safetensors file, or with tensors that are to become one. */
export class SafetensorsError extends RangeError {
  override name = "SafetensorsError";
}

/** The header's key for free text; no tensor can have this name. */
export const METADATA_KEY = "__metadata__";

/** Largest header that the reference implementation accepts, in bytes. */
export const LARGEST_HEADER = 100_000_000;

/** Bytes before the header: its length as an unsigned 64-bit integer, little-endian. */
export const PREFIX_BYTES = 8;

/** Bytes per value of each dtype that is read here; all but I64 are written too. */
export const BYTES_PER_VALUE = { F32: 4, I32: 4, F16: 2, BF16: 2, I64: 8 } as const;

export type FileDtype = keyof typeof BYTES_PER_VALUE;

/** How numbers with a fraction can be written. */
export type FloatType = "float32" | HalfType;

/** The format's names for what is written. */
export const FILE_DTYPES = { float32: "F32", float16: "F16", bfloat16: "BF16", int32: "I32" } as const;

/** Where a tensor lies in the file: `begin` and `end` in bytes, counted from the end of the header. */
export interface TensorEntry {
  name: string;
  dtype: FileDtype;
  shape: number[];
  begin: number;
  end: number;
}
