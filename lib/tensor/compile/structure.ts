import type * as tf from "@tensorflow/tfjs-core";
import { describe, isTensor, shapeText } from "../checks";
import { TYPE_NUMBERS } from "./nativeBackend";
import { CompileError } from "./compileError";

type Plain = string | number | boolean | null | undefined;

/** Tensors and plain values, in arrays and objects to any depth; what a compiled function takes and gives. */
export type Structure = tf.Tensor | Plain | readonly Structure[] | { readonly [name: string]: Structure };

/** A structure with its tensors taken out, in a fixed order. */
export interface Flattened {
  tensors: tf.Tensor[];
  /** All but the tensors' values: places and names, data types and shapes, plain values. Equal for what one graph can serve. */
  signature: string;
}

/**
 * Takes a structure apart. The order of an object's names does not matter.
 *
 * @param role what the structure is, for messages: "argument" or "result"
 * @throws CompileError naming the place that holds something else than tensors and plain values.
 */
export function flatten(structure: unknown, role: string): Flattened {
  const tensors: tf.Tensor[] = [];
  const signature = visit(structure, role, (tensor, path) => {
    if (!(tensor.dtype in TYPE_NUMBERS)) {
      throw new CompileError(
        `${path} has dtype ${tensor.dtype}: expected ${Object.keys(TYPE_NUMBERS).join(", ")}; convert it outside`,
      );
    }
    tensors.push(tensor);
  });
  return { tensors, signature };
}

/** The same structure with other tensors, in {@link flatten}'s order; plain values stay. */
export function withTensors(structure: unknown, tensors: readonly tf.Tensor[]): unknown {
  const remaining = tensors[Symbol.iterator]();
  const copy = (value: unknown): unknown => {
    if (isTensor(value)) return remaining.next().value;
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(namesOf(value).map((name) => [name, copy((value as Record<string, unknown>)[name])]));
  };
  return copy(structure);
}

function visit(value: unknown, path: string, onTensor: (tensor: tf.Tensor, path: string) => void): string {
  if (isTensor(value)) {
    onTensor(value, path);
    return `${value.dtype}${shapeText(value.shape)}`;
  }
  if (Array.isArray(value)) return `[${value.map((item, i) => visit(item, `${path}[${i}]`, onTensor)).join(", ")}]`;
  if (isPlainObject(value)) {
    const fields = namesOf(value).map((name) =>
      `${JSON.stringify(name)}: ${visit((value as Record<string, unknown>)[name], `${path}.${name}`, onTensor)}`);
    return `{${fields.join(", ")}}`;
  }
  if (value === null || ["string", "number", "boolean", "undefined"].includes(typeof value)) return plainText(value as Plain);
  throw new CompileError(
    `${path} is ${describe(value)}: expected tensors, numbers, strings, booleans, and plain arrays and objects of these` +
      (value instanceof Promise ? "; a compiled function must not be async, since it waits for nothing" : ""),
  );
}

/** Told apart wherever Object.is tells them apart: "NaN", "-0" and "\"1\"" too. */
function plainText(value: Plain): string {
  if (typeof value === "string") return JSON.stringify(value);
  return Object.is(value, -0) ? "-0" : String(value);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  // Not only this realm's Object.prototype: a notebook's cells may run in a context of their own.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function namesOf(object: object): string[] {
  return Object.keys(object).sort();
}
