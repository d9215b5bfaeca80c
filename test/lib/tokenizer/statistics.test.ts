import * as byhand from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { texts } from "./texts";

type Library = typeof byhand;
const TEXT = "the cat sat on the mat, the cats sat; naïve café";
const wordpiece = byhand.WordPieceTokenizer.train(TEXT, { vocabularySize: 80 });
const unigram = byhand.UnigramTokenizer.train(TEXT, { vocabularySize: 60 });
const words = byhand.WordTokenizer.train(TEXT, { normalizer: { type: "NFKC" } });
const bpe = byhand.BPETokenizer.train(TEXT, { vocabularySize: 300 });
const characters = byhand.CharTokenizer.train(TEXT, { unknown: true });
const tokenizers: [string, byhand.Tokenizer][] = Object.entries({ wordpiece, unigram, words, bpe, characters });

const countsBytes = ({ compression }: Library): void => {
  // "né 👍" has 8 bytes in 4 characters
  expect(compression(characters, "né 👍")).toEqual({ tokens: 4, bytesPerToken: 2, charactersPerToken: 1 });
  expect(compression(bpe, "👍👍")).toEqual({ tokens: 8, bytesPerToken: 1, charactersPerToken: 0.25 });
  expect(compression(wordpiece, "the cat sat")).toEqual({ tokens: 3, bytesPerToken: 11 / 3, charactersPerToken: 11 / 3 });
};

const countsUnknown = ({ unknownRate }: Library): void => {
  expect(unknownRate(wordpiece, "the xq cat zzz")).toEqual({ ofTokens: 1 / 2, ofCharacters: 5 / 11 });
  expect(unknownRate(unigram, "the xq")).toEqual({ ofTokens: 1 / 6, ofCharacters: 2 / 5 }); // ▁ t h e ▁ xq
  expect(unknownRate(words, "½ the")).toEqual({ ofTokens: 3 / 4, ofCharacters: 1 / 4 }); // 1 ⁄ 2, of one character
  expect(unknownRate(characters, "x👍a ")).toEqual({ ofTokens: 2 / 4, ofCharacters: 2 / 3 });
  expect(unknownRate(bpe, "漢字 👍")).toEqual({ ofTokens: 0, ofCharacters: 0 });
};

const growsByCounting = ({ vocabularyGrowth }: Library): void => {
  expect(vocabularyGrowth("a b a c a d a e".split(" "), { points: 4 })).toEqual([
    { read: 1, different: 1 }, { read: 2, different: 2 }, { read: 4, different: 3 }, { read: 8, different: 5 },
  ]);
  const given = fc.array(fc.nat(30), { minLength: 1, maxLength: 200 });
  fc.assert(fc.property(given, fc.integer({ min: 2, max: 60 }), (words, points) => {
    const growth = vocabularyGrowth(words, { points });
    expect(growth[growth.length - 1].read).toBe(words.length);
    growth.forEach(({ read, different }, i) => {
      expect(different).toBe(new Set(words.slice(0, read)).size);
      if (i > 0) expect(read).toBeGreaterThan(growth[i - 1].read);
    });
  }), { numRuns: 2000, seed: 1 });
};

const fitsALaw = ({ heapsLaw }: Library): void => {
  const exact = [1, 10, 100, 5000].map((read) => ({ read, different: 3.5 * read ** 0.6 }));
  expect(heapsLaw(exact).scale).toBeCloseTo(3.5, 9);
  expect(heapsLaw(exact).exponent).toBeCloseTo(0.6, 9);
  // Residuals of 0.1, −0.2 and 0.1 at x = 0, 1, 2 add up to 0, and so do they times x: least squares can't better the line.
  const off = [0.1, -0.2, 0.1].map((residual, x) => ({ read: Math.exp(x), different: Math.exp(2 + 0.5 * x + residual) }));
  expect(heapsLaw(off).exponent).toBeCloseTo(0.5, 9);
  expect(heapsLaw(off).scale).toBeCloseTo(Math.exp(2), 9);
};

