import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSafetensors, saveSafetensors } from "../../../lib/tensor/safetensors";
import { decodeSafetensors } from "../../../lib/tensor/safetensorsDecode";
import { encodeSafetensors } from "../../../lib/tensor/safetensorsEncode";
import { SafetensorsError, type HostTensor, type SafetensorsContent } from "../../../lib/tensor/safetensorsFormat";

const oracle = (name: string): string => join(__dirname, "../../oracles", name);

interface Described {
  metadata: Record<string, string>;
  tensors: Record<string, { dtype: "float32" | "int32"; shape: number[]; values: string[] }>;
}

/** What Python says the values are (test/oracles/safetensors_files.py). */
async function expectedContent(): Promise<SafetensorsContent> {
  const { metadata, tensors } = JSON.parse(await readFile(oracle("python.safetensors.json"), "utf8")) as Described;
  const number = (text: string): number => (text === "inf" ? Infinity : Number(text));
  const made = Object.entries(tensors).map(([name, { dtype, shape, values }]): [string, HostTensor] => [
    name,
    { dtype, shape, values: (dtype === "float32" ? Float32Array : Int32Array).from(values, number) },
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
    const content = decodeSafetensors(await readFile(oracle("python.safetensors")));
    expect(content).toEqual(await expectedContent()); // toEqual tells −0 from 0
  });

  it("would be misread by a reader that takes brain floats for half floats: the comparison notices", async () => {
    const bytes = await readFile(oracle("python.safetensors"));
    bytes.write('"F16" ', bytes.indexOf('"BF16"'));
    expect(decodeSafetensors(bytes)).not.toEqual(await expectedContent());
  });

  it("becomes tensors of the same values and back, and the way back is the file that Python was seen to read", async () => {
    const { tensors, metadata } = await loadSafetensors(oracle("python.safetensors"));
    expect(Object.values(tensors).every((tensor) => tensor instanceof tf.Tensor)).toBe(true);
    const expected = (await expectedContent()).tensors;
    for (const [name, tensor] of Object.entries(tensors)) {
      expect([name, tensor.dtype, tensor.shape]).toEqual([name, expected[name].dtype, expected[name].shape]);
    }
    const path = join(folder, "back.safetensors");
    await saveSafetensors(path, tensors, metadata);
    tf.dispose(tensors);
    expect(await readFile(path)).toEqual(await readFile(oracle("byhand.safetensors")));
  });
});

