import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSafetensors } from "../../../lib/tensor/safetensors";
import { decodeSafetensors } from "../../../lib/tensor/safetensorsDecode";
import { SafetensorsError } from "../../../lib/tensor/safetensorsFormat";
import { mutated } from "../../mutated";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "byhand-hostile-"));
  await tf.setBackend("cpu");
});
afterAll(() => rm(folder, { recursive: true }));

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
    ["lacks a dtype", file({ a: { shape: [1], data_offsets: [0, 4] } }, data(4)), /tensor "a" has dtype missing/],
    ["has an unknown dtype", file({ a: { ...f32([1], 0, 4), dtype: "F8" } }, data(4)), /dtype "F8"; expected one of F32/],
    ["has a dtype from Object.prototype", file({ a: { ...f32([], 0, 4), dtype: "toString" } }, data(4)), /"toString"/],
    ["lacks a shape", file({ a: { dtype: "F32", data_offsets: [0, 4] } }, data(4)), /shape missing; expected a list/],
    ["has a negative size", file({ a: f32([-1], 0, 4) }, data(4)), /shape \[-1\]; expected .* none negative/],
    ["has a fractional size", file({ a: f32([1.5], 0, 6) }, data(6)), /shape \[1\.5\]/],
    ["has a size as text", file({ a: f32(["1"], 0, 4) }, data(4)), /shape \["1"\]/],
    ["has an infinite size", file('{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,4]}}', data(4)), /shape \[null\]/],
    ["has a shape whose size overflows", file({ a: f32([2 ** 30, 2 ** 30, 2 ** 30], 0, 4) }, data(4)), /too large/],
    ["has a shape whose size wraps round to a fit", file({ a: f32([2 ** 31, 2 ** 33, 4], 0, 0) }, data(0)), /too large/],
    ["has fewer bytes than its shape takes", file({ a: f32([3], 0, 8) }, data(8)), /8 bytes.*F32 of shape \[3\] takes 12/],
    ["has more bytes than its shape takes", file({ a: f32([1], 0, 8) }, data(8)), /8 bytes.* takes 4/],
    ["lacks offsets", file({ a: { dtype: "F32", shape: [1] } }, data(4)), /data_offsets missing; expected \[begin, end\]/],
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

  it.each([
    ["overlapping tensors", "if (begin < reached)", "if (begin < 0)", { a: f32([2], 0, 8), b: f32([2], 4, 12) }],
    ["a hole", "if (begin > reached)", "if (begin < 0)", { a: f32([1], 8, 12) }],
    ["bytes that belong to no tensor", "if (reached < dataBytes)", "if (reached < 0)", { a: f32([2], 0, 8) }],
  ])("and a reader that lets %s pass is found out", async (_, from, to, header) => {
    const path = join(folder, "mutant.safetensors");
    await writeFile(path, file(header, data(12)));
    const mutant = await mutated("tensor/safetensorsHeader.ts", { from, to });
    await expect(loadSafetensors(path)).rejects.toThrow(SafetensorsError);
    const { tensors } = await mutant.loadSafetensors(path);
    expect(Object.keys(tensors)).toEqual(Object.keys(header));
    tf.dispose(tensors);
  });
});
