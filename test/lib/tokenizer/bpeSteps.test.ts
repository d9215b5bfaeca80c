import {
  BYTE_CHARACTERS, countPairs, learnMerges, learnMergesFast, mergeByRank, mergeByRankFast, mergePair,
  MergeRules, PIECE_ENDS, preTokenize, type Word,
} from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { texts } from "./texts";

describe("the fast forms give what the readable ones give:", () => {
  const words: fc.Arbitrary<Word[]> = fc.array(
    fc.record({ ids: fc.array(fc.nat(2), { maxLength: 12 }), count: fc.integer({ min: 1, max: 3 }) }), { maxLength: 12 });

  it("learnMerges", () => {
    fc.assert(fc.property(words, fc.constantFrom(["a", "b", "c"], ["a", "b", "c", "ab", "cc"]), (given, tokens) => {
      expect(learnMergesFast(given, tokens, 15)).toEqual(learnMerges(given, tokens, 15));
    }), { numRuns: 2000 });
  });

  it("mergeByRank, on short and long pieces and with merges in any order", () => {
    const ids = fc.oneof(
      fc.array(fc.nat(2), { maxLength: 60 }), fc.array(fc.nat(2), { minLength: 40, maxLength: 200 }));
    fc.assert(fc.property(words, ids, fc.boolean(), (given, piece, shuffled) => {
      const { tokens, merges } = learnMerges(given, ["a", "b", "c"], 15);
      const ordered = shuffled ? [...merges].reverse() : merges;
      const rules = new MergeRules(ordered, ordered.map(([l, r]) => tokens.indexOf(tokens[l] + tokens[r])));
      expect(mergeByRankFast([...piece], rules)).toEqual(mergeByRank(piece, rules));
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
    const counts = countPairs([{ ids: [1, 2, 1, 2], count: 3 }, { ids: [2, 1], count: 1 }, { ids: [7], count: 9 }]);
    expect([...counts.values()]).toEqual([{ pair: [1, 2], count: 6 }, { pair: [2, 1], count: 4 }]);
  });

  it("merge a pair from left to right", () => {
    expect(mergePair([1, 1, 1, 2], [1, 1], 9)).toEqual([9, 1, 2]);
    expect(mergePair([1], [1, 1], 9)).toEqual([1]);
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
