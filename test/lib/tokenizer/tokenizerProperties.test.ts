import { readFileSync } from "node:fs";
import {
  BERT_UNCASED, BPETokenizer, CharTokenizer, encodeBatch, normalize, SENTENCE_PIECE_NORMALIZER, UnigramTokenizer,
  WordPieceTokenizer, WordTokenizer, type Encoding, type Tokenizer, type Truncation,
} from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { texts } from "./texts";

const corpus = readFileSync(new URL("../../oracles/corpus.txt", import.meta.url), "utf8").slice(-6000);
const wordpiece = WordPieceTokenizer.train(corpus, { vocabularySize: 450 });
const unigram = UnigramTokenizer.train(corpus, { vocabularySize: 450 });
const words = WordTokenizer.train(corpus, { normalizer: { type: "NFKC" } });
const characters = CharTokenizer.train(corpus, { unknown: true });
const bpe = BPETokenizer.train(corpus, { vocabularySize: 400, specialTokens: ["<|end|>"] });
const tokenizers: [string, Tokenizer][] = [
  ["WordPiece", wordpiece], ["Unigram", unigram], ["words", words], ["characters", characters], ["byte-level BPE", bpe],
];
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");
const LISTS = ["ids", "tokens", "typeIds", "attentionMask", "specialTokensMask", "offsets", "words", "sequences"] as const;

describe.each(tokenizers)("for any text, %s", (_, tokenizer) => {
  const given = tokenizer === characters ? texts.map(wellFormed) : texts;

  it("gives the same ids with offsets and without, in lists of one length", () => {
    fc.assert(fc.property(given, (text) => {
      const encoding = tokenizer.encodeWithOffsets(text);
      expect(encoding.ids).toEqual(tokenizer.encode(text));
      for (const list of LISTS) expect(encoding[list].length).toBe(encoding.ids.length);
    }), { numRuns: 2000 });
  });

  it("slices the text by its offsets in whole characters, from left to right", () => {
    fc.assert(fc.property(given, (text) => {
      const { offsets, specialTokensMask } = tokenizer.encodeWithOffsets(text);
      let last = 0;
      offsets.forEach(([start, end], i) => {
        if (specialTokensMask[i]) return expect([start, end]).toEqual([0, 0]);
        expect(start >= last && end <= text.length && start < end).toBe(true);
        expect(wellFormed(text).slice(start, end)).not.toMatch(/\p{Surrogate}/u);
        last = start;
      });
    }), { numRuns: 2000 });
  });

  it("cuts nothing away by truncation: the windows hold all tokens in order", () => {
    const limits = fc.record({
      maxLength: fc.integer({ min: 5, max: 12 }), stride: fc.nat(2), side: fc.constantFrom<"left" | "right">("left", "right"),
    });
    fc.assert(fc.property(given, limits, (text, truncation) => {
      const encode = (limit: Truncation | null): Encoding =>
        tokenizer.encodeWithOffsets(text, { addSpecialTokens: false, truncation: limit });
      const main = encode(truncation);
      const windows = [main, ...main.overflowing];
      if (truncation.side === "left") windows.reverse();
      for (const window of windows) expect(window.ids.length).toBeLessThanOrEqual(truncation.maxLength);
      const ids = windows.flatMap((window, i) => {
        if (truncation.side === "right") return i === 0 ? window.ids : window.ids.slice(truncation.stride);
        return i === windows.length - 1 ? window.ids : window.ids.slice(0, window.ids.length - truncation.stride);
      });
      expect(ids).toEqual(encode(null).ids);
    }), { numRuns: 1000 });
  });

  it("pads a batch to one length, with attention for the texts only", () => {
    fc.assert(fc.property(fc.array(given, { maxLength: 4 }), fc.integer({ min: 1, max: 8 }), (batch, multipleOf) => {
      const alone = batch.map((text) => tokenizer.encodeWithOffsets(text).ids);
      const padded = encodeBatch(tokenizer, batch, { padding: { token: tokenizer.token(0), multipleOf } });
      const length = Math.ceil(Math.max(0, ...alone.map((ids) => ids.length)) / multipleOf) * multipleOf;
      padded.forEach(({ ids, attentionMask }, i) => {
        expect(ids.length).toBe(length);
        expect(ids.filter((_, at) => attentionMask[at] === 1)).toEqual(alone[i]);
      });
    }), { numRuns: 300 });
  });
});

describe("for any text", () => {
  it("WordPiece's tokens are what their slices are normalized to, unless a word is unknown", () => {
    fc.assert(fc.property(texts, (text) => {
      const { tokens, offsets } = wordpiece.encodeWithOffsets(text, { addSpecialTokens: false, specialTokens: "text" });
      tokens.forEach((token, i) => {
        if (token === "[UNK]") return;
        const slice = normalize(wellFormed(text).slice(...offsets[i]), BERT_UNCASED).trim();
        expect(slice).toBe(token.replace(/^##(?=.)/u, ""));
      });
    }), { numRuns: 3000 });
  });

  it("Unigram's tokens joined are the normalized text, unknown parts too", () => {
    fc.assert(fc.property(texts, (text) => {
      const { tokens } = unigram.encodeWithOffsets(text, { specialTokens: "text" });
      const marked = normalize(wellFormed(text), SENTENCE_PIECE_NORMALIZER).replaceAll(" ", "▁");
      expect(tokens.join("")).toBe(marked === "" || marked.startsWith("▁") ? marked : `▁${marked}`);
    }), { numRuns: 3000 });
  });

  it("Unigram's decoding gives a text of known characters back, normalized", () => {
    const known = fc.string({ unit: fc.constantFrom(...new Set(corpus.replace(/\s/gu, " ").normalize("NFKC"))) });
    fc.assert(fc.property(known, (text) => {
      expect(unigram.decode(unigram.encode(text))).toBe(normalize(text, SENTENCE_PIECE_NORMALIZER).replace(/^ /u, ""));
    }), { numRuns: 1000 });
  });

  it("a tokenizer that was read again gives the same ids as one that has seen many texts", () => {
    fc.assert(fc.property(texts, (text) => {
      expect(WordPieceTokenizer.fromJSON(wordpiece.toJSON()).encode(text)).toEqual(wordpiece.encode(text));
      expect(UnigramTokenizer.fromJSON(unigram.toJSON()).encode(text)).toEqual(unigram.encode(text));
      expect(WordTokenizer.fromJSON(words.toJSON()).encode(text)).toEqual(words.encode(text));
    }), { numRuns: 200 });
  });
});
