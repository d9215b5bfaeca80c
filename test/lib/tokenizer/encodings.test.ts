import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import {
  caseOf, cases, compareByHand, compareDecoding, compareEncodings, compareLimits, compareOffsets, comparePadding,
  compareRandomTexts, givenTo, read,
} from "./encodingOracle";

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
    for (const text of [...givenTo(name).random.slice(-300), "a\ud83d b", "\udc4d"]) {
      let last = 0;
      const { offsets, specialTokensMask } = tokenizer.encodeWithOffsets(text, { addSpecialTokens: false });
      offsets.filter((_, i) => !specialTokensMask[i]).forEach(([start, end]) => {
        expect(start <= end && end <= text.length && start >= last).toBe(true);
        last = start;
      });
    }
  });
});

describe("encodings agree with Python's tokenizers", () => {
  it("on Unigram with equal scores, and with characters that are part of pieces only", () => compareByHand(byhand, ""));
  const exact = ["wordpiece cased", "bpe", "multilingual BERT", "GPT", "RoBERTa", "RoBERTa after a space", "RoBERTa, limited", "Llama 3"];
  it.each(exact)("on the offsets of %s in 3000 random texts", (name) => compareOffsets(byhand, name));
  it("where texts and pairs are truncated: strategies, strides, sides, and what overflows", () => compareLimits(byhand, "wordpiece"));
  it.each(cases.filter(({ padded }) => padded).map(({ name }) => name))("where a batch is padded for %s", (name) =>
    comparePadding(byhand, name));
});
