/**
 * The text form of the values that cross the pipe between the grader and the learner's process.
 *
 * Numbers, strings, booleans, null and lists are JSON; what JSON cannot say is tagged: `{"number":"NaN"}`,
 * `{"tensor":{dtype,shape,base64}}`, `{"fields":[[key,value],…]}`. The reader takes nothing but these forms, so a
 * `__proto__` or a surplus key has no effect. The writer makes its text by hand from built-ins that it took before a
 * learner's code could replace them: `JSON.stringify` on an object would ask a polluted prototype for `toJSON`.
 */
import { isPlainTensor } from "../exercises/plain";
import type { PlainTensor, PlainValue } from "../exercises/types";
import { deepest, mostElements } from "./limits";

const { isArray } = Array;
const { entries, defineProperty } = Object;
const { isInteger, isFinite } = Number;
const { stringify } = JSON;
const { from: bufferFrom } = Buffer;

/** Something that is not in the text form. */
export class WireError extends RangeError {}

/**
 * Writes a value as JSON text.
 * @throws WireError where it is too large or too deep.
 */
export function encode(value: PlainValue): string {
  let left = mostElements;
  function write(item: PlainValue, depth: number): string {
    left -= isPlainTensor(item) ? item.values.length + 1 : 1;
    if (left < 0) throw new WireError(`holds more than ${mostElements} numbers`);
    if (depth > deepest) throw new WireError(`is nested more than ${deepest} levels deep`);
    if (typeof item === "number" && !isFinite(item)) return `{"number":"${item}"}`;
    if (item === null || typeof item !== "object") return stringify(item);
    if (isPlainTensor(item)) return writeTensor(item);
    let text = "";
    if (isArray(item)) {
      for (let i = 0; i < item.length; i++) text += (i ? "," : "") + write(item[i], depth + 1);
      return `[${text}]`;
    }
    const fields = entries(item);
    for (let i = 0; i < fields.length; i++) {
      text += `${i ? "," : ""}[${stringify(fields[i][0])},${write(fields[i][1], depth + 1)}]`;
    }
    return `{"fields":[${text}]}`;
  }
  return write(value, 0);
}

function writeTensor({ dtype, shape, values }: PlainTensor): string {
  const data = new arrays[dtype](values);
  const base64 = bufferFrom(data.buffer, data.byteOffset, data.byteLength).toString("base64");
  let sizes = "";
  for (let i = 0; i < shape.length; i++) sizes += (i ? "," : "") + stringify(shape[i]);
  return `{"tensor":{"dtype":${stringify(dtype)},"shape":[${sizes}],"base64":"${base64}"}}`;
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/**
 * Reads what `encode` wrote, given as parsed JSON.
 * @throws WireError where anything else is found.
 */
export function decode(wire: unknown): PlainValue {
  let left = mostElements;
  function read(item: unknown, depth: number): PlainValue {
    if (--left < 0 || depth > deepest) throw new WireError("too many or too deeply nested items");
    if (item === null || typeof item === "boolean" || typeof item === "string" || typeof item === "number") return item;
    if (isArray(item)) return item.map((entry) => read(entry, depth + 1));
    if (typeof item !== "object") throw new WireError("a value of no known form");
    const [pair, surplus] = entries(item) as [string, unknown][];
    if (!pair || surplus) throw new WireError("an object without exactly one tag");
    const [tag, content] = pair;
    if (tag === "number" && (content === "NaN" || content === "Infinity" || content === "-Infinity")) {
      return Number(content);
    }
    if (tag === "tensor") {
      const tensor = readTensor(content);
      left -= tensor.values.length;
      return tensor;
    }
    if (tag !== "fields" || !isArray(content)) throw new WireError("an object with an unknown tag");
    const fields: Record<string, PlainValue> = {};
    for (const field of content as unknown[]) {
      if (!isArray(field) || field.length !== 2 || typeof field[0] !== "string") throw new WireError("a broken field");
      // Defined, not assigned: assigning to "__proto__" would change the prototype.
      const property = { value: read(field[1], depth + 1), enumerable: true, configurable: true, writable: true };
      defineProperty(fields, field[0], property);
    }
    return fields;
  }
  return read(wire, 0);
}

function readTensor(wire: unknown): PlainTensor {
  const { dtype, shape, base64 } = (wire ?? {}) as { dtype?: unknown; shape?: unknown; base64?: unknown };
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") throw new WireError("a tensor of no known dtype");
  if (!isArray(shape) || shape.length > 6 || typeof base64 !== "string") throw new WireError("a broken tensor");
  let size = 1;
  for (const length of shape as unknown[]) {
    if (!isInteger(length) || (length as number) < 0) throw new WireError("a tensor with a broken shape");
    size *= length as number;
  }
  const byteLength = size * arrays[dtype].BYTES_PER_ELEMENT;
  // The length of the text is checked before its content is touched.
  if (!(size <= mostElements) || base64.length !== Math.ceil(byteLength / 3) * 4) {
    throw new WireError("a tensor whose data do not fit its shape");
  }
  const bytes = new Uint8Array(bufferFrom(base64, "base64"));
  if (bytes.length !== byteLength) throw new WireError("a tensor whose data do not fit its shape");
  const values = [...new arrays[dtype](bytes.buffer)];
  if (dtype === "bool" && values.some((value) => value > 1)) throw new WireError("a bool tensor that holds no bools");
  return { dtype, shape: [...shape] as number[], values };
}
