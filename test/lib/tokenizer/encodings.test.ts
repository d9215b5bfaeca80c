import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as byhand from "byhand";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { digests, pointPlaces, randomStrings, randomTexts } from "./random";

type Library = typeof byhand;
type Tokenizer = byhand.Tokenizer;
interface Limited { file: object; texts: string[]; result: byhand.Encoding | string }
interface Case {
  name: string;
  tokenizer: { model: { type: string } };
  texts: byhand.Encoding[];
  withoutSpecial: number[][];
  pairs: byhand.Encoding[];
  pairsWithoutSpecial: byhand.Encoding[];
  decoded: string[][];
  ids: string[];
  offsets: string[];
  limits?: Limited[];
  singleLimits?: Limited[];
  padded?: { file: object; encodings: byhand.Encoding[] }[];
}
/** From test/oracles/encodings.py: Python's tokenizers. */
const { cases, byHand } = JSON.parse(readFileSync(new URL("../../oracles/encodings.json", import.meta.url), "utf8")) as {
  cases: Case[]; byHand: { tokenizer: object; ids: string[]; offsets: string[]; examples: string[][] };
};
const TEXTS = [
  "Before we proceed any further, hear me speak.",
  "L'Élève, où est-il ? über 漢字とかな 👍🏽!",
  "[CLS] What is [MASK]? [SEP]unaffable\tcitizens\nResolved",
  "",
  `${"x".repeat(100)} ${"y".repeat(101)} zzz`,
];
const PAIRS = [
  [TEXTS[0], TEXTS[1]], [TEXTS[1], ""], ["", TEXTS[0]], ["", ""],
  ["Who is chief enemy to the people?", "First, you know Caius Marcius is chief enemy to the people; let us kill him."],
] as const;
const random = randomTexts(2, 3000);

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), "byhand-encodings-")); });
afterAll(() => rm(folder, { recursive: true, force: true }));

const caseOf = (name: string): Case => cases.find((each) => each.name === name)!;
async function read({ loadTokenizer }: Library, { tokenizer }: Case, changes: object = {}): Promise<Tokenizer> {
  const path = join(folder, `${Math.random()}.json`);
  await writeFile(path, JSON.stringify({ ...tokenizer, ...changes }));
  return loadTokenizer(path);
}

type Compare = (library: Library, name: string) => Promise<void>;

const compareEncodings: Compare = async (library, name) => {
  const expected = caseOf(name);
  const tokenizer = await read(library, expected);
  expect(TEXTS.map((text) => tokenizer.encodeWithOffsets(text))).toEqual(expected.texts);
  const without = TEXTS.map((text) => tokenizer.encodeWithOffsets(text, { addSpecialTokens: false }).ids);
  expect(without).toEqual(expected.withoutSpecial);
  expect(PAIRS.map(([first, pair]) => tokenizer.encodeWithOffsets(first, { pair }))).toEqual(expected.pairs);
  expect(PAIRS.map(([first, pair]) => tokenizer.encodeWithOffsets(first, { pair, addSpecialTokens: false })))
    .toEqual(expected.pairsWithoutSpecial);
};

const compareRandomTexts: Compare = async (library, name) => {
  const tokenizer = await read(library, caseOf(name));
  expect(digests(random.map((text) => tokenizer.encode(text)))).toEqual(caseOf(name).ids);
};

const compareOffsets: Compare = async (library, name) => {
  const tokenizer = await read(library, caseOf(name));
  expect(digests(random.map((text) => {
    const places = pointPlaces(text);
    return tokenizer.encodeWithOffsets(text).offsets.flat().map((place) => places[place]);
  }))).toEqual(caseOf(name).offsets);
};

const compareDecoding: Compare = async (library, name) => {
  const expected = caseOf(name);
  const tokenizer = await read(library, expected) as byhand.PipelineTokenizer;
  expect(expected.texts.map(({ ids }) => [false, true].map((skipSpecialTokens) => tokenizer.decode(ids, { skipSpecialTokens }))))
    .toEqual(expected.decoded);
};

const compareByHand: Compare = ({ UnigramTokenizer }) => {
  const tokenizer = UnigramTokenizer.fromJSON(byHand.tokenizer);
  const encodings = randomStrings(4, 3000, "aabbxyz ").map((text) => tokenizer.encodeWithOffsets(text));
  expect(encodings.slice(0, 20).map(({ tokens }) => tokens)).toEqual(byHand.examples);
  expect(digests(encodings.map(({ ids }) => ids))).toEqual(byHand.ids);
  expect(digests(encodings.map(({ offsets }) => offsets.flat()))).toEqual(byHand.offsets);
  return Promise.resolve();
};

