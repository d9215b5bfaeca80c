import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as byhand from "byhand";
import { afterAll, beforeAll, expect } from "vitest";
import { digests, pointPlaces, randomSlices, randomStrings, randomTexts } from "./random";

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
const oracleFile = (name: string): string => readFileSync(new URL(`../../oracles/${name}`, import.meta.url), "utf8");
/** From test/oracles/encodings.py: Python's tokenizers. */
const { cases: early, byHand } = JSON.parse(oracleFile("encodings.json")) as {
  cases: Case[]; byHand: { tokenizer: object; ids: string[]; offsets: string[]; examples: string[][] };
};
/** From test/oracles/published.py: those of several languages, of the kinds that are published. */
const published = JSON.parse(oracleFile("published.json")) as {
  cases: (Case & { base: string | null })[]; texts: string[]; pairs: [string, string][];
};
const LANGUAGES = oracleFile("languages.txt");

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
interface Given { texts: readonly string[]; pairs: readonly (readonly [string, string])[]; random: readonly string[] }
const given: Given = { texts: TEXTS, pairs: PAIRS, random: randomTexts(2, 3000) };
const givenToPublished: Given = { ...published, random: [...randomTexts(6, 1500), ...randomSlices(7, 1500, LANGUAGES)] };

export const cases: readonly Case[] = [...early, ...published.cases.map((each) => {
  const base = published.cases.find(({ name }) => name === each.base);
  return { ...each, tokenizer: { ...base?.tokenizer, ...each.tokenizer } };
})];
/** The texts that a case is of. */
export const givenTo = (name: string): Given => (published.cases.some((each) => each.name === name) ? givenToPublished : given);

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), "byhand-encodings-")); });
afterAll(() => rm(folder, { recursive: true, force: true }));

export const caseOf = (name: string): Case => cases.find((each) => each.name === name)!;
export async function read({ loadTokenizer }: Library, { tokenizer }: Case, changes: object = {}): Promise<Tokenizer> {
  const path = join(folder, `${Math.random()}.json`);
  await writeFile(path, JSON.stringify({ ...tokenizer, ...changes }));
  return loadTokenizer(path);
}

/** Where normalization takes letters apart or together: Python names one part of what a token comes from, we all of it. */
const COMPOSING = ["T5", "ALBERT"];

function expectEncodings(found: readonly byhand.Encoding[], expected: readonly byhand.Encoding[], name: string): void {
  if (!COMPOSING.includes(name)) return expect(found).toEqual(expected);
  found.forEach(({ offsets }, i) => offsets.forEach(([start, end], at) => {
    const [theirStart, theirEnd] = expected[i].offsets[at];
    expect(start <= theirStart && end >= theirEnd).toBe(true);
  }));
  expect(found).toEqual(expected.map((each, i) => ({ ...each, offsets: found[i].offsets })));
}

export type Compare = (library: Library, name: string) => Promise<void>;

export const compareEncodings: Compare = async (library, name) => {
  const expected = caseOf(name);
  const tokenizer = await read(library, expected);
  const { texts, pairs } = givenTo(name);
  expectEncodings(texts.map((text) => tokenizer.encodeWithOffsets(text)), expected.texts, name);
  const without = texts.map((text) => tokenizer.encodeWithOffsets(text, { addSpecialTokens: false }).ids);
  expect(without).toEqual(expected.withoutSpecial);
  expectEncodings(pairs.map(([first, pair]) => tokenizer.encodeWithOffsets(first, { pair })), expected.pairs, name);
  expectEncodings(pairs.map(([first, pair]) => tokenizer.encodeWithOffsets(first, { pair, addSpecialTokens: false })),
    expected.pairsWithoutSpecial, name);
};

export const compareRandomTexts: Compare = async (library, name) => {
  const tokenizer = await read(library, caseOf(name));
  expect(digests(givenTo(name).random.map((text) => tokenizer.encode(text)))).toEqual(caseOf(name).ids);
};

export const compareOffsets: Compare = async (library, name) => {
  const tokenizer = await read(library, caseOf(name));
  expect(digests(givenTo(name).random.map((text) => {
    const places = pointPlaces(text);
    return tokenizer.encodeWithOffsets(text).offsets.flat().map((place) => places[place]);
  }))).toEqual(caseOf(name).offsets);
};

export const compareDecoding: Compare = async (library, name) => {
  const expected = caseOf(name);
  const tokenizer = await read(library, expected) as byhand.PipelineTokenizer;
  expect(expected.texts.map(({ ids }) => [false, true].map((skipSpecialTokens) => tokenizer.decode(ids, { skipSpecialTokens }))))
    .toEqual(expected.decoded);
};

export const compareByHand: Compare = ({ UnigramTokenizer }) => {
  const tokenizer = UnigramTokenizer.fromJSON(byHand.tokenizer);
  const encodings = randomStrings(4, 3000, "aabbxyz ").map((text) => tokenizer.encodeWithOffsets(text));
  expect(encodings.slice(0, 20).map(({ tokens }) => tokens)).toEqual(byHand.examples);
  expect(digests(encodings.map(({ ids }) => ids))).toEqual(byHand.ids);
  expect(digests(encodings.map(({ offsets }) => offsets.flat()))).toEqual(byHand.offsets);
  return Promise.resolve();
};

export const compareLimits: Compare = async (library, name) => {
  for (const { file, texts, result } of [...caseOf(name).limits!, ...caseOf(name).singleLimits!]) {
    const tokenizer = await read(library, caseOf(name), { truncation: file });
    const run = (): byhand.Encoding => tokenizer.encodeWithOffsets(texts[0], { pair: texts[1] });
    if (typeof result === "string") expect(run, result).toThrow(RangeError);
    else expect(run()).toEqual(result);
    expect(JSON.parse(JSON.stringify(tokenizer))).toEqual({ ...caseOf(name).tokenizer, truncation: file });
  }
};

export const comparePadding: Compare = async (library, name) => {
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
