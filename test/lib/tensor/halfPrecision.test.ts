import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromHalfPrecision, type HalfType, toHalfPrecision } from "../../../lib/tensor/halfPrecision";
import { SafetensorsFile } from "../../../lib/tensor/safetensorsFile";
import { mutated } from "../../mutated";
import { readJsonOracle } from "../../oracle";

/** float32 bits and what PyTorch rounds them to (test/oracles/half_precision.py), in hexadecimal. */
const pyTorch = readJsonOracle<Record<"float32" | HalfType, string>>("half_precision.json");
const words = (hexadecimal: string, digits: number): number[] =>
  hexadecimal.match(new RegExp(`.{${digits}}`, "g"))!.map((word) => parseInt(word, 16));
const values = new Float32Array(Uint32Array.from(words(pyTorch.float32, 8)).buffer);

const types: HalfType[] = ["float16", "bfloat16"];
let folder: string;
beforeAll(async () => {
  await byhand.useEngine("cpu");
  folder = await mkdtemp(join(tmpdir(), "byhand-half-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What a library writes to a file and reads again, as the bits of float32. */
async function throughFile(library: typeof byhand, dtype: HalfType): Promise<number[]> {
  const path = join(folder, "half.safetensors");
  const x = tf.tensor1d(values);
  await library.saveSafetensors(path, { x }, { dtype });
  const { tensors } = await library.loadSafetensors(path);
  const read = (await tensors["x"]!.data()) as Float32Array;
  tf.dispose([x, tensors]);
  return [...new Uint32Array(Float32Array.from(read).buffer)];
}

describe("half precision", () => {
  it.each(types)("rounds to PyTorch's %s, bit for bit: every exponent, ties, subnormals, and up to Infinity", (type) => {
    expect([...toHalfPrecision(values, type)]).toEqual(words(pyTorch[type], 4));
  });

  it.each(types)("reads every one of the 65 536 words of %s and writes the same word again, but for NaN's payload", (type) => {
    const all = Uint16Array.from({ length: 65_536 }, (_, word) => word);
    const read = fromHalfPrecision(all, type);
    const back = toHalfPrecision(read, type);
    const again = fromHalfPrecision(back, type);
    const same = (word: number): boolean => (Number.isNaN(read[word]) ? Number.isNaN(again[word]) : back[word] === word);
    const changed = [...all].filter((word) => !same(word));
    expect(changed).toEqual([]);
    expect([...read].filter(Number.isNaN)).toHaveLength(type === "float16" ? 2 * 1023 : 2 * 127);
  });

  it.each<[string, HalfType, string, string]>([
    ["cuts off instead of rounding", "bfloat16", "2 ** (bits - 1) - 1 + odd", "0"],
    ["rounds half-way up instead of to even", "bfloat16", "- 1 + odd", ""],
    ["rounds half-way up instead of to even", "float16", "- 1 + odd", ""],
    ["has no numbers below 2⁻¹⁴", "float16", "return sign | subnormal(size);", "return sign;"],
    ["stops at the largest number instead of Infinity", "float16", "return sign | 0x7c00;", "return sign | 0x7bff;"],
    ["forgets the sign", "float16", "const sign = (bits >>> 16) & 0x8000;", "const sign = 0;"],
  ])("that %s is told from PyTorch's %s", async (_, type, from, to) => {
    const mutant = await mutated("tensor/halfPrecision.ts", { from, to });
    const right = await throughFile(byhand, type);
    const expected = fromHalfPrecision(Uint16Array.from(words(pyTorch[type], 4)), type);
    expect(right).toEqual([...new Uint32Array(expected.buffer)]);
    expect(await throughFile(mutant, type)).not.toEqual(right);
  });
});

describe("a file in half precision", () => {
  it("keeps int32 as it is, and says its type", async () => {
    const path = join(folder, "mixed.safetensors");
    const tensors = { ids: tf.tensor1d([1, 2 ** 31 - 1], "int32"), x: tf.tensor1d([1, -2.5]) };
    await byhand.saveSafetensors(path, tensors, { dtype: "bfloat16" });
    const file = await SafetensorsFile.open(path);
    expect([...file.entries.values()].map(({ name, dtype, begin, end }) => [name, dtype, begin, end])).toEqual([
      ["ids", "I32", 0, 8], ["x", "BF16", 8, 12],
    ]);
    expect((await file.read("ids")).values).toEqual(Int32Array.of(1, 2 ** 31 - 1));
    expect((await file.read("x")).values).toEqual(Float32Array.of(1, -2.5));
    await file.close();
    tf.dispose(tensors);
  });

  it("is not written in a type that there is none of", async () => {
    const saved = byhand.saveSafetensors(join(folder, "no.safetensors"), {}, { dtype: "float8" as never });
    await expect(saved).rejects.toThrow(/dtype is "float8": expected "float32", "float16" or "bfloat16"/);
  });
});
