import { describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { mutated } from "../../mutated";

const TEXT = "Zürich 10 €, naïve 👍"; // 21 UTF-16 units, 20 characters, 27 bytes
const BYTES = Buffer.byteLength(TEXT);

/** The summed cross-entropy of tokens that each have the same probability. */
const uniform = (tokens: number, vocabularySize: number): number => tokens * Math.log(vocabularySize);

describe("bitsPerByte", () => {
  it("is 8 for a model of bytes that knows nothing, whatever the text", () => {
    expect(byhand.bitsPerByte(uniform(BYTES, 256), BYTES)).toBeCloseTo(8, 12);
    expect(byhand.bitsPerByte(uniform(1, 256), 1)).toBeCloseTo(8, 12);
  });

  it("is the same for two tokenizers whose models give a text the same probability", () => {
    const nats = 14; // −ln of the text's probability
    const ofMean = (tokens: number): number => byhand.bitsPerByte((nats / tokens) * tokens, BYTES);
    for (const tokens of [4, 9, 20]) expect(ofMean(tokens)).toBeCloseTo(14 / Math.LN2 / 27, 12);
  });

  it("divides by bytes: neither tokens, characters nor UTF-16 units give this figure", () => {
    const nats = uniform(BYTES, 256);
    expect([TEXT.length, [...TEXT].length, BYTES]).toEqual([21, 20, 27]);
    for (const wrong of [TEXT.length, [...TEXT].length]) expect(byhand.bitsPerByte(nats, wrong)).toBeGreaterThan(10);
  });

  it("takes the text itself, too", () => {
    expect(byhand.bitsPerByte(uniform(BYTES, 256), TEXT)).toBeCloseTo(8, 12);
    expect(() => byhand.bitsPerByte(1, "")).toThrow("bytes is 0");
  });

  it.each([
    ["nats for bits", "bytes * Math.LN2", "bytes"],
    ["nats per byte times ln 2", "(bytes * Math.LN2)", "bytes * Math.LN2"],
    ["perplexity per byte", "return totalNats / (bytes * Math.LN2)", "return 2 ** (totalNats / (bytes * Math.LN2))"],
  ])("is told from the mutant: %s", async (_, from, to) => {
    const mutant = await mutated("training/bitsPerByte.ts", { from, to });
    expect(Math.abs(mutant.bitsPerByte(uniform(BYTES, 256), BYTES) - 8)).toBeGreaterThan(1);
  });

  it.each([
    [() => byhand.bitsPerByte(-1, 5), "totalNats is -1"],
    [() => byhand.bitsPerByte(NaN, 5), "totalNats is NaN"],
    [() => byhand.bitsPerByte(Infinity, 5), "totalNats is Infinity"],
    [() => byhand.bitsPerByte(3, 0), "bytes is 0"],
    [() => byhand.bitsPerByte(3, 2.5), "bytes is 2.5"],
  ])("refuses what can't be a text's cross-entropy or length %#", (call, message) => {
    expect(call).toThrow(message);
    expect(call).toThrow(RangeError);
  });
});
