import { isPlainTensor } from "./plain";
import type { PlainTensor, PlainValue } from "./types";

/** `|a − b| ≤ tolerance · (1 + |b|)`: absolute for small numbers, relative for large ones. */
export const TOLERANCE = 1e-5; // float32 sums over some hundred terms keep about six digits

/** What is different about a result, in the learner's terms; null where nothing is. */
export function difference(
  actual: PlainValue,
  expected: PlainValue,
  { tolerance = TOLERANCE, what = "the result" }: { tolerance?: number; what?: string } = {},
): string | null {
  if (isPlainTensor(expected)) return tensorDifference(actual, expected, tolerance, what);
  if (typeof expected === "number") {
    if (typeof actual !== "number") return `${what} is ${describe(actual)}: a number is expected`;
    return close(actual, expected, tolerance) ? null : `${what} is ${show(actual)}: expected ${show(expected)}`;
  }
  if (Array.isArray(expected)) return arrayDifference(actual, expected, tolerance, what);
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null || Array.isArray(actual) || isPlainTensor(actual)) {
      return `${what} is ${describe(actual)}: expected an object { ${Object.keys(expected).join(", ")} }`;
    }
    for (const [key, value] of Object.entries(expected)) {
      if (!Object.hasOwn(actual, key)) return `${what} has no field \`${key}\``;
      const field = /\s/.test(key) ? key : `\`${key}\``; // "gradient of query" is prose
      const found = difference(actual[key], value, { tolerance, what: field });
      if (found) return found;
    }
    return null;
  }
  return actual === expected ? null : `${what} is ${describe(actual)}: expected ${JSON.stringify(expected)}`;
}

/** Whether two results are the same within the tolerance. */
export function same(actual: PlainValue, expected: PlainValue, tolerance = TOLERANCE): boolean {
  return difference(actual, expected, { tolerance }) === null;
}

/** A number as a person would write it down. */
export function show(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value).replace("-", "−");
}

function close(a: number, b: number, tolerance: number): boolean {
  if (!Number.isFinite(b)) return Object.is(a, b); // everything is within a share of infinity
  return Math.abs(a - b) <= tolerance * (1 + Math.abs(b));
}

function tensorDifference(actual: PlainValue, expected: PlainTensor, tolerance: number, what: string): string | null {
  if (!isPlainTensor(actual)) {
    return `${what} is ${describe(actual)}: a tensor of shape [${expected.shape.join(", ")}] is expected`;
  }
  if (actual.shape.join() !== expected.shape.join()) {
    return `${what} has shape [${actual.shape.join(", ")}]: expected [${expected.shape.join(", ")}]`;
  }
  if (actual.dtype !== expected.dtype) return `${what} has dtype ${actual.dtype}: expected ${expected.dtype}`;
  const at = expected.values.findIndex((value, i) => !close(actual.values[i], value, tolerance));
  if (at < 0) return null;
  const place = actual.shape.length === 0 ? what : `${what} at [${indices(at, expected.shape).join(", ")}]`;
  const nan = Number.isNaN(actual.values[at]) ? " (not a number: something was 0/0, ∞/∞ or ∞ − ∞)" : "";
  const written = expected.dtype === "bool" ? (value: number) => String(value !== 0) : show;
  return `${place} is ${written(actual.values[at])}${nan}: expected ${written(expected.values[at])}`;
}

function arrayDifference(actual: PlainValue, expected: PlainValue[], tolerance: number, what: string): string | null {
  if (!Array.isArray(actual)) return `${what} is ${describe(actual)}: an array of ${expected.length} is expected`;
  if (actual.length !== expected.length) {
    return `${what} has ${actual.length} ${actual.length === 1 ? "entry" : "entries"}: expected ${expected.length}`;
  }
  for (const [i, value] of expected.entries()) {
    const found = difference(actual[i], value, { tolerance, what: `${what}[${i}]` });
    if (found) return found;
  }
  return null;
}

/** The position of a flat, row-major index in a shape. */
function indices(flat: number, shape: number[]): number[] {
  let rest = flat;
  return shape.map((_, axis) => {
    const stride = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    return index;
  });
}

function describe(value: PlainValue): string {
  if (isPlainTensor(value)) return `a tensor of shape [${value.shape.join(", ")}]`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return `an object { ${Object.keys(value).join(", ")} }`;
  return JSON.stringify(value);
}
