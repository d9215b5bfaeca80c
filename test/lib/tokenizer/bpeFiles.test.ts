import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BPETokenizer, CharTokenizer, loadTokenizer, saveTokenizer, saveVocabularyAndMerges } from "byhand";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

/** A tokenizer.json whose parts can be changed. */
interface Json {
  model: { vocab: Record<string, number>; merges: unknown[]; [part: string]: unknown };
  added_tokens: Record<string, unknown>[];
  pre_tokenizer: unknown;
  [part: string]: unknown;
}
interface Oracle {
  special: {
    tokenizer: object; text: string; ids: number[];
    older: { "vocab.json": string; "merges.txt": string; text: string; ids: number[] };
  };
  llama3: { tokenizer: object; text: string; ids: number[] };
}
/** From test/oracles/bpe.py: files that Python's tokenizers wrote. */
const oracle = JSON.parse(readFileSync(new URL("../../oracles/bpe.json", import.meta.url), "utf8")) as Oracle;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "byhand-bpe-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown): Promise<void> =>
  writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
const writeOlder = async (): Promise<void> => {
  for (const name of ["vocab.json", "merges.txt"] as const) await write(name, oracle.special.older[name]);
};

const withoutByte = (vocabulary: object): Record<string, number> =>
  JSON.parse(JSON.stringify(vocabulary).replace('"Ā"', '"qq"')) as Record<string, number>;
describe("loadTokenizer reads", () => {
  it("a tokenizer.json of Python's, by its path or its folder", async () => {
    await write("tokenizer.json", oracle.special.tokenizer);
    for (const path of [folder, join(folder, "tokenizer.json")]) {
      const read = await loadTokenizer(path);
      expect(read).toBeInstanceOf(BPETokenizer);
      expect(read.encode(oracle.special.text)).toEqual(oracle.special.ids);
    }
  });

  it("merges written as texts, as in older files, and the small differences of such files", async () => {
    const json = JSON.parse(JSON.stringify(oracle.special.tokenizer)) as Json;
    json.model.merges = (json.model.merges as string[][]).map((pair) => pair.join(" "));
    json.model.continuing_subword_prefix = "";
    json.pre_tokenizer = { type: "ByteLevel", add_prefix_space: false, trim_offsets: false };
    json.post_processor = { type: "ByteLevel", add_prefix_space: true, trim_offsets: false };
    delete json.model.ignore_merges;
    for (const token of json.added_tokens) token.normalized = true;
    await write("tokenizer.json", json);
    expect((await loadTokenizer(folder)).encode(oracle.special.text)).toEqual(oracle.special.ids);
  });

  it("vocab.json and merges.txt, with tokens special that no merge makes", async () => {
    await writeOlder();
    const read = (await loadTokenizer(folder)) as BPETokenizer;
    expect(read.encode(oracle.special.older.text)).toEqual(oracle.special.older.ids);
    expect(read.vocabulary.addedTokens).toEqual([{ id: 0, content: "<|endoftext|>", special: true, normalized: false, inModel: true }]);
  });

  it("a character tokenizer from the same place", async () => {
    await saveTokenizer(join(folder, "tokenizer.json"), CharTokenizer.train("abc"));
    expect(await loadTokenizer(folder)).toBeInstanceOf(CharTokenizer);
  });
});

