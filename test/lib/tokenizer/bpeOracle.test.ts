import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

interface Special {
  trainingText: string; specialTokens: string[]; vocabularySize: number; text: string;
  ids: number[]; idsAsText: number[]; withoutSpecial: string; tokenizer: object;
}
interface Oracle {
  trained: { name: string; text: string; vocabularySize: number; merges: string[][]; ids: number[]; idsOfAll: string }[];
  megabyte: {
    vocabularySize: number; characters: number; tokens: number; merges: string; firstMerges: string[][]; lastMerge: string[];
    ids: string; firstIds: number[];
  };
  special: Special;
  llama3: { tokenizer: object; text: string; ids: number[]; idsOfTextOnly: number[]; decoded: string };
  byteCharacters: string;
  broken: { bytes: number[]; ids: number[]; text: string }[];
  pieces: Record<byhand.PreTokenization, string[]>;
}
type Library = typeof byhand;

/** From test/oracles/bpe.py: Python's tokenizers. */
const oracle = JSON.parse(readFileSync(new URL("../../oracles/bpe.json", import.meta.url), "utf8")) as Oracle;
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const everything = oracle.trained.slice(0, -1).map(({ text }) => text).join(" ");

function compareTraining({ BPETokenizer }: Library): void {
  for (const { name, text, vocabularySize, merges, ids, idsOfAll } of oracle.trained) {
    const tokenizer = BPETokenizer.train(text, { vocabularySize });
    expect(tokenizer.merges, name).toEqual(merges);
    expect(tokenizer.encode(text), name).toEqual(ids);
    expect(sha256(tokenizer.encode(everything).join(",")), name).toBe(idsOfAll);
  }
}

function compareSpecialTokens({ BPETokenizer }: Library): void {
  const { trainingText, specialTokens, vocabularySize, text, ids, idsAsText, withoutSpecial, tokenizer } = oracle.special;
  const ours = BPETokenizer.train(trainingText, { vocabularySize, specialTokens });
  expect(JSON.parse(JSON.stringify(ours))).toEqual(tokenizer);
  for (const each of [ours, BPETokenizer.fromJSON(tokenizer)]) {
    expect(each.encode(text)).toEqual(ids);
    expect(each.encode(text, { specialTokens: "text" })).toEqual(idsAsText);
    expect(each.decode(ids)).toBe(text);
    expect(each.decode(ids, { skipSpecialTokens: true })).toBe(withoutSpecial);
  }
}

function compareLlama3({ BPETokenizer }: Library): void {
  const { tokenizer, text, ids, idsOfTextOnly, decoded } = oracle.llama3;
  const read = BPETokenizer.fromJSON(tokenizer);
  expect(read.encode(text)).toEqual(ids);
  expect(read.encode(text, { addSpecialTokens: false })).toEqual(idsOfTextOnly);
  expect(read.decode(ids, { skipSpecialTokens: true })).toBe(decoded);
  expect(JSON.parse(JSON.stringify(read))).toEqual(tokenizer);
}

function compareDecoding({ BPETokenizer }: Library): void {
  const tokenizer = BPETokenizer.train("a", { vocabularySize: 256 });
  for (const { bytes, ids, text } of oracle.broken) {
    expect(tokenizer.encodeBytes(Uint8Array.from(bytes))).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(text);
  }
}

/** The pieces as the function finds them that reads without a regular expression. */
function cutByHand({ PIECE_ENDS }: Library, pattern: byhand.PreTokenization, text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieces.at(-1)!.length) pieces.push(text.slice(at, PIECE_ENDS[pattern](text, at)));
  return pieces;
}

/** Blocks of 4096 code points in which texts are cut elsewhere than Python cuts them. */
function blocksCutOtherwise(
  pattern: byhand.PreTokenization,
  cut: (text: string) => string[],
  { first = 0, last = 0x10f }: { first?: number; last?: number } = {},
): string[] {
  return oracle.pieces[pattern].flatMap((expected, block) => {
    if (block < first || block > last) return [];
    let text = "";
    for (let point = block * 0x1000; point < (block + 1) * 0x1000; point++) {
      const c = String.fromCodePoint(point);
      if (point < 0xd800 || point > 0xdfff) text += `a${c}1${c}.${c} ${c}'${c}\n`;
    }
    const found = sha256(cut(text).map((piece) => piece.length).join(",")).slice(0, 8);
    return found === expected ? [] : [`block ${(block * 0x1000).toString(16)}`];
  });
}

