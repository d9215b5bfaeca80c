import { BPETokenizer, countPairs, mergePair, UnigramTokenizer, unknownShare, viterbi, WordPieceTokenizer } from "byhand";
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { mutated } from "../../mutated";
import { texts } from "./texts";

const TEXT = "the theme of the other there; a rather tall thing was gathering here, hither and thither. ".repeat(3);
const bpe = BPETokenizer.train(TEXT, { vocabularySize: 290 });
const wordPiece = WordPieceTokenizer.train(TEXT, { vocabularySize: 70 });
const unigram = UnigramTokenizer.train(TEXT, { vocabularySize: 45 });
/** Longest match first, written otherwise than the library's. */
const greedy = (word: string, vocabulary: readonly string[], mark = ""): string[] => {
  for (let end = word.length; end > 0; end--) {
    const token = mark + word.slice(0, end);
    if (!vocabulary.includes(token)) continue;
    const rest = end === word.length ? [] : greedy(word.slice(end), vocabulary, "##");
    return rest[0] === "[UNK]" ? rest : [token, ...rest];
  }
  return ["[UNK]"];
};
/** Merge after merge, each everywhere. */
const inTurn = (letters: readonly string[], merges: readonly (readonly [string, string])[]): string[] =>
  merges.reduce<string[]>((tokens, pair) => mergePair(tokens, pair), [...letters]);

describe("functions that take the place of a tokenizer's own", () => {
  it("learn the same merges, where they count and merge as the library's", () => {
    const parts = { countPairs: vi.fn(countPairs), mergePair: vi.fn(mergePair) };
    expect(BPETokenizer.train(TEXT, { vocabularySize: 290, parts }).toJSON()).toEqual(bpe.toJSON());
    expect(parts.countPairs).toHaveBeenCalledTimes(34);
    expect(parts.mergePair).toHaveBeenCalled();
  });

  it("learn special tokens' texts and fewer merges as the library's", () => {
    const options = { vocabularySize: 400, specialTokens: ["the"] };
    const own = BPETokenizer.train("the the a", { ...options, parts: { countPairs } });
    expect(own.toJSON()).toEqual(BPETokenizer.train("the the a", options).toJSON());
  });

  it("cut any text as the library's, where they do the same in another way", () => {
    const ownBpe = BPETokenizer.train(TEXT, { vocabularySize: 290, parts: { mergeByRank: inTurn } });
    const ownWordPiece = WordPieceTokenizer.train(TEXT, {
      vocabularySize: 70, parts: { longestMatchFirst: (word, all) => greedy(word, all) },
    });
    const ownUnigram = UnigramTokenizer.train(TEXT, {
      vocabularySize: 45, parts: { viterbi: (text, pieces) => viterbi(text, pieces) },
    });
    const near = fc.string({ unit: fc.constantFrom(..."thera g👍é."), maxLength: 30 });
    fc.assert(fc.property(fc.oneof(texts, near), (text) => {
      for (const [own, librarys] of [[ownBpe, bpe], [ownWordPiece, wordPiece], [ownUnigram, unigram]] as const) {
        expect(own.encodeWithOffsets(text)).toEqual(librarys.encodeWithOffsets(text));
        expect(own.encode(text, { specialTokens: "text" })).toEqual(librarys.encode(text, { specialTokens: "text" }));
      }
    }), { numRuns: 300 });
  });

  it("are really asked: letters come out where they merge and match nothing", () => {
    const letters = (text: string): string[] => [...text];
    expect(BPETokenizer.train(TEXT, { vocabularySize: 290, parts: { mergeByRank: (tokens) => [...tokens] } }).encode("the")).toHaveLength(3);
    const none = WordPieceTokenizer.train(TEXT, { vocabularySize: 70, parts: { longestMatchFirst: () => ["[UNK]"] } });
    expect(none.encodeWithOffsets("the other", { addSpecialTokens: false }).tokens).toEqual(["[UNK]", "[UNK]"]);
    const byLetters = { viterbi: (text: string) => ({ pieces: letters(text) }) };
    const single = UnigramTokenizer.train(TEXT, { vocabularySize: 45, parts: byLetters });
    expect(single.encodeWithOffsets("the").tokens).toEqual(["▁", "t", "h", "e"]);
  });
});

describe("unknownShare()", () => {
  const WORDS = { ids: [5, 1, 6, 1], offsets: [[0, 1], [2, 4], [5, 8], [8, 12]] as [number, number][] };
  const sentence = "a 👍 cat wyr";

  it("counts lost characters of all that are no white space", () => {
    expect(unknownShare(sentence, WORDS, 1)).toBeCloseTo(4 / 8, 12); // 👍, w, y, r of a 👍 c a t w y r
    expect(unknownShare(sentence, WORDS, 2)).toBe(0);
    expect(unknownShare(" \n", { ids: [], offsets: [] }, 1)).toBe(0);
  });

  it("counts a character once that several tokens come from", () => {
    expect(unknownShare("½x", { ids: [1, 1, 1, 4], offsets: [[0, 1], [0, 1], [0, 1], [1, 2]] }, 1)).toBe(0.5);
  });

  it("leaves out the tokens that a template puts there", () => {
    const { ids, offsets } = wordPiece.encodeWithOffsets("the 漢字 other");
    expect(unknownShare("the 漢字 other", { ids, offsets }, 1)).toBeCloseTo(2 / 10, 12);
  });

  it.each([
    ["counts UTF-16 units", "for (const character of text) if (!isWhiteSpace(character.codePointAt(0)!)) count++;", "count = text.trim().length;"],
    ["counts white space", "if (!isWhiteSpace(character.codePointAt(0)!)) count++", "if (character) count++"],
    ["counts characters as often as tokens come from them", "Math.max(start, counted)", "start"],
  ])("is told apart from one that %s", async (_, from, to) => {
    const mutant = await mutated("tokenizer/encoding/unknownShare.ts", { from, to });
    const half = { ids: [1, 1, 1, 4], offsets: [[0, 1], [0, 1], [0, 1], [1, 2]] as [number, number][] };
    const shares = (share: typeof unknownShare): number[] => [share(sentence, WORDS, 1), share("½x", half, 1)];
    expect(shares(mutant.unknownShare)).not.toEqual(shares(unknownShare));
  });
});
