import { BPETokenizer, CharTokenizer, TextStream } from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

const tokenizer = BPETokenizer.train("né né 👍🏽👍 漢字 the the", { vocabularySize: 280, specialTokens: ["<|end|>"] });

function streamed(ids: readonly number[], Stream = TextStream): string[] {
  const stream = new Stream(tokenizer);
  return [...ids.map((id) => stream.push(id)), stream.finish()];
}

describe("TextStream", () => {
  it("waits for the last byte of a character", () => {
    expect(streamed(tokenizer.encodeBytes(new TextEncoder().encode("a𐍈b")))).toEqual(["a", "", "", "", "𐍈", "b", ""]);
  });

  it("gives U+FFFD at the end for a character that was never finished, and can be used anew", () => {
    const stream = new TextStream(tokenizer);
    for (const id of tokenizer.encode("a𐍈").slice(0, -1)) stream.push(id);
    expect(stream.finish()).toBe("\uFFFD");
    expect(stream.push(tokenizer.encode("a")[0])).toBe("a");
  });

  it("keeps a mark of byte order at the beginning", () => {
    expect(streamed(tokenizer.encode("\ufeffa")).join("")).toBe("\ufeffa");
  });

  it("gives what decode gives, whatever the ids, and whole characters only", () => {
    const ids = fc.array(fc.oneof(fc.nat(tokenizer.vocabularySize - 1), fc.constantFrom(...tokenizer.encode("👍🚀é漢"))));
    fc.assert(fc.property(ids, (given) => {
      const parts = streamed(given);
      expect(parts.join("")).toBe(tokenizer.decode(given));
      for (const part of parts) expect(part).not.toMatch(/\p{Surrogate}/u);
    }), { numRuns: 3000 });
  });

  it("is told from one that decodes token by token", async () => {
    const mutant = await mutated("tokenizer/textStream.ts", { from: "{ stream: true }", to: "{}" });
    expect(streamed(tokenizer.encode("🚀"), mutant.TextStream as never).join("")).not.toBe("🚀");
  });

  it("takes tokenizers whose tokens are whole characters, too", () => {
    const letters = CharTokenizer.train("né👍");
    const stream = new TextStream(letters);
    expect(letters.encode("👍né").map((id) => stream.push(id))).toEqual(["👍", "n", "é"]);
    expect(() => stream.push(3)).toThrow(/is 3: expected a whole number from 0 to 2/);
  });
});
