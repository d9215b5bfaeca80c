import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSafetensors, saveSafetensors } from "../../../lib/tensor/safetensors";
import { decodeSafetensors } from "../../../lib/tensor/safetensorsDecode";
import { encodeSafetensors } from "../../../lib/tensor/safetensorsEncode";
import { SafetensorsError, type HostTensor, type SafetensorsContent } from "../../../lib/tensor/safetensorsFormat";
import { mutated } from "../../mutated";
import { oraclePath } from "../../oracle";

interface Described {
  metadata: Record<string, string>;
  tensors: Record<string, { dtype: "float32" | "int32"; shape: number[]; values: string[] }>;
}

/** What Python says the values are (test/oracles/safetensors_files.py). */
async function expectedContent(): Promise<SafetensorsContent> {
  const { metadata, tensors } = JSON.parse(await readFile(oraclePath("python.safetensors.json"), "utf8")) as Described;
  const number = (text: string): number => (text === "inf" ? Infinity : Number(text));
  const made = Object.entries(tensors).map(([name, { dtype, shape, values }]): [string, HostTensor] => [
    name,
    { dtype, shape, values: dtype === "float32" ? Float32Array.from(values, number) : Int32Array.from(values, number) },
  ]);
  return { metadata, tensors: Object.fromEntries(made) };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "byhand-safetensors-"));
  await tf.setBackend("cpu");
});
afterAll(() => rm(folder, { recursive: true }));

describe("safetensors written by Python", () => {
  it("reads here with the same values, bit for bit, in every dtype", async () => {
    const content = decodeSafetensors(await readFile(oraclePath("python.safetensors")));
    expect(content).toEqual(await expectedContent()); // toEqual tells −0 from 0
  });

  it.each([
    ["takes brain floats for half floats", "Decode", 'new Uint16Array(data), "bfloat16")', 'new Uint16Array(data), "float16")'],
    ["forgets that small half floats are subnormal", "half", "if (exponent === 0) return", "if (exponent === -1) return"],
    ["forgets the sign of zero", "half", "return sign * fraction * 2 ** -24;", "return fraction === 0 ? 0 : sign * fraction * 2 ** -24;"],
    ["takes the half float's infinity for a number", "half", "if (exponent === 0x1f)", "if (exponent === 0x20)"],
    ["reads the values backwards", "Decode", "values: new Float32Array(data) };", "values: new Float32Array(data).reverse() };"],
    ["counts from the file's beginning", "File", "at: this.dataStart + begin", "at: begin"],
  ])("is told from what a reader finds that %s", async (_, place, from, to) => {
    const file = place === "half" ? "tensor/halfPrecision.ts" : `tensor/safetensors${place}.ts`;
    const mutant = await mutated(file, { from, to });
    const refused = { tensors: {} };
    const { tensors } = await mutant.loadSafetensors(oraclePath("python.safetensors")).catch(() => refused);
    const found = await Promise.all(
      Object.entries(tensors).map(async ([name, t]) => [name, { dtype: t.dtype, shape: t.shape, values: await t.data() }]),
    );
    tf.dispose(tensors);
    expect(Object.fromEntries(found)).not.toEqual((await expectedContent()).tensors);
  });

  it("becomes tensors of the same values and back, and the way back is the file that Python was seen to read", async () => {
    const { tensors, metadata } = await loadSafetensors(oraclePath("python.safetensors"));
    expect(Object.values(tensors).every((tensor) => tensor instanceof tf.Tensor)).toBe(true);
    const expected = (await expectedContent()).tensors;
    for (const [name, tensor] of Object.entries(tensors)) {
      expect([name, tensor.dtype, tensor.shape]).toEqual([name, expected[name].dtype, expected[name].shape]);
    }
    const path = join(folder, "back.safetensors");
    await saveSafetensors(path, tensors, { metadata });
    tf.dispose(tensors);
    expect(await readFile(path)).toEqual(await readFile(oraclePath("byhand.safetensors")));
  });
});