describe("compression", () => {
  it("is bytes and characters of the text for each token, those around the text not counted", () => countsBytes(byhand));

  it.each(tokenizers)("of any text and %s, times the tokens, is the text's length", (name, tokenizer) => {
    fc.assert(fc.property(texts, (raw) => {
      const text = raw.replace(/\p{Surrogate}/gu, "\ufffd");
      const { ids } = tokenizer.encodeWithOffsets(text, { addSpecialTokens: false });
      if (ids.length === 0) {
        expect(() => byhand.compression(tokenizer, text)).toThrow(RangeError);
        return;
      }
      const { tokens, bytesPerToken, charactersPerToken } = byhand.compression(tokenizer, text);
      expect(tokens).toBe(ids.length);
      expect(bytesPerToken * tokens).toBeCloseTo(Buffer.byteLength(text), 6);
      expect(charactersPerToken * tokens).toBeCloseTo(Array.from(text).length, 6);
    }), { numRuns: 500 });
  });

  it("refuses texts without tokens", () => {
    expect(() => byhand.compression(bpe, "")).toThrow(/text is empty: give a text to measure/);
    expect(() => byhand.unknownRate(wordpiece, " \n")).toThrow(/text is white space only, which gives no tokens/);
  });
});

describe("unknownRate", () => {
  it("counts unknown tokens, and the characters in them once each", () => countsUnknown(byhand));

  it("is a share, of any text", () => {
    for (const [, tokenizer] of tokenizers) {
      fc.assert(fc.property(texts.map((text) => `x${text}`.replace(/\p{Surrogate}/gu, "\ufffd")), (text) => {
        const { ofTokens, ofCharacters } = byhand.unknownRate(tokenizer, text);
        for (const rate of [ofTokens, ofCharacters]) expect(rate >= 0 && rate <= 1).toBe(true);
      }), { numRuns: 500 });
    }
  });

  it("knows each tokenizer's token for the unknown, also in one that draws", () => {
    expect(tokenizers.map(([, { unknownId }]) => unknownId)).toEqual([1, 0, 0, undefined, 0]);
    expect(unigram.sampling({ random: new byhand.Random(1) }).unknownId).toBe(0);
    expect(byhand.CharTokenizer.train("abc").unknownId).toBeUndefined();
  });
});

describe("vocabularyGrowth", () => {
  it("counts different words, after one word, at even distances of the logarithm, and after all", () => growsByCounting(byhand));
  it("follows Heaps' law where that is exact, and lies between where it is not", () => fitsALaw(byhand));

  it("refuses no words, one point and half points", () => {
    expect(() => byhand.vocabularyGrowth([])).toThrow(/words is empty: give the words of a text/);
    expect(() => byhand.vocabularyGrowth(["a"], { points: 1 })).toThrow(/points is 1: expected a whole number, at least 2/);
    expect(() => byhand.heapsLaw([{ read: 1, different: 1 }])).toThrow(/growth has 1 points: expected at least 2/);
  });
});

describe("counting by hand tells statistics from those that", () => {
  const mutants: [name: string, compare: (library: Library) => void, file: string, from: string, to: string][] = [
    ["count UTF-16 units for bytes", countsBytes, "statistics.ts", "new TextEncoder().encode(text).length", "text.length"],
    ["count UTF-16 units for characters", countsBytes, "statistics.ts", "[...text].length / tokens", "text.length / tokens"],
    ["count what stands around a text", countsBytes, "statistics.ts", "addSpecialTokens: false, truncation", "truncation"],
    ["count a character for each of its tokens", countsUnknown, "encoding/unknownShare.ts", "Math.max(start, counted)", "start"],
    ["count white space for characters", countsUnknown, "encoding/unknownShare.ts",
      "if (!isWhiteSpace(character.codePointAt(0)!)) count++", "count++"],
    ["count the words before a place only", growsByCounting, "vocabularyGrowth.ts", "different[read - 1]", "different[read - 2]"],
    ["fit the numbers and not their logarithms", fitsALaw, "vocabularyGrowth.ts", "Math.log(different))", "different)"],
  ];
  it.each(mutants)("%s", async (_, compare, file, from, to) => {
    const mutant = await mutated(`tokenizer/${file}`, { from, to });
    expect(() => compare(mutant)).toThrow();
  });
});
