import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BPETokenizer, CharTokenizer, loadTokenizer, saveTokenizer } from "byhand";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "byhand-tokenizer-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Json = { [key: string]: Json & string & number };
const valid = (): Json => JSON.parse(JSON.stringify(CharTokenizer.train("abc"))) as Json;

async function load(content: unknown): Promise<unknown> {
  const path = join(folder, "tokenizer.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return loadTokenizer(path);
}

describe("saveTokenizer and loadTokenizer", () => {
  it("keep ids and text, and leave the two files that Python's AutoTokenizer needs and no other", async () => {
    const text = "né 👍\r\n\t漢";
    const path = join(folder, "tokenizer.json");
    await saveTokenizer(path, CharTokenizer.train(text));
    const read = await loadTokenizer(path);
    expect(read.decode(read.encode(text))).toBe(text);
    expect(read.encode(text)).toEqual(CharTokenizer.train(text).encode(text));
    expect((await readdir(folder)).sort()).toEqual(["tokenizer.json", "tokenizer_config.json"]);
    expect(JSON.parse(await readFile(join(folder, "tokenizer_config.json"), "utf8"))).toEqual({
      tokenizer_class: "PreTrainedTokenizerFast",
      clean_up_tokenization_spaces: false,
    });
  });

  it("name the roles of special tokens, and no types, for Python's AutoTokenizer", async () => {
    const tokenizer = BPETokenizer.train("the cat", { vocabularySize: 262, specialTokens: ["<s>", "<pad>", "</s>", "<mask>", "<|end|>"] });
    await saveTokenizer(join(folder, "tokenizer.json"), tokenizer);
    expect(JSON.parse(await readFile(join(folder, "tokenizer_config.json"), "utf8"))).toEqual({
      tokenizer_class: "PreTrainedTokenizerFast", clean_up_tokenization_spaces: false,
      pad_token: "<pad>", mask_token: "<mask>", bos_token: "<s>", eos_token: "</s>",
    });
  });

  it("leave a file of another name alone in its folder", async () => {
    await saveTokenizer(join(folder, "letters.json"), CharTokenizer.train("abc"));
    expect(await readdir(folder)).toEqual(["letters.json"]);
  });
});

describe("loadTokenizer", () => {
  it("takes the template around nothing by which transformers 5 says that there is no post-processor", async () => {
    const piece = (id: string): object => ({ Sequence: { id, type_id: 0 } });
    const template = { type: "TemplateProcessing", pair: [piece("A"), piece("B")], special_tokens: {} };
    expect(await load({ ...valid(), post_processor: { ...template, single: [piece("A")] } })).toBeInstanceOf(CharTokenizer);
    const begun = { ...template, single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, piece("A")] };
    await expect(load({ ...valid(), post_processor: begun })).rejects.toThrow(/post_processor is \{"type":"TemplateProcessing"/);
  });
});

describe("loadTokenizer refuses, naming the file and what was found,", () => {
  it("a file that was cut off", async () => {
    await expect(load(JSON.stringify(valid()).slice(0, 90))).rejects.toThrow(/tokenizer\.json is not JSON .*cut off/);
  });

  it("a byte-pair tokenizer", async () => {
    const bytePair = { ...valid(), model: { type: "BPE", vocab: { a: 0 }, merges: [] } };
    await expect(load(bytePair)).rejects.toThrow(/tokenizer\.json can't be read.*pre_tokenizer/);
  });

  it("a word tokenizer", async () => {
    const words = valid();
    (words.model as { vocab: unknown }).vocab = { the: 0, cat: 1 };
    await expect(load(words)).rejects.toThrow(/model\.vocab has the token "the": expected single characters/);
  });

  it("a tokenizer that lowercases, splits otherwise or adds special tokens", async () => {
    await expect(load({ ...valid(), normalizer: { type: "Lowercase" } })).rejects.toThrow(/normalizer is {"type":"Lower/);
    await expect(load({ ...valid(), pre_tokenizer: { type: "Digits" } })).rejects.toThrow(/pre_tokenizer.type is "Digits": expected Bert/);
    await expect(load({ ...valid(), decoder: null })).rejects.toThrow(/decoder is null/);
    await expect(load({ ...valid(), added_tokens: [{ id: 3 }] })).rejects.toThrow(/added_tokens is \[{"id":3}\]/);
  });

  it("what is no object", async () => {
    await expect(load("[1]")).rejects.toThrow(/tokenizer\.json is \[1\]: expected an object/);
    await expect(load({ ...valid(), model: null })).rejects.toThrow(/model is null: expected an object/);
  });

  it.each([
    [{}, /vocab is empty/],
    [{ a: 0, b: 0 }, /"b" \(U\+0062\)\] is 0, and so is that of "a"/],
    [{ a: 0, b: 2 }, /"b" \(U\+0062\)\] is 2: expected a whole number from 0 to 1/],
    [{ a: 0, b: 1e9 }, /is 1000000000: expected/],
    [{ a: -1 }, /is -1: expected/],
    [{ a: "0" }, /is "0": expected/],
    [{ a: null }, /is null: expected/],
    [{ "\ud83d": 0 }, /expected single characters/],
  ])("a vocabulary of %j", async (vocab, message) => {
    await expect(load({ ...valid(), model: { ...(valid().model as object), vocab } })).rejects.toThrow(message);
  });

  it("one character with two ids", async () => {
    const twice = JSON.stringify(valid()).replace('"a":0', '"a":0,"a":1');
    await expect(load(twice)).rejects.toThrow(/has the key "a" twice/);
  });

  it("a missing file, by its path", async () => {
    await expect(loadTokenizer(join(folder, "absent.json"))).rejects.toThrow(/ENOENT.*absent\.json/);
  });
});
