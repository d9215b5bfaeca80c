import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pendingTensor } from "../../../lib/tensor/safetensors";
import { SafetensorsFile } from "../../../lib/tensor/safetensorsFile";
import { SafetensorsError } from "../../../lib/tensor/safetensorsFormat";
import { openShards, type ShardOptions, writeShards } from "../../../lib/tensor/safetensorsShards";
import { mutated } from "../../mutated";
import { oraclePath } from "../../oracle";

const INDEX = "model.safetensors.index.json";
let folder: string;
beforeAll(async () => {
  await byhand.useEngine("cpu");
  folder = await mkdtemp(join(tmpdir(), "byhand-shards-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Five tensors of 40, 8, 8, 24 and 4 numbers. */
const tensors: Record<string, number[]> = { a: [5, 8], b: [8], c: [2, 4], d: [24], e: [2, 2] };

/** Writes them into a new folder (or this one), and gives its path. */
async function written(options: ShardOptions, directory?: string): Promise<string> {
  const target = directory ?? (await mkdtemp(join(folder, "model-")));
  const made = Object.entries(tensors).map(([name, shape], i) => [name, tf.fill(shape, i + 1)] as const);
  await writeShards(target, Object.fromEntries(made.map(([name, tensor]) => [name, pendingTensor(name, tensor)])), options);
  tf.dispose(Object.fromEntries(made));
  return target;
}

/** Each tensor's shape and values. */
async function read(directory: string): Promise<Record<string, unknown>> {
  const source = await openShards(directory);
  const found: Record<string, unknown> = {};
  for (const name of source.entries.keys()) {
    const { shape, values } = await source.read(name);
    found[name] = { shape, values: [...values] };
  }
  await source.close();
  return found;
}

const expected = Object.fromEntries(Object.entries(tensors).map(([name, shape], i) => [
  name,
  { shape, values: Array(shape.reduce((a, b) => a * b, 1)).fill(i + 1) },
]));

describe("a model's tensors", () => {
  it("go to one file where they fit, and come back", async () => {
    const directory = await written({});
    expect(await readdir(directory)).toEqual(["model.safetensors"]);
    expect(await read(directory)).toEqual(expected);
  });

  it("go to files of at most so many bytes, in their order, named and indexed as Hugging Face does", async () => {
    const directory = await written({ maxShardBytes: 100 });
    const files = [1, 2, 3, 4].map((i) => `model-0000${i}-of-00004.safetensors`);
    expect((await readdir(directory)).sort()).toEqual([...files, INDEX].sort());
    expect(JSON.parse(await readFile(join(directory, INDEX), "utf8"))).toEqual({
      metadata: { total_size: 4 * 84 },
      weight_map: { a: files[0], b: files[1], c: files[1], d: files[2], e: files[3] },
    });
    expect(await read(directory)).toEqual(expected);
  });

  it("take half the bytes in half precision, in their files and in the index", async () => {
    const directory = await written({ maxShardBytes: 100, dtype: "bfloat16" });
    const index = JSON.parse(await readFile(join(directory, INDEX), "utf8"));
    expect(index.metadata).toEqual({ total_size: 2 * 84 });
    expect(new Set(Object.values(index.weight_map)).size).toBe(2);
    expect(await read(directory)).toEqual(expected);
  });

  it("replace those of an earlier model, however many files each of them has", async () => {
    const directory = await written({ maxShardBytes: 40 });
    await writeFile(join(directory, "config.json"), "{}");
    await written({ maxShardBytes: 200 }, directory);
    const two = ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", INDEX];
    expect((await readdir(directory)).sort()).toEqual(two.sort());
    await written({}, directory);
    expect((await readdir(directory)).sort()).toEqual(["config.json", "model.safetensors"]);
    await written({ maxShardBytes: 200 }, directory);
    expect((await readdir(directory)).sort()).toEqual(two.sort());
    expect(await read(directory)).toEqual(expected);
  });

  it.each([0, -1, NaN])("can't be put into files of at most %s bytes", async (maxShardBytes) => {
    const at = join(folder, "never");
    await expect(writeShards(at, {}, { maxShardBytes })).rejects.toThrow(/maxShardBytes is .*: expected a number of bytes above 0/);
  });
});

describe("shards that Hugging Face wrote", () => {
  /** A copy of the oracle's folder, with its index changed. */
  type Index = { metadata: Record<string, unknown>; weight_map: Record<string, string> };
  async function copy(change: (index: Index) => unknown): Promise<string> {
    const directory = await mkdtemp(join(folder, "mistral-"));
    await cp(oraclePath("mistral"), directory, { recursive: true });
    const index = JSON.parse(await readFile(join(directory, INDEX), "utf8"));
    const changed = change(index);
    await writeFile(join(directory, INDEX), typeof changed === "string" ? changed : JSON.stringify(changed ?? index));
    return directory;
  }
  const [first, second] = ["model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors"];

  it.each<[string, () => Promise<string>, RegExp]>([
    ["one of them is missing", async () => {
      const directory = await copy(() => undefined);
      await rm(join(directory, second));
      return directory;
    }, /index\.json names the file "model-00002-of-00003\.safetensors", which is not there; fetch it too/],
    ["a tensor is in two of them", async () => {
      const directory = await copy((index) => void (index.weight_map["extra"] = "extra.safetensors"));
      const extra = tf.tensor1d([1]);
      await byhand.saveSafetensors(join(directory, "extra.safetensors"), { "lm_head.weight": extra, extra });
      extra.dispose();
      return directory;
    }, /tensor "lm_head\.weight" is in extra\.safetensors and in model-00003-of-00003\.safetensors: expected one/],
    ["the index names a tensor that the file lacks", () => copy((index) => void (index.weight_map["model.extra"] = first)),
      /it says that tensor "model\.extra" is in model-00001-of-00003\.safetensors, which has none/],
    ["the index names another file", () => copy((index) => void (index.weight_map["lm_head.weight"] = first)),
      /it says that tensor "lm_head\.weight" is in model-00001-of-00003\.safetensors, which has none/],
    ["a file has a tensor that the index leaves out", () => copy((index) => void delete index.weight_map["lm_head.weight"]),
      /model-00003-of-00003\.safetensors has a tensor "lm_head\.weight", of which the index says nothing/],
    ["the total size is another", () => copy((index) => void (index.metadata["total_size"] = 46_076)),
      /total_size is 46076 bytes, but the files hold 46072; one may be of another model/],
    ["the total size is text", () => copy((index) => void (index.metadata["total_size"] = "46072")),
      /total_size is "46072"; expected a number/],
    ["the index is no JSON", () => copy(() => '{"weight_map": {'),
      /index\.json is not a sound index of safetensors files: it is not JSON .*fetch it again/],
    ["the index is null", () => copy(() => "null"), /weight_map is missing; expected an object/],
    ["the index is a list", () => copy(() => ({ weight_map: [] })), /weight_map is \[\]; expected an object/],
    ["the index names a tensor twice", () => copy((index) =>
      JSON.stringify(index).replace('{"lm_head', `{"model.norm.weight":"${first}","lm_head`)),
      /it has the key "model\.norm\.weight" twice; expected each tensor in one file only/],
    ["a file is outside the folder", () => copy((index) => void (index.weight_map["x"] = "../x.safetensors")),
      /tensor "x" is in "\.\.\/x\.safetensors"; expected the name of a safetensors file in the same folder/],
    ["a file is no name", () => copy((index) => void (index.weight_map["x"] = 3 as never)),
      /tensor "x" is in 3; expected the name/],
  ])("are refused where %s", async (_, make, message) => {
    const directory = await make();
    await expect(openShards(directory)).rejects.toThrow(SafetensorsError);
    await expect(byhand.GPT.fromPretrained(directory)).rejects.toThrow(message);
  });

  it("are asked for where a folder has no parameters at all", async () => {
    const directory = await mkdtemp(join(folder, "empty-"));
    await expect(openShards(directory)).rejects.toThrow(/has neither model\.safetensors nor model\.safetensors\.index\.json/);
  });

  it.each([
    ["a tensor that is in two", "if (fileOf.get(name) !== file)", "if (false)"],
    ["a total of another model", "total !== bytes", "false"],
  ])("and a reader that lets %s pass is found out", async (what, from, to) => {
    const mutant = await mutated("tensor/safetensorsIndex.ts", { from, to });
    const directory = await copy((index) => {
      if (what.includes("total")) index.metadata["total_size"] = 1;
      else delete index.metadata["total_size"];
    });
    if (!what.includes("total")) {
      const tensor = tf.zeros([53, 26]);
      const last = join(directory, "model-00003-of-00003.safetensors");
      const { tensors } = await byhand.loadSafetensors(last);
      await byhand.saveSafetensors(last, { ...tensors, "model.embed_tokens.weight": tensor });
      tf.dispose([tensor, tensors]);
    }
    await expect(byhand.GPT.fromPretrained(directory)).rejects.toThrow(SafetensorsError);
    (await mutant.GPT.fromPretrained(directory)).dispose();
  });
});

describe("reading a file", () => {
  it("takes memory for one tensor at a time", async () => {
    setFlagsFromString("--expose_gc");
    const collect = runInNewContext("gc") as () => void;
    // What is no longer used is freed by another thread, later on a busy machine.
    const held = async (): Promise<number> => {
      let least = Infinity;
      for (let i = 0; i < 5; i++) {
        collect();
        await new Promise((resolve) => setTimeout(resolve, 10));
        least = Math.min(least, process.memoryUsage().arrayBuffers);
      }
      return least;
    };
    const path = join(folder, "large.safetensors");
    const [count, each] = [20, 2 ** 20]; // bytes
    const made = Array.from({ length: count }, (_, i) => [`t${i}`, tf.fill([each / 4], i)] as const);
    await byhand.saveSafetensors(path, Object.fromEntries(made));
    tf.dispose(Object.fromEntries(made));
    const file = await SafetensorsFile.open(path);
    const before = await held();
    let most = 0;
    for (const name of file.entries.keys()) {
      const { values } = await file.read(name);
      expect(values[0]).toBe(Number(name.slice(1)));
      most = Math.max(most, await held() - before);
    }
    await file.close();
    expect(most).toBeGreaterThanOrEqual(each);
    expect(most).toBeLessThan(3 * each);
  });
});
