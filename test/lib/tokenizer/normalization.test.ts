import { readFileSync } from "node:fs";
import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { NORMALIZERS } from "./normalizers";
import { digest, digests, pointPlaces, randomTexts } from "./random";

type Library = typeof byhand;
interface Oracle {
  texts: string[];
  examples: Record<string, string[]>;
  blocks: Record<string, string>;
  normalized: Record<string, string[]>;
  offsets: Record<string, string[]>;
  pieces: Record<string, string[]>;
  pieceBlocks: Record<string, string>;
}
/** From test/oracles/normalization.py: Python's tokenizers. */
const oracle = JSON.parse(readFileSync(new URL("../../oracles/normalization.json", import.meta.url), "utf8")) as Oracle;
const texts = randomTexts(1, 3000);
const points = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0)!);

const metaspace = (parts: Partial<byhand.Metaspace>): byhand.PreTokenizer => ({ ...byhand.METASPACE, ...parts });
const PRE_TOKENIZERS: Record<string, byhand.PreTokenizer> = {
  BertPreTokenizer: { type: "BertPreTokenizer" }, Whitespace: { type: "Whitespace" }, WhitespaceSplit: { type: "WhitespaceSplit" },
  Metaspace: byhand.METASPACE,
  "Metaspace never": metaspace({ prepend_scheme: "never" }),
  "Metaspace whole": metaspace({ prepend_scheme: "first", split: false }),
  Sequence: { type: "Sequence", pretokenizers: [{ type: "WhitespaceSplit" }, byhand.METASPACE] },
};

function blockText(block: number): string {
  let text = "";
  for (let point = block * 0x1000; point < (block + 1) * 0x1000; point++) {
    const c = String.fromCodePoint(point);
    if (point < 0xd800 || point > 0xdfff) text += `${c}A${c}\u0323${c}e\u0301\u1161${c}\u0345\u0334\n`;
  }
  return text;
}

/** The planes that have characters; `python test/oracles/normalization.py` gives all of them. */
const BLOCKS = Array.from({ length: 0x110 }, (_, block) => block).filter((block) => block < 0x34 || block === 0xe0);

/** Blocks of 4096 code points that come out otherwise than Python has them. */
function otherBlocks(expected: string, run: (text: string) => string, blocks = BLOCKS): string[] {
  const other: string[] = [];
  for (const block of blocks) {
    if (digest(run(blockText(block))).slice(0, 4) !== expected.slice(4 * block, 4 * block + 4)) other.push((block * 0x1000).toString(16));
  }
  return other;
}

const compareBlocks = (name: string, blocks?: number[]) => ({ normalize }: Library): void =>
  expect(otherBlocks(oracle.blocks[name], (text) => normalize(text, NORMALIZERS[name]), blocks)).toEqual([]);

const compareTexts = (name: string) => ({ normalize }: Library): void =>
  expect(digests(texts.map((text) => points(normalize(text, NORMALIZERS[name]))))).toEqual(oracle.normalized[name]);

/** Where each character of the normalized text begins and ends in the original, counted in characters. */
function characterOffsets({ AlignedText, normalizeAligned, normalizations }: Library, name: string, text: string): number[] {
  const places = pointPlaces(text);
  const aligned = normalizeAligned(AlignedText.of(text), normalizations(NORMALIZERS[name]));
  const found: number[] = [];
  for (let at = 0; at < aligned.text.length; ) {
    const end = at + (aligned.text.codePointAt(at)! > 0xffff ? 2 : 1);
    found.push(...aligned.source(at, end).map((place) => places[place]));
    at = end;
  }
  return found;
}

const compareOffsets = (name: string) => (library: Library): void =>
  expect(digests(texts.map((text) => characterOffsets(library, name, text)))).toEqual(oracle.offsets[name]);

function pieceNumbers({ AlignedText, cutText }: Library, name: string, text: string): number[] {
  const places = pointPlaces(text);
  return cutText(AlignedText.of(text), PRE_TOKENIZERS[name]).flatMap((piece) =>
    [[...piece.text].length, ...piece.source(0, piece.text.length).map((place) => places[place])]);
}

const comparePieces = (name: string) => (library: Library): void =>
  expect(digests(texts.map((text) => pieceNumbers(library, name, text)))).toEqual(oracle.pieces[name]);

const comparePieceBlocks = (name: string, blocks?: number[]) => ({ AlignedText, cutText }: Library): void =>
  expect(otherBlocks(oracle.pieceBlocks[name], (text) =>
    cutText(AlignedText.of(text), PRE_TOKENIZERS[name]).map((piece) => [...piece.text].length).join(","), blocks)).toEqual([]);

describe("normalization agrees with Python's tokenizers", () => {
  it("on texts that are the same there and here", () => expect(digests(texts.map(points))).toEqual(oracle.texts));
  it.each(Object.keys(NORMALIZERS))("in %s of each code point of all planes, between letters and marks", (name) => compareBlocks(name)(byhand));
  it.each(Object.keys(NORMALIZERS))("in %s of 3000 random texts", (name) => {
    expect(texts.slice(0, 12).map((text) => byhand.normalize(text, NORMALIZERS[name]))).toEqual(oracle.examples[name]);
    compareTexts(name)(byhand);
  });
  it.each(["Lowercase", "StripAccents", "Nmt", "Strip", "Strip left", "Replace", "clean_text", "handle_chinese_chars", "BERT cased"])(
    "on where each character after %s comes from", (name) => compareOffsets(name)(byhand));
  it.each(Object.keys(PRE_TOKENIZERS))("on the pieces of %s and where they come from", (name) => {
    comparePieces(name)(byhand);
    comparePieceBlocks(name)(byhand);
  });
});