const compareLimits: Compare = async (library, name) => {
  for (const { file, texts, result } of [...caseOf(name).limits!, ...caseOf(name).singleLimits!]) {
    const tokenizer = await read(library, caseOf(name), { truncation: file });
    const run = (): byhand.Encoding => tokenizer.encodeWithOffsets(texts[0], { pair: texts[1] });
    if (typeof result === "string") expect(run, result).toThrow(RangeError);
    else expect(run()).toEqual(result);
    expect(JSON.parse(JSON.stringify(tokenizer))).toEqual({ ...caseOf(name).tokenizer, truncation: file });
  }
};

const comparePadding: Compare = async (library, name) => {
  for (const { file, encodings } of caseOf(name).padded!) {
    const tokenizer = await read(library, caseOf(name), caseOf(name).name === "bpe" ? {} : { padding: file });
    const padding = (tokenizer as byhand.PipelineTokenizer).parts?.padding ?? paddingOf(file);
    expect(library.encodeBatch(tokenizer, [TEXTS[0], TEXTS[3], [...PAIRS[0]]], { padding })).toEqual(encodings);
    if (name === "bpe") continue;
    expect(JSON.parse(JSON.stringify(tokenizer))).toEqual({ ...caseOf(name).tokenizer, padding: file });
  }
};

/** For a tokenizer whose files don't say how to pad. */
function paddingOf(file: object): byhand.Padding {
  const { strategy, direction, pad_to_multiple_of: multipleOf, pad_type_id: typeId } = file as Record<string, never>;
  const length = strategy === "BatchLongest" ? "longest" : (strategy as { Fixed: number }).Fixed;
  return { length, multipleOf: multipleOf ?? 1, side: direction === "Left" ? "left" : "right", typeId };
}

const names = cases.map(({ name }) => name);
describe.each(names)("the tokenizer.json of Python's tokenizers for %s", (name) => {
  it("gives the same encodings here: ids, types, masks, offsets, words", () => compareEncodings(byhand, name));
  it("gives the same ids on 3000 random texts of all scripts", () => compareRandomTexts(byhand, name));
  it("decodes to the same texts", () => compareDecoding(byhand, name));
  it("is written as it was read", async () => {
    expect(JSON.parse(JSON.stringify(await read(byhand, caseOf(name))))).toEqual(caseOf(name).tokenizer);
  });
  it("slices the text, halves of surrogate pairs too, in order and within each other's bounds", async () => {
    const tokenizer = await read(byhand, caseOf(name));
    for (const text of [...random.slice(0, 300), "a\ud83d b", "\udc4d"]) {
      let last = 0;
      tokenizer.encodeWithOffsets(text, { addSpecialTokens: false }).offsets.forEach(([start, end]) => {
        expect(start <= end && end <= text.length && start >= last).toBe(true);
        if (name !== "bpe") last = start;
      });
    }
  });
});

describe("encodings agree with Python's tokenizers", () => {
  it("on Unigram with equal scores, and with characters that are part of pieces only", () => compareByHand(byhand, ""));
  it.each(["wordpiece cased", "bpe"])("on the offsets of %s in 3000 random texts", (name) => compareOffsets(byhand, name));
  it("where texts and pairs are truncated: strategies, strides, sides, and what overflows", () => compareLimits(byhand, "wordpiece"));
  it.each(cases.filter(({ padded }) => padded).map(({ name }) => name))("where a batch is padded for %s", (name) =>
    comparePadding(byhand, name));
});

