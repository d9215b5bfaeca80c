import { BPETokenizer } from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { texts } from "./texts";

const TEXT = "the cat sat on the mat, the cats sat; né né 👍🏽 👍👍 漢字漢字\n\n  the end\r\n\t'tis the cat's";
const small = BPETokenizer.train(TEXT, { vocabularySize: 320, specialTokens: ["<|end|>", "<|endoftext|>"] });
const plain = BPETokenizer.train(TEXT, { vocabularySize: 300 });

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");

describe("BPETokenizer", () => {
  it("merges what is most frequent: aaabdaaabac becomes two tokens for aaab", () => {
    const tokenizer = BPETokenizer.train("aaabdaaabac", { vocabularySize: 256 + 3 });
    expect(tokenizer.merges).toEqual([["a", "a"], ["a", "b"], ["aa", "ab"]]);
    expect(tokenizer.encode("aaabdaaabac").map((id) => tokenizer.token(id))).toEqual(["aaab", "d", "aaab", "a", "c"]);
  });

  it("gives back every text, halves of surrogate pairs as U+FFFD", () => {
    fc.assert(fc.property(texts, (text) => {
      expect(small.decode(small.encode(text))).toBe(wellFormed(text));
      expect(small.decode(small.encode(text, { specialTokens: "text" }))).toBe(wellFormed(text));
    }), { numRuns: 3000 });
  });

  it("gives back every byte string", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(fc.constantFrom(0x61, 0x20, 0xe2, 0x80, 0xa6, 0xf0, 0x9f, 0x91, 0x8d, 0xc3, 0xa9, 0xed, 0xa0, 0xff))
        .map((list) => Uint8Array.from(list)),
    );
    fc.assert(fc.property(bytes, (given) => {
      expect([...small.decodeBytes(small.encodeBytes(given))]).toEqual([...given]);
    }), { numRuns: 3000 });
  });

  it("encodes the bytes of a text as the text itself, special tokens as text", () => {
    fc.assert(fc.property(texts, (text) => {
      expect(small.encodeBytes(new TextEncoder().encode(text))).toEqual(small.encode(text, { specialTokens: "text" }));
    }), { numRuns: 1000 });
  });

  it("gives the same ids whether or not it has seen a text's pieces before, and whatever another tokenizer has seen", () => {
    fc.assert(fc.property(texts, (text) => {
      const fresh = BPETokenizer.fromJSON(small.toJSON());
      plain.encode(text);
      expect(small.encode(text)).toEqual(fresh.encode(text));
    }), { numRuns: 100 });
  });

  it("encodes more different pieces than it remembers", () => {
    const numbers = Array.from({ length: 70_000 }, (_, i) => String(i)).join(" ");
    expect(plain.decode(plain.encode(numbers + numbers))).toBe(numbers + numbers);
  });

  it("encodes a piece of a megabyte in time that does not grow with its square", () => {
    const tokenizer = BPETokenizer.train("a".repeat(64), { vocabularySize: 256 + 5 });
    expect(tokenizer.merges.at(-1)!.join("")).toBe("a".repeat(32));
    const ids = tokenizer.encode("a".repeat(1_000_000 + 1));
    expect(ids.length).toBe(31_250 + 1);
    expect(ids.slice(-2).map((id) => tokenizer.token(id).length)).toEqual([32, 1]);
  });

  it("stops early where no pair is left to merge, with a vocabulary of its true size", () => {
    const tokenizer = BPETokenizer.train("abc", { vocabularySize: 400 });
    expect(tokenizer.merges).toEqual([["a", "b"], ["ab", "c"]]);
    expect(tokenizer.vocabularySize).toBe(258);
  });

  it("tells its progress after each merge", () => {
    const seen: object[] = [];
    BPETokenizer.train("aaaa bb", { vocabularySize: 258, onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([{ merges: 1, wanted: 2 }, { merges: 2, wanted: 2 }]);
  });

  it("shows tokens for labels, bytes that are no whole character in hexadecimal", () => {
    expect(small.encode("the 👍🏾").map((id) => small.token(id))).toContain("‹be›");
    const bytes = [0xe2, 0x80].map((byte) => plain.encodeBytes(Uint8Array.of(byte))[0]);
    expect(bytes.map((id) => plain.token(id))).toEqual(["‹e2›", "‹80›"]);
    expect(small.token(1)).toBe("<|endoftext|>");
  });

  it("knows how many bytes each token stands for", () => {
    fc.assert(fc.property(texts, (text) => {
      const lengths = small.encode(text).map((id) => small.byteLength(id));
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(new TextEncoder().encode(text).length);
    }));
  });
});