describe("Python's values tell normalization from one that", () => {
  const planeZero = Array.from({ length: 16 }, (_, block) => block);
  const mutants: [name: string, compare: (library: Library) => void, file: string, from: string, to: string][] = [
    ["takes apart what is newer than Unicode 12", compareBlocks("NFKD", [3]), "normalize/unicodeForm.ts",
      "HAS_NEWER.test(group) ? group : ", ""],
    ["takes no mark for part of a group", compareTexts("NFC"), "normalize/unicodeForm.ts", '"\\\\p{M}', '"'],
    ["leaves vowels of Hangul alone", compareTexts("NFKC"), "normalize/unicodeForm.ts", "\\\\u{3133}-\\\\u{3163}", ""],
    ["writes ς at the end of a word", compareTexts("Lowercase"), "normalize/lowercase.ts",
      "const edits: Edit[] = [];", "const edits: Edit[] = []; return [{ start: 0, end: text.length, text: text.toLowerCase() }];"],
    ["removes marks with a width, too", compareTexts("BERT"), "normalize/stripAccents.ts", "removal(NONSPACING_MARKS)", "removal(MARKS)"],
    ["keeps marks with a width", compareTexts("StripAccents"), "normalize/stripAccents.ts", "removal(MARKS)", "removal(NONSPACING_MARKS)"],
    ["takes spaces off both ends where one is asked", compareTexts("Strip left"), "normalize/strip.ts", "while (right &&", "while ("],
    ["takes spaces only, and no line ends", compareTexts("Strip"), "normalize/strip.ts", "isWhiteSpace(text.charCodeAt(end - 1))", 'text[end - 1] === " "'],
    ["replaces the first place only", compareTexts("Replace"), "normalize/normalizer.ts", "Array.from(text.matchAll(found),", "Array.from([...text.matchAll(found)].slice(0, 1),"],
    ["drops line ends", compareTexts("clean_text"), "normalize/cleanText.ts", 'end, text: " " });', 'end, text: "" });'],
    ["keeps formats such as U+00AD", compareTexts("clean_text"), "normalize/cleanText.ts", "isControl(point)) edits", "point < 32 && isControl(point)) edits"],
    ["puts spaces around kana, too", compareBlocks("handle_chinese_chars", planeZero), "normalize/cjkSpacing.ts", "\\u3400", "\\u3041"],
    ["puts a space before Chinese characters only", compareTexts("handle_chinese_chars"), "normalize/cjkSpacing.ts",
      "` ${found} `", "` ${found}`"],
    ["keeps accents where strip_accents is null", compareTexts("BERT"), "normalize/normalizer.ts",
      "parts.strip_accents ?? parts.lowercase", "parts.strip_accents"],
    ["puts small letters before it takes accents off", compareTexts("Sequence"), "normalize/normalizer.ts",
      "normalizer.normalizers.flatMap", "[...normalizer.normalizers].reverse().flatMap"],
    ["moves everything behind an edit to the edit's place", compareOffsets("handle_chinese_chars"), "normalize/alignedText.ts",
      "keepUntil(this.text.length);", "ends.fill(ends[to - 1] ?? 0, to); starts.fill(starts[to - 1] ?? 0, to);"],
    ["forgets what came before it", compareOffsets("BERT cased"), "normalize/alignedText.ts",
      "= this.source(edit.start, edit.end)", "= [edit.start, edit.end]"],
    ["takes signs of mathematics for punctuation", comparePieceBlocks("BertPreTokenizer", [2]), "cut/bertPieces.ts",
      "isPunctuation(point) ? -1", "isPunctuation(point) || point === 0x2200 ? -1"],
    ["keeps several signs of punctuation together", comparePieces("BertPreTokenizer"), "cut/bertPieces.ts",
      "isPunctuation(point) ? -1", "isPunctuation(point) ? 2"],
    ["takes signs for letters", comparePieces("Whitespace"), "cut/whitespacePieces.ts", "? 0 : 2", "? 0 : 1"],
    ["takes U+FEFF for white space", comparePieces("WhitespaceSplit"), "codePointRanges.ts", "[0x3000, 0x3000],", "[0xfeff, 0xfeff],"],
    ["puts a second ▁ before one", comparePieces("Metaspace"), "cut/metaspace.ts", "wanted && !marked.text.startsWith(replacement)", "wanted"],
    ["puts ▁ before no text", comparePieces("Metaspace"), "cut/metaspace.ts", 'prepend === "always" ||', 'prepend === "none" ||'],
    ["puts ▁ before the first word of a sequence only", comparePieces("Sequence"), "cut/metaspace.ts",
      'prepend === "always" ||', 'prepend === "always" && text.source(0, 1)[0] === 0 ||'],
  ];
  it.each(mutants)("%s", async (_, compare, file, from, to) => {
    const mutant = await mutated(`tokenizer/${file}`, { from, to });
    expect(() => compare(mutant)).toThrow();
  });

  it("knows the letters of a newer Unicode version", async () => {
    const mutant = await mutated("tokenizer/cut/whitespacePieces.ts", {
      from: "membership(WORD_CHARACTERS)", to: "membership([...WORD_CHARACTERS, [0xa7ce, 0xa7cf]])", // since Unicode 17
    });
    expect(() => comparePieceBlocks("Whitespace", [0xa])(mutant)).toThrow();
    comparePieceBlocks("Whitespace", [0xa])(byhand);
  });
});