describe("a hostile or damaged safetensors file is refused by a message that says where and what", () => {
  const data = (bytes: number): Uint8Array => new Uint8Array(bytes);
  const f32 = (shape: unknown, begin: unknown, end: unknown): object => ({
    dtype: "F32",
    shape,
    data_offsets: [begin, end],
  });
  function file(header: object | string | Uint8Array, values: Uint8Array, length?: bigint): Uint8Array {
    const text = typeof header === "string" ? header : JSON.stringify(header);
    const json = header instanceof Uint8Array ? header : new TextEncoder().encode(text);
    const bytes = new Uint8Array(8 + json.length + values.length);
    new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
    bytes.set(json, 8);
    bytes.set(values, 8 + json.length);
    return bytes;
  }
  const sound = file({ a: f32([2], 0, 8) }, data(8));

  const cases: [why: string, bytes: Uint8Array, message: RegExp][] = [
    ["is empty", data(0), /m\.safetensors.*has 0 bytes.*takes 8/],
    ["is cut off in its length", sound.subarray(0, 7), /has 7 bytes/],
    ["is cut off in its header", sound.subarray(0, 20), /header claims \d+ bytes, but only 12 follow.*fetch it again/],
    ["is cut off in its values", sound.subarray(0, -1), /tensor "a".*0 to 8.*holds 7 bytes/],
    ["claims a header of 2⁶⁴ − 1 bytes", file("{}", data(0), 2n ** 64n - 1n), /18446744073709551615.*at most 100000000/],
    ["claims a header of 99 MB that is not there", file("{}", data(0), 99_000_000n), /99000000 bytes, but only 2/],
    ["has no header", file("", data(0)), /begins with byte none/],
    ["has a list as header", file("[]", data(0)), /begins with byte 91; expected 123/],
    ["has a header that is not JSON", file("{oops", data(0)), /not JSON in UTF-8/],
    ["has a header that is not UTF-8", file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22), data(0)), /not JSON in UTF-8/],
    ["nests its header too deep", file(`{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`, data(0)), /tensor "a" is a value .* too deep/],
    ["has a name of millions of characters", file(`{"${"a\\n".repeat(5e6)}": 7}`, data(0)), /is 7; expected/],
    [
      "names a tensor twice",
      file(`{"a":${JSON.stringify(f32([1], 0, 4))},"\\u0061":${JSON.stringify(f32([1], 0, 4))}}`, data(4)),
      /the key "a" twice/,
    ],
    ["has a number for a tensor", file({ a: 7 }, data(0)), /tensor "a" is 7; expected \{dtype/],
    ["has null for a tensor", file({ a: null }, data(0)), /tensor "a" is null/],
    ["has a field of no meaning", file({ a: { ...f32([1], 0, 4), x: 1 } }, data(4)), /tensor "a" has a field "x"/],
    ["lacks a dtype", file({ a: { shape: [1], data_offsets: [0, 4] } }, data(4)), /tensor "a" has dtype undefined/],
    ["has an unknown dtype", file({ a: { ...f32([1], 0, 4), dtype: "F8" } }, data(4)), /dtype "F8"; expected one of F32/],
    ["has a dtype from Object.prototype", file({ a: { ...f32([], 0, 4), dtype: "toString" } }, data(4)), /"toString"/],
    ["lacks a shape", file({ a: { dtype: "F32", data_offsets: [0, 4] } }, data(4)), /shape undefined; expected a list/],
    ["has a negative size", file({ a: f32([-1], 0, 4) }, data(4)), /shape \[-1\]; expected .* none negative/],
    ["has a fractional size", file({ a: f32([1.5], 0, 6) }, data(6)), /shape \[1\.5\]/],
    ["has a size as text", file({ a: f32(["1"], 0, 4) }, data(4)), /shape \["1"\]/],
    ["has an infinite size", file('{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,4]}}', data(4)), /shape \[null\]/],
    ["has a shape whose size overflows", file({ a: f32([2 ** 30, 2 ** 30, 2 ** 30], 0, 4) }, data(4)), /too large/],
    ["has a shape whose size wraps round to a fit", file({ a: f32([2 ** 31, 2 ** 33, 4], 0, 0) }, data(0)), /too large/],
    ["has fewer bytes than its shape takes", file({ a: f32([3], 0, 8) }, data(8)), /8 bytes.*F32 of shape \[3\] takes 12/],
    ["has more bytes than its shape takes", file({ a: f32([1], 0, 8) }, data(8)), /8 bytes.* takes 4/],
    ["lacks offsets", file({ a: { dtype: "F32", shape: [1] } }, data(4)), /data_offsets undefined; expected \[begin, end\]/],
    ["has a negative offset", file({ a: f32([1], -4, 0) }, data(4)), /data_offsets \[-4,0\]/],
    ["has a fractional offset", file({ a: f32([1], 0.5, 4.5) }, data(5)), /data_offsets \[0\.5,4\.5\]/],
    ["has offsets the wrong way round", file({ a: f32([1], 4, 0) }, data(4)), /data_offsets \[4,0\]/],
    ["has three offsets", file({ a: { ...f32([1], 0, 4), data_offsets: [0, 4, 4] } }, data(4)), /\[0,4,4\]/],
    ["points behind its end", file({ a: f32([1], 4, 8) }, data(4)), /bytes 4 to 8, but the file holds 4/],
    ["has overlapping tensors", file({ a: f32([2], 0, 8), b: f32([2], 4, 12) }, data(12)), /"b" .*ends at 8.*overlap/],
    ["has a hole between tensors", file({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, data(12)), /"b".*ends at 4.*hole/],
    ["has a hole before its first tensor", file({ a: f32([1], 4, 8) }, data(8)), /"a".*ends at 0.*hole/],
    ["has bytes after its last tensor", file({ a: f32([1], 0, 4) }, data(9)), /5 bytes follow the last tensor/],
    ["has a list for metadata", file({ __metadata__: ["x"] }, data(0)), /__metadata__ is \["x"\]; expected an object/],
    ["has a number in its metadata", file({ __metadata__: { epoch: 3 } }, data(0)), /"epoch": 3; expected a string/],
    [
      "has a 64-bit integer that int32 cannot hold",
      file({ a: { dtype: "I64", shape: [2], data_offsets: [0, 16] } }, new Uint8Array(new BigInt64Array([1n, 2n ** 31n]).buffer)),
      /tensor "a" has the I64 value 2147483648 at position 1/,
    ],
  ];

  it.each(cases)("when it %s", (_, bytes, message) => {
    const read = (): unknown => decodeSafetensors(bytes, { source: "m.safetensors" });
    expect(read).toThrow(SafetensorsError);
    expect(read).toThrow(message);
    expect(read).toThrow(/m\.safetensors/);
  });

  it("makes no tensor at all when the last of several is at fault", async () => {
    const path = join(folder, "half.safetensors");
    await writeFile(path, file({ a: f32([1], 0, 4), b: f32([9], 4, 8) }, data(8)));
    const before = tf.memory().numTensors;
    await expect(loadSafetensors(path)).rejects.toThrow(/half\.safetensors.*tensor "b"/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("cannot change an object's prototype by a tensor called __proto__", () => {
    const hostile = file(`{"__proto__":${JSON.stringify(f32([1], 0, 4))}}`, data(4));
    const { tensors } = decodeSafetensors(hostile);
    expect(Object.getPrototypeOf(tensors)).toBe(Object.prototype);
    expect(Object.keys(tensors)).toEqual(["__proto__"]);
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
    const bytes = Uint8Array.from(await readFile(oracle("python.safetensors")));
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