describe("special tokens in a text", () => {
  const text = "<|end|>the<|endoftext|>";

  it("become their ids by default, for texts of one's own", () => {
    expect(small.encode(text)).toEqual([0, ...small.encode("the"), 1]);
  });

  it("are ordinary text where the policy is text, and data in encodeBytes", () => {
    const ids = small.encode(text, { specialTokens: "text" });
    expect(ids.filter((id) => id < 2)).toEqual([]);
    expect(small.decode(ids)).toBe(text);
    expect(small.encodeBytes(new TextEncoder().encode(text))).toEqual(ids);
  });

  it("are refused, by name and place, where the policy is refuse", () => {
    expect(() => small.encode(`a ${text}`, { specialTokens: "refuse" }))
      .toThrow(/the special token "<\|end\|>" after "a ": remove it, or choose { specialTokens: "text" }/);
    expect(small.encode("a b", { specialTokens: "refuse" })).toEqual(small.encode("a b"));
  });

  it("are not encoded by mistake where the policy is misspelt", () => {
    expect(() => small.encode("a", { specialTokens: "reject" as "refuse" }))
      .toThrow('specialTokens is "reject": expected "encode", "text" or "refuse"');
  });

  it("are left out of decoded text on request", () => {
    expect(small.decode(small.encode(text), { skipSpecialTokens: true })).toBe("the");
  });

  it("may hold characters that a pattern would take for signs", () => {
    const odd = ["[a-z]+", "(", "\\", ".*", "^$", "a|b", "{2}", "/-/"];
    const tokenizer = BPETokenizer.train(TEXT, { vocabularySize: 300, specialTokens: odd.filter((token) => token.length > 1) });
    for (const [id, token] of tokenizer.vocabulary.addedTokens.entries()) expect(tokenizer.encode(token.content)).toEqual([id]);
    expect(tokenizer.encode("abc").length).toBe(3);
  });
});

describe("BPETokenizer refuses", () => {
  it("a vocabulary without room for the bytes and the special tokens", () => {
    expect(() => BPETokenizer.train("a", { vocabularySize: 256, specialTokens: ["<s>"] }))
      .toThrow("vocabularySize is 256: expected at least 257, for the 256 bytes and 1 special tokens");
    expect(() => BPETokenizer.train("a", { vocabularySize: 300.5 })).toThrow(/vocabularySize is 300.5: expected a whole/);
    expect(BPETokenizer.train("ab", { vocabularySize: 256 }).encode("ab").length).toBe(2);
  });

  it("an empty training text, and one that is no string", () => {
    expect(() => BPETokenizer.train("", { vocabularySize: 300 })).toThrow(/text is empty/);
    expect(() => BPETokenizer.train(null as unknown as string, { vocabularySize: 300 })).toThrow(/text is null: expected/);
    expect(() => small.encode(7 as unknown as string)).toThrow(/text is of type number: expected a string/);
  });

  it.each([
    [["<s>", "<s>"], /specialTokens\[1\] is "<s>", and so is specialTokens\[0\]/],
    [[""], /specialTokens\[0\] is "": expected at least one character/],
    [["a"], /specialTokens\[0\] is "a", which stands for a byte/],
    [["Ġ"], /which stands for a byte/],
    [["<\ud83d>"], /half a surrogate pair/],
    [[7], /specialTokens\[0\] is 7: expected a text/],
    ["<s>", /specialTokens is "<s>": expected a list/],
  ])("the special tokens %j", (specialTokens, message) => {
    expect(() => BPETokenizer.train("text", { vocabularySize: 300, specialTokens: specialTokens as string[] })).toThrow(message);
  });

  it.each([[320], [-1], [1.5], [NaN], ["1"]])("the id %s", (id) => {
    expect(() => small.decode([0, id as number])).toThrow(`ids[1] is ${id}: expected a whole number from 0 to`);
    expect(() => small.token(id as number)).toThrow(/: expected a whole number from 0 to/);
    expect(() => small.byteLength(id as number)).toThrow(`id is ${id}: expected`);
  });
});