describe("files that are written", () => {
  it("are those that Python writes", async () => {
    const read = BPETokenizer.fromJSON(oracle.special.tokenizer);
    await saveTokenizer(join(folder, "tokenizer.json"), read);
    expect(JSON.parse(await readFile(join(folder, "tokenizer.json"), "utf8"))).toEqual(oracle.special.tokenizer);
    await rm(join(folder, "tokenizer.json"));
    await writeOlder();
    const older = (await loadTokenizer(folder)) as BPETokenizer;
    for (const name of await readdir(folder)) await rm(join(folder, name));
    await saveVocabularyAndMerges(folder, older);
    expect((await readdir(folder)).sort()).toEqual(["merges.txt", "vocab.json"]);
    expect(await readFile(join(folder, "merges.txt"), "utf8")).toBe(oracle.special.older["merges.txt"]);
    const vocabulary = await readFile(join(folder, "vocab.json"), "utf8");
    expect(JSON.parse(vocabulary)).toEqual(JSON.parse(oracle.special.older["vocab.json"]));
  });

  it("are told from those with merges in the order of the alphabet", async () => {
    const mutant = await mutated("tokenizer/bpe/vocabularyAndMerges.ts", {
      from: "[VERSION, ...lines, \"\"]", to: "[VERSION, ...lines.sort(), \"\"]",
    });
    await writeOlder();
    const older = (await loadTokenizer(folder)) as BPETokenizer;
    await mutant.saveVocabularyAndMerges(folder, older as never);
    const again = await loadTokenizer(folder);
    expect(await readFile(join(folder, "merges.txt"), "utf8")).not.toBe(oracle.special.older["merges.txt"]);
    expect(again.encode(oracle.special.older.text)).not.toEqual(oracle.special.older.ids);
  });

  it("refuse as vocab.json and merges.txt what these can't hold", async () => {
    const llama3 = BPETokenizer.fromJSON(oracle.llama3.tokenizer);
    await expect(saveVocabularyAndMerges(folder, llama3)).rejects.toThrow(/cuts texts as llama3 does: use saveTokenizer/);
    const special = BPETokenizer.fromJSON(oracle.special.tokenizer);
    await expect(saveVocabularyAndMerges(folder, special)).rejects.toThrow(/added token "end" would be read as ordinary/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("loadTokenizer refuses, with what was found,", () => {
  const { vocabularySize } = BPETokenizer.fromJSON(oracle.special.tokenizer);
  const changed = (change: (json: Json) => void): Json => {
    const json = JSON.parse(JSON.stringify(oracle.special.tokenizer)) as Json;
    change(json);
    return json;
  };
  const refused: [name: string, change: (json: Json) => void, message: RegExp][] = [
    ["a WordPiece tokenizer", (json) => (json.model.type = "WordPiece"), /model\.unk_token is null: expected a text/],
    ["an unknown kind", (json) => (json.model.type = "Unicorn"), /model\.type is "Unicorn": expected "BPE" \(byte-level\), "Unigram"/],
    ["SentencePiece's bytes", (json) => (json.model.byte_fallback = true), /model\.byte_fallback is true/],
    ["SentencePiece's words", (json) => (json.model.vocab["▁the"] = vocabularySize),
      /"▁the" \(id \d+\), with a character that stands/],
    ["a normalizer", (json) => (json.normalizer = { type: "NFC" }), /normalizer is {"type":"NFC"}/],
    ["truncation", (json) => (json.truncation = { max_length: 4 }), /truncation\.strategy is missing: truncation has "LongestFirst"/],
    ["another token's padding", (json) => (json.padding = { strategy: "BatchLongest", pad_id: 9, pad_token: "end" }), /"end" with the id 9/],
    ["dropout", (json) => (json.model.dropout = 0.1), /model\.dropout is 0\.1/],
    ["a prefix of subwords", (json) => (json.model.continuing_subword_prefix = "##"), /continuing_subword_prefix is "##"/],
    ["a space before every text", (json) => (json.pre_tokenizer = { type: "ByteLevel", add_prefix_space: true, trim_offsets: true }), /pre_tokenizer is .*expected Byte/],
    ["an unknown pattern", (json) => (json.pre_tokenizer = splitBy("\\w+")), /Llama 3's regular expression/],
    ["no pre-tokenizer", (json) => (json.pre_tokenizer = null), /pre_tokenizer is null: expected an object/],
    ["another decoder", (json) => (json.decoder = { type: "Metaspace" }), /decoder\.type is "Metaspace"/],
    ["another post-processor", (json) => (json.post_processor = { type: "Unicorn" }),
      /post_processor\.type is "Unicorn": expected TemplateProcessing/],
    ["a template with an unknown id", (json) => (json.post_processor = template(999)), /has the id 999, which no/],
    ["a template with an unknown token", (json) => (json.post_processor = { ...template(0), special_tokens: {} }),
      /post_processor\.special_tokens\["<s>"\] is missing/],
    ["a merge of an unknown token", (json) => json.model.merges.push(["t", "qqq"]),
      /merge \d+ joins "t" and "qqq", but "qqq" is not in the vocabulary/],
    ["a merge into an unknown token", (json) => json.model.merges.push(["q", "q"]),
      /merge \d+ joins "q" and "q", but "qq" is not in/],
    ["a merge of three tokens", (json) => json.model.merges.push("t h e"),
      /model\.merges\[\d+\] is "t h e": expected two tokens/],
    ["merges that are no list", (json) => (json.model.merges = {} as never), /model\.merges is {}: expected a list/],
    ["a vocabulary with a hole", (json) => (json.model.vocab["the"] = 999), /\["the"\] is 999: expected .* no holes/],
    ["two tokens with one id", (json) => (json.model.vocab["the"] = 20), /is 20, and so is that of/],
    ["a vocabulary without a byte", (json) => (json.model.vocab = withoutByte(json.model.vocab)), /no token for the byte 0x0 \("Ā"\)/],
    ["a special token listed twice", (json) => json.added_tokens.push(json.added_tokens[0]),
      /added_tokens\[5\] is "<\|endoftext\|>", and so is added_tokens\[0\]/],
    ["a special token with two ids", (json) => (json.added_tokens[0].id = 7),
      /added_tokens\[0\]\.id is 7, but model\.vocab gives "<\|endoftext\|>" the id 0/],
    ["a special token that strips something", (json) => (json.added_tokens[0].lstrip = 1), /added_tokens\[0\]\.lstrip is 1/],
    ["a special token without text", (json) => (json.added_tokens[0].content = 7), /content is 7: expected a text/],
    ["a special token behind a hole", (json) => json.added_tokens.push({ id: 400, content: "<x>" }),
      /\["<x>"\] is 400: expected a whole number from 0 to \d+, for ids have no holes/],
  ];
  it.each(refused)("%s", async (_, change, message) => {
    await write("tokenizer.json", changed(change));
    await expect(loadTokenizer(folder)).rejects.toThrow(message);
    await expect(loadTokenizer(folder)).rejects.toThrow(/tokenizer\.json can't be read as a tokenizer/);
  });

  it("a folder without a tokenizer; vocab.json without merges.txt, cut off, or with a token twice", async () => {
    await expect(loadTokenizer(folder)).rejects.toThrow(/holds no tokenizer: expected tokenizer\.json, or vocab\.json and/);
    await expect(loadTokenizer(join(folder, "absent"))).rejects.toThrow(/ENOENT/);
    await write("vocab.json", oracle.special.older["vocab.json"]);
    await expect(loadTokenizer(folder)).rejects.toThrow(/ENOENT.*merges\.txt/);
    await write("merges.txt", oracle.special.older["merges.txt"]);
    await write("vocab.json", oracle.special.older["vocab.json"].slice(0, 99));
    await expect(loadTokenizer(folder)).rejects.toThrow(/vocab\.json is not JSON .*cut off/);
    await write("vocab.json", oracle.special.older["vocab.json"].replace("{", '{"a":5,'));
    await expect(loadTokenizer(folder)).rejects.toThrow(/has the key "a" twice/);
  });

  it.each([
    ["#version: 0.2\nh e\nqqq e\n", /merge 1 joins "qqq" and "e", but "qqq" is not in the vocabulary/],
    ["#version: 0.2\nt h e\n", /merges\.txt, line 2, is "t h e": expected two tokens with a space between/],
    ["t\n", /merges\.txt, line 1, is "t"/],
    ["#version: 0.2\n\nt h\n", /merges\.txt, line 2, is ""/],
  ])("merges.txt with %j", async (merges, message) => {
    await writeOlder();
    await write("merges.txt", merges);
    await expect(loadTokenizer(folder)).rejects.toThrow(message);
  });

  function splitBy(Regex: string): object {
    const bytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false };
    const split = { type: "Split", pattern: { Regex }, behavior: "Isolated", invert: false };
    return { type: "Sequence", pretokenizers: [split, bytes] };
  }

  function template(id: number): object {
    return {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      pair: [], special_tokens: { "<s>": { id: "<s>", ids: [id], tokens: ["<s>"] } },
    };
  }
});
