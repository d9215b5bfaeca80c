import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { type HostTensor } from "../lib/tensor/safetensorsFormat";
import { decodeSafetensors } from "../lib/tensor/safetensorsDecode";

/** A tensor as the scripts in test/oracles write it, values in row-major order. */
export interface OracleTensor {
  dtype: "float32" | "int32" | "bool";
  shape: number[];
  values: ArrayLike<number>;
}

/** The path of a file that a script in test/oracles wrote. */
export function oraclePath(name: string): string {
  return join(resolve(import.meta.dirname, "oracles"), name);
}

export function readJsonOracle<T>(name: string): T {
  return JSON.parse(readFileSync(oraclePath(name), "utf8")) as T;
}

/** A safetensors file on the host, so that each engine can make its own tensors of it. */
export function readTensorOracle(name: string): Record<string, HostTensor> {
  return decodeSafetensors(readFileSync(oraclePath(name)), { source: name }).tensors;
}

export function tensorOf({ dtype, shape, values }: OracleTensor): tf.Tensor {
  const typed = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[dtype].from(values);
  return tf.tensor(typed, shape, dtype);
}

/**
 * How far a tensor is from the oracle's: the largest difference, relative to the largest value where that is above 1;
 * Infinity where a value is not a number.
 *
 * @throws Error where shape or dtype differ.
 */
export async function distance(actual: tf.Tensor, expected: OracleTensor): Promise<number> {
  const kind = (dtype: string, shape: number[]): string => `${dtype} [${shape.join(", ")}]`;
  if (kind(actual.dtype, actual.shape) !== kind(expected.dtype, expected.shape)) {
    throw new Error(`is ${kind(actual.dtype, actual.shape)}, expected ${kind(expected.dtype, expected.shape)}`);
  }
  const values = await actual.data();
  let largest = 0;
  let size = 1;
  for (let i = 0; i < values.length; i++) {
    const difference = Math.abs(values[i]! - expected.values[i]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
    size = Math.max(size, Math.abs(expected.values[i]!));
  }
  return largest / size;
}