describe("any bytes and any tensors", () => {
  const tensor = fc
    .tuple(fc.constantFrom("float32" as const, "int32" as const), fc.array(fc.nat(3), { maxLength: 3 }))
    .chain(([dtype, shape]) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const values =
        dtype === "float32"
          ? fc.float32Array({ minLength: length, maxLength: length })
          : fc.int32Array({ minLength: length, maxLength: length });
      return values.map((values): HostTensor => ({ dtype, shape, values }));
    });
  const text = fc.string({ unit: "binary" });
  const name = text.filter((key) => key !== "__metadata__");
  const content = fc.record({ tensors: fc.dictionary(name, tensor), metadata: fc.dictionary(text, text) });
  const plain = (value: SafetensorsContent): unknown => ({
    tensors: Object.fromEntries(Object.entries(value.tensors)),
    metadata: Object.fromEntries(Object.entries(value.metadata)),
  });

  function refusedOrRead(bytes: Uint8Array): void {
    try {
      decodeSafetensors(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(SafetensorsError);
    }
  }

  it("come back from encoding and decoding as they went in", () => {
    fc.assert(
      fc.property(content, (value) => {
        expect(plain(decodeSafetensors(encodeSafetensors(value)))).toEqual(plain(value));
      }),
    );
  });

  it("are read or refused, and never crash the reader, when they are random", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), refusedOrRead), { numRuns: 500 });
  });

  it("are read or refused, and never crash the reader, when random JSON stands for the header", () => {
    const size = fc.oneof(fc.nat(40), fc.double(), fc.maxSafeInteger());
    const entry = fc.record({
      dtype: fc.oneof(fc.constantFrom("F32", "I32", "F16", "BF16", "I64"), fc.jsonValue()),
      shape: fc.oneof(fc.array(size, { maxLength: 3 }), fc.jsonValue()),
      data_offsets: fc.oneof(fc.tuple(size, size), fc.jsonValue()),
    });
    const header = fc.oneof(fc.dictionary(text, fc.oneof(entry, fc.jsonValue())), fc.jsonValue());
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 40 }), (json, values) => {
        const bytes = new TextEncoder().encode(JSON.stringify(json));
        const all = new Uint8Array(8 + bytes.length + values.length);
        new DataView(all.buffer).setBigUint64(0, BigInt(bytes.length), true);
        all.set(bytes, 8);
        all.set(values, 8 + bytes.length);
        refusedOrRead(all);
      }),
      { numRuns: 500 },
    );
  });

  it("are read or refused, and never crash the reader, when one byte of a sound file is changed", async () => {
    const bytes = Uint8Array.from(await readFile(oraclePath("python.safetensors")));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        refusedOrRead(changed);
      }),
      { numRuns: 500 },
    );
  });
});

describe("writing safetensors", () => {
  const values = Float32Array.of(1, 2);

  it("refuses a dtype that the format has no place for here, by the tensor's name", async () => {
    const mask = tf.tensor1d([true, false], "bool");
    const saved = saveSafetensors(join(folder, "bool.safetensors"), { mask });
    await expect(saved).rejects.toThrow(/tensor "mask" has dtype bool; expected float32 or int32: cast it first/);
    mask.dispose();
    expect(await readdir(folder)).not.toContain("bool.safetensors");
  });

  it("refuses values that do not fit their shape", () => {
    const tensors = { w: { dtype: "float32" as const, shape: [3], values } };
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow(/tensor "w" has 2 values; shape \[3\] takes 3/);
  });

  it("refuses values of another type than the dtype says", () => {
    const tensors = { w: { dtype: "int32" as const, shape: [2], values } };
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow(/dtype int32 in a Float32Array; expected/);
  });

  it("refuses the name that the format reserves", () => {
    const tensors = { __metadata__: { dtype: "float32" as const, shape: [2], values } };
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow(/__metadata__, which the format reserves/);
  });

  it("refuses half a surrogate pair in a name, which no other reader would take", () => {
    const tensors = { "\ud800": { dtype: "float32" as const, shape: [2], values } };
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow(/half a surrogate pair/);
  });

  it("marks a file as PyTorch's unless told otherwise, since transformers asks for that", async () => {
    const path = join(folder, "marked.safetensors");
    const w = tf.tensor1d([1]);
    await saveSafetensors(path, { w });
    w.dispose();
    const { tensors, metadata } = await loadSafetensors(path);
    tf.dispose(tensors);
    expect(metadata).toEqual({ format: "pt" });
  });
});
