import {
  BYTE_CHARACTERS, countPairs, learnMerges, learnMergesFast, mergeByRank, mergeByRankFast, mergePair,
  MergeRules, type LearnedMerges, PIECE_ENDS, preTokenize, type Word,
} from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { texts } from "./texts";

/** The merges of ids as the readable forms have them. */
const asTexts = ({ tokens, merges }: LearnedMerges): [string, string][] =>
  merges.map(([left, right]) => [tokens[left], tokens[right]]);

describe("the fast forms give what the readable ones give:", () => {
  const words: fc.Arbitrary<Word[]> = fc.array(
    fc.record({ ids: fc.array(fc.nat(2), { maxLength: 12 }), count: fc.integer({ min: 1, max: 3 }) }), { maxLength: 12 });

  it("learnMerges", () => {
    fc.assert(fc.property(words, fc.constantFrom(["a", "b", "c"], ["a", "b", "c", "ab", "cc"]), (given, tokens) => {
      const fast = learnMergesFast(given, tokens, 15);
      const readable = learnMerges(given.map(({ ids, count }) => ({ tokens: ids.map((id) => tokens[id]), count })), tokens, 15);
      expect({ ...fast, merges: asTexts(fast) }).toEqual(readable);
    }), { numRuns: 2000 });
  });

  it("mergeByRank, on short and long pieces and with merges in any order", () => {
    const ids = fc.oneof(
      fc.array(fc.nat(2), { maxLength: 60 }), fc.array(fc.nat(2), { minLength: 40, maxLength: 200 }));
    fc.assert(fc.property(words, ids, fc.boolean(), (given, piece, shuffled) => {
      const learned = learnMergesFast(given, ["a", "b", "c"], 15);
      const { tokens, merges } = learned;
      const ordered = shuffled ? [...merges].reverse() : merges;
      const rules = new MergeRules(ordered, ordered.map(([l, r]) => tokens.indexOf(tokens[l] + tokens[r])));
      expect(mergeByRankFast([...piece], rules).map((id) => tokens[id]))
        .toEqual(mergeByRank(piece.map((id) => tokens[id]), asTexts({ tokens, merges: ordered })));
    }), { numRuns: 2000 });
  });

  it.each(["gpt2", "llama3"] as const)("the pattern %s", (pattern) => {
    fc.assert(fc.property(texts, (text) => {
      const pieces: string[] = [];
      for (let at = 0; at < text.length; at += pieces.at(-1)!.length) {
        pieces.push(text.slice(at, PIECE_ENDS[pattern](text, at)));
      }
      expect(pieces).toEqual(preTokenize(text, { pattern }));
    }), { numRuns: 5000 });
  });
});

describe("the steps of byte-pair encoding", () => {
  it("count pairs of neighbours, each as often as its word occurs", () => {
    const words = [{ tokens: [..."abab"], count: 3 }, { tokens: [..."ba"], count: 1 }, { tokens: ["c"], count: 9 }];
    expect(countPairs(words)).toEqual([{ pair: ["a", "b"], count: 6 }, { pair: ["b", "a"], count: 4 }]);
  });

  it("merge a pair from left to right", () => {
    expect(mergePair([..."aaab"], ["a", "a"])).toEqual(["aa", "a", "b"]);
    expect(mergePair(["a"], ["a", "a"])).toEqual(["a"]);
  });

  it("cut text into pieces that joined are the text", () => {
    expect(preTokenize("I'll go\n\n there")).toEqual(["I", "'ll", " go", "\n\n", " there"]);
    expect(preTokenize("I'LL 12345", { pattern: "llama3" })).toEqual(["I", "'LL", " ", "123", "45"]);
    fc.assert(fc.property(texts, (text) => {
      for (const pattern of ["gpt2", "llama3"] as const) expect(preTokenize(text, { pattern }).join("")).toBe(text);
    }));
  });

  it("write each byte as a character of its own", () => {
    expect(new Set(BYTE_CHARACTERS).size).toBe(256);
    expect(BYTE_CHARACTERS[0x20] + BYTE_CHARACTERS[0x0a] + BYTE_CHARACTERS[0x41]).toBe("ĠĊA");
  });
});