describe("BPETokenizer agrees with Python's tokenizers", () => {
  it("in merges and ids, on text of many kinds", () => compareTraining(byhand));
  it("in the file, the ids and the texts of special tokens", () => compareSpecialTokens(byhand));
  it("on a tokenizer like Llama 3's: its pattern, whole tokens, tokens around the text", () => compareLlama3(byhand));
  it("in the text of bytes that are no valid UTF-8", () => compareDecoding(byhand));

  it("in the character that stands for each byte", () => {
    expect(byhand.BYTE_CHARACTERS.join("")).toBe(oracle.byteCharacters);
  });

  it.each(["gpt2", "llama3"] as const)("on where each code point of all planes is cut by %s's pattern", (pattern) => {
    expect(blocksCutOtherwise(pattern, (text) => byhand.preTokenize(text, { pattern }))).toEqual([]);
  });
  it.each(["gpt2", "llama3"] as const)("on the same where %s's pattern is read by hand", (pattern) => {
    expect(blocksCutOtherwise(pattern, (text) => cutByHand(byhand, pattern, text))).toEqual([]);
  });

  it("on a megabyte of random bytes, which come back unchanged", () => {
    const bytes = new Uint8Array(1_000_000);
    for (let i = 0, state = 1; i < bytes.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // as in bpe.py
      bytes[i] = state >>> 24;
    }
    const { vocabularySize, characters, tokens, merges, firstMerges, lastMerge, ids, firstIds } = oracle.megabyte;
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    expect([...text].length).toBe(characters);
    const tokenizer = byhand.BPETokenizer.train(text, { vocabularySize });
    expect(tokenizer.merges.slice(0, 5)).toEqual(firstMerges);
    expect(tokenizer.merges.at(-1)).toEqual(lastMerge);
    expect(sha256(tokenizer.merges.map((pair) => pair.join(" ")).join("\n"))).toBe(merges);
    const found = tokenizer.encode(text);
    expect(found.slice(0, 20)).toEqual(firstIds);
    expect(found.length).toBe(tokens);
    expect(sha256(found.join(","))).toBe(ids);
    expect(tokenizer.decode(found)).toBe(text);
    expect(Buffer.compare(tokenizer.decodeBytes(tokenizer.encodeBytes(bytes)), bytes)).toBe(0);
  });
});

/** How often the piece has the pair at this place. */
const often = (at: string): string =>
  `ids.filter((id, k) => k + 1 < length && id === ids[${at}] && ids[k + 1] === ids[${at} + 1]).length`;