describe("Python's values tell encodings from those of a tokenizer that", () => {
  const mutants: [name: string, compare: Compare, of: string, file: string, from: string, to: string][] = [
    ["takes the shortest match first", compareEncodings, "wordpiece", "wordpiece/longestMatchFirst.ts",
      "let end = word.length;\n    while (end > start && !has(before + word.slice(start, end))) end--;",
      "let end = start + 1;\n    while (end <= word.length && !has(before + word.slice(start, end))) end++;\n    if (end > word.length) end = start;"],
    ["forgets ## after the beginning", compareEncodings, "wordpiece", "wordpiece/longestMatchFirst.ts",
      'start === 0 ? "" : prefix', '""'],
    ["keeps the parts before an unknown one", compareRandomTexts, "wordpiece", "wordpiece/longestMatchFirst.ts",
      "if (end === start) return undefined;", "if (end === start) return parts.length ? parts : undefined;"],
    ["cuts words of any length", compareEncodings, "wordpiece", "wordpiece/longestMatchFirst.ts",
      "word.length > longest &&", "false &&"],
    ["calls words of 100 characters too long", compareEncodings, "wordpiece", "wordpiece/longestMatchFirst.ts",
      "word.length > longest && [...word].length > longest", "word.length >= longest"],
    ["counts UTF-16 units for characters", compareOffsets, "wordpiece cased", "normalize/alignedText.ts",
      "this.origin + start);", "this.origin + start + 1);"],
    ["puts no [SEP] behind a text", compareEncodings, "wordpiece", "encoding/template.ts",
      "return addSpecialTokens ?", "return addSpecialTokens && piece.ids[0] !== 3 ?"],
    ["gives the second text type 0", compareEncodings, "wordpiece", "encoding/template.ts",
      "text.ids.map(() => piece.typeId)", "text.ids.map(() => 0)"],
    ["gives what follows [CLS] the type 1 in BERT's older files", compareEncodings, "wordpiece cased", "pipeline/postProcessorJson.ts",
      "{ sequence: 0 as const, typeId: 0 }", "{ sequence: 0 as const, typeId: 1 }"],
    ["looks for normalized tokens in the text as it was", compareEncodings, "wordpiece cased", "pipeline/pipelineTokenizer.ts",
      "this.normalized?.split(aligned.text, policy)", "undefined"],
    ["numbers words anew after a special token", compareEncodings, "wordpiece", "pipeline/pipelineTokenizer.ts",
      "AlignedText.of(segment.content, at), word++)", "AlignedText.of(segment.content, at), (word = 0))"],
    ["cleans nothing up", compareDecoding, "wordpiece", "pipeline/decoder.ts", "decoder.cleanup ?", "false ?"],
    ["cuts both texts alike whatever their lengths", compareLimits, "wordpiece", "encoding/truncation.ts",
      "shorter + longer > room ?", "true ?"],
    ["gives the odd token to the shorter text", compareLimits, "wordpiece", "encoding/truncation.ts",
      "n1 > n2 ? [more, less] : [less, more]", "n1 > n2 ? [less, more] : [more, less]"],
    ["does not count the template's tokens", compareLimits, "wordpiece", "encoding/assemble.ts",
      "addSpecialTokens ? addedBy(pieces) : 0", "0"],
    ["repeats nothing in what overflowed", compareLimits, "wordpiece", "encoding/truncation.ts",
      "from += length - stride", "from += length"],
    ["forgets the second text's part that overflowed beside the first one's", compareLimits, "wordpiece", "encoding/template.ts",
      "first.overflowing.flatMap((part) => seconds.map", "first.overflowing.flatMap((part) => seconds.slice(0, 1).map"],
    ["attends to padding", comparePadding, "wordpiece", "encoding/padding.ts", "attention: 0", "attention: 1"],
    ["pads on the right always", comparePadding, "wordpiece", "encoding/padding.ts",
      'side === "right" ? [encoding, padding]', "side ? [encoding, padding]"],
    ["takes no multiple", comparePadding, "wordpiece", "encoding/padding.ts",
      "Math.ceil(asked / multipleOf) * multipleOf", "asked"],
    ["names the bytes of a token and not its characters", compareOffsets, "bpe", "bpe/byteOffsets.ts", "last[byte] = end", "last[byte] = at + 1"],
    ["takes the last of equally probable ways", compareByHand, "unigram", "unigram/viterbiFast.ts", "score <= best", "score < best"],
    ["takes the longest piece first", compareRandomTexts, "unigram", "unigram/viterbiFast.ts",
      "if (soFar + score <= best[end]) return;", "if (best[end] > -Infinity) return;"],
    ["charges nothing for unknown characters", compareByHand, "unigram", "unigram/viterbi.ts", "least - UNKNOWN_PENALTY", "0"],
    ["keeps unknown neighbours apart", compareByHand, "unigram", "unigram/unigramModel.ts", "id < 0 && unknown", "id < -1 && unknown"],
    ["decodes ▁ at the beginning to a space", compareDecoding, "unigram", "pipeline/decoder.ts", '=== "never" ? " " : ""', '=== "never" ? " " : " "'],
    ["puts the most frequent word for an unknown one", compareEncodings, "words", "word/wordModel.ts",
      "?? this.ids.get(this.unknown)", "?? 1"],
  ];
  it.each(mutants.filter(([, compare]) => compare))("%s", async (_, compare, of, file, from, to) => {
    const mutant = await mutated(`tokenizer/${file}`, { from, to });
    await expect(Promise.resolve().then(() => compare(mutant, of))).rejects.toThrow();
  });
});
