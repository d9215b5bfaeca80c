import * as tf from "@tensorflow/tfjs-core";
import type { PlainTensor, PlainValue } from "./types";
import { LearnerError } from "./types";

const DTYPES = ["float32", "int32", "bool"];

/** True for plain data that stands for a tensor. */
export function isPlainTensor(value: unknown): value is PlainTensor {
  if (typeof value !== "object" || value === null) return false;
  const { dtype, shape, values } = value as Partial<PlainTensor>;
  return typeof dtype === "string" && DTYPES.includes(dtype) && Array.isArray(shape) && Array.isArray(values);
}

/** Nested arrays of numbers as a plain tensor: `plain([[1, 2], [3, 4]])`. */
export function plain(nested: unknown, dtype: PlainTensor["dtype"] = "float32"): PlainTensor {
  const shape: number[] = [];
  for (let level = nested; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values = [nested].flat(Infinity).map(Number);
  const size = shape.reduce((product, length) => product * length, 1);
  if (values.length !== size) {
    throw new RangeError(`nested has ${values.length} numbers but shape [${shape}] holds ${size}: rows differ in `
      + `length`);
  }
  // float32 values as the tensor will hold them, so that both sides compare the same numbers
  return { dtype, shape, values: dtype === "float32" ? values.map(Math.fround) : values };
}

/** Plain data with every PlainTensor turned into a tf tensor. */
export function toTensors(value: PlainValue): unknown {
  if (isPlainTensor(value)) return tf.tensor(value.values, value.shape, value.dtype);
  if (Array.isArray(value)) return value.map(toTensors);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toTensors(inner)]));
  }
  return value;
}

/** Every tf tensor in a value, depth first, in the order in which it appears. */
export function tensorsIn(value: unknown): tf.Tensor[] {
  if (value instanceof tf.Tensor) return [value];
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    return Object.values(value).flatMap(tensorsIn);
  }
  return [];
}

/** A copy of `value` with its tensors, in the order of `tensorsIn`, replaced by `replace(tensor, index)`. */
export function mapTensors(value: unknown, replace: (tensor: tf.Tensor, index: number) => unknown): unknown {
  let index = 0;
  const walk = (inner: unknown): unknown => {
    if (inner instanceof tf.Tensor) return replace(inner, index++);
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner === "object" && inner !== null && !ArrayBuffer.isView(inner)) {
      return Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, walk(each)]));
    }
    return inner;
  };
  return walk(value);
}

/** The value of a tensor as plain data; it is read asynchronously, since WebGPU knows no other way. */
export async function plainTensor(tensor: tf.Tensor): Promise<PlainTensor> {
  const dtype = tensor.dtype as PlainTensor["dtype"];
  if (!DTYPES.includes(dtype)) {
    throw new LearnerError("protocol", `the result is a ${dtype} tensor: it should be float32, int32 or bool`);
  }
  return { dtype, shape: [...tensor.shape], values: Array.from(await tensor.data()) };
}

/** A learner's result as plain data. Throws LearnerError, kind "protocol", for what cannot be sent. */
export async function toPlain(value: unknown, depth = 0): Promise<PlainValue> {
  if (depth > 16) throw new LearnerError("protocol", "the result is nested more than 16 levels deep");
  if (value instanceof tf.Tensor) return plainTensor(value);
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return value;
  }
  if (value === undefined) {
    const message = depth === 0 ? "the function returned nothing (undefined): is a `return` missing?"
      : "a field of the result is undefined";
    throw new LearnerError("protocol", message);
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Float32Array, Number);
  if (Array.isArray(value)) return Promise.all(value.map((inner) => toPlain(inner, depth + 1)));
  if (typeof value === "object") {
    const entries = Object.entries(value).map(async ([key, inner]) => [key, await toPlain(inner, depth + 1)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
  throw new LearnerError("protocol", `the result holds a ${typeof value}: only tensors, numbers, strings, arrays and `
    + "plain objects can be checked");
}