describe("Python's values tell BPETokenizer from one that", () => {
  const mutants: [name: string, compare: (library: Library) => void, file: string, from: string, to: string][] = [
    ["merges the pair that the piece has most often, whatever its rank", compareTraining, "bpe/mergeByRankFast.ts",
      "if (ranks[i] < best)", `if (ranks[i] !== NONE && ${often("i")} > (best === NONE ? 0 : ${often("at")}))`],
    ["merges the leftmost pair first, whatever its rank", compareTraining, "bpe/mergeByRankFast.ts",
      "if (ranks[i] < best)", "if (best === NONE && ranks[i] < best)"],
    ["prefers the larger id among equally frequent pairs", compareTraining, "bpe/learnMergesFast.ts",
      "left[a] < left[b]", "left[a] > left[b]"],
    ["prefers the larger right id among equally frequent pairs", compareTraining, "bpe/learnMergesFast.ts",
      "right[a] < right[b]", "right[a] > right[b]"],
    ["believes counts that have grown old", compareTraining, "bpe/learnMergesFast.ts",
      "pair === undefined || this.queuedCounts[pair] === this.counts[pair]", "true"],
    ["leaves the counts of a merged pair's neighbours as they were", compareTraining, "bpe/learnMergesFast.ts",
      "this.counts[this.table.find(left, right)] -= count;", ""],
    ["counts each different word once, however often it occurs", compareTraining, "bpe/trainVocabulary.ts", "entry.count++", "entry"],
    ["takes UTF-16 units for bytes", compareTraining, "utf8.ts",
      "if (unit < 0x80) {\n      bytes.push(unit)", "if (unit >= 0) {\n      bytes.push(unit & 0xff)"],
    ["merges across the pieces of the text", compareTraining, "bpe/gpt2PieceEnd.ts",
      "const first = text[start];", "const first = text[start]; if (first) return text.length;"],
    ["leaves no space to the word after several", compareTraining, "bpe/gpt2PieceEnd.ts", "? end - 1 : end", "? end : end"],
    ["takes U+FEFF for white space and U+0085 not, as JavaScript's \\s", compareTraining, "codePointRanges.ts",
      "[0x85, 0x85]", "[0xfeff, 0xfeff]"],
    ["knows contractions in capitals, too", compareTraining, "bpe/gpt2PieceEnd.ts",
      "const letter = text[start + 1]", "const letter = text[start + 1]?.toLowerCase()"],
    ["numbers the bytes in their own order", compareTraining, "bpe/trainVocabulary.ts",
      "[...BYTE_CHARACTERS].sort()", "BYTE_CHARACTERS"],
    ["drops halves of surrogate pairs", compareTraining, "codePoints.ts",
      "/\\p{Surrogate}/gu, UNKNOWN_CHARACTER", '/\\p{Surrogate}/gu, ""'],
    ["finds the shortest special token", compareSpecialTokens, "addedTokens.ts",
      "b.length - a.length", "a.length - b.length"],
    ["looks for all added tokens at once", compareLlama3, "addedTokens.ts",
      "[tokens.filter(({ normalized }) => !normalized), tokens.filter(({ normalized }) => normalized)]", "[tokens]"],
    ["gives special tokens the last ids", compareSpecialTokens, "bpe/trainVocabulary.ts",
      "[...specialTokens, ...[...BYTE_CHARACTERS].sort()]", "[...[...BYTE_CHARACTERS].sort(), ...specialTokens]"],
    ["merges before it looks for whole tokens", compareLlama3, "bpe/encoder.ts", "vocabulary.ignoreMerges ? ids : ", ""],
    ["puts nothing around a text", compareLlama3, "bpe/bpeTokenizer.ts", "else if (addSpecialTokens) ids.push(...piece.ids);", ""],
    ["takes four digits for one piece", compareLlama3, "bpe/llama3PieceEnd.ts", "NUMBER, 3)", "NUMBER, 4)"],
    ["cuts as GPT-2 does whatever the file says", compareLlama3, "bpe/encoder.ts",
      "PIECE_ENDS[vocabulary.pattern]", "PIECE_ENDS.gpt2"],
    ["takes a mark of byte order for none of the text", compareDecoding, "bpe/bpeTokenizer.ts",
      '"utf-8", { ignoreBOM: true }', '"utf-8"'],
  ];

  it.each(mutants)("%s", async (_, compare, file, from, to) => {
    const mutant = await mutated(`tokenizer/${file}`, { from, to });
    expect(() => compare(mutant)).toThrow();
  });

  it("knows the letters of a newer Unicode version, as JavaScript's own patterns do", async () => {
    const mutant = await mutated("tokenizer/codePointRanges.ts", {
      from: "return found;",
      to: "if (found.length > 500) found.push([0x323b0, 0x33479]); return found;", // letters since Unicode 17
    });
    for (const cut of [(text: string) => mutant.preTokenize(text), (text: string) => cutByHand(mutant, "gpt2", text)]) {
      expect(blocksCutOtherwise("gpt2", cut, { first: 0x30, last: 0x34 })).toEqual(["block 32000", "block 33000"]);
    }
  });
});
