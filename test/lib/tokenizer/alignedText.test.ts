import * as byhand from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NORMALIZERS } from "./normalizers";
import { randomTexts } from "./random";
import { texts as anyTexts } from "./texts";

describe("AlignedText", () => {
  it("tells what each part of a normalized text comes from", () => {
    const text = "Ｅ\u0301a ﬁ";
    const aligned = byhand.normalizeAligned(byhand.AlignedText.of(text), byhand.normalizations({ type: "NFKC" }));
    expect(aligned.text).toBe("Éa fi");
    expect(aligned.source(0, 1)).toEqual([0, 2]); // É from a wide E and a mark, where Python names the E only
    expect(aligned.source(3, 4)).toEqual([4, 5]);
    expect(aligned.slice(1, 4).source(0, 2)).toEqual([2, 4]);
  });

  it.each(Object.keys(NORMALIZERS))("slices the original where %s has changed it, in order and never within a character", (name) => {
    const steps = byhand.normalizations(NORMALIZERS[name]);
    fc.assert(fc.property(anyTexts, (raw) => {
      const text = raw.replace(/\p{Surrogate}/gu, "?");
      const aligned = byhand.normalizeAligned(byhand.AlignedText.of(text), steps);
      let before = [0, 0];
      for (let at = 0; at < aligned.text.length; at++) {
        const [start, end] = aligned.source(at, at + 1);
        expect(start < end && end <= text.length && start >= before[0] && end >= before[1]).toBe(true);
        before = [start, end];
      }
    }), { numRuns: 500 });
  });

  it.each(["NFC", "NFD", "NFKC", "NFKD", "BERT"])("names for each character after %s exactly what becomes that character", (name) => {
    const normalizer = NORMALIZERS[name];
    const steps = byhand.normalizations(normalizer);
    for (const text of randomTexts(1, 1000)) {
      const aligned = byhand.normalizeAligned(byhand.AlignedText.of(text), steps);
      const groups = new Map<string, string>(); // what came from one place, by that place
      for (let at = 0; at < aligned.text.length; at++) {
        const place = aligned.source(at, at + 1).join("-");
        groups.set(place, (groups.get(place) ?? "") + aligned.text[at]);
      }
      for (const [place, group] of groups) {
        const [start, end] = place.split("-").map(Number);
        expect(byhand.normalize(text.slice(start, end), normalizer)).toContain(group);
      }
    }
  });
});

describe("parts of a tokenizer.json that normalize and cut", () => {
  it.each([
    [{ type: "Precompiled" }, /normalizer\.type is "Precompiled": expected NFC, NFD, NFKC, NFKD, Lowercase/],
    [{ type: "Sequence", normalizers: [{ type: "NFC" }, { type: "ByteLevel" }] }, /normalizer\.normalizers\[1\]\.type is "ByteLevel"/],
    [{ type: "BertNormalizer", clean_text: 1 }, /normalizer\.clean_text is 1: BertNormalizer has true or false/],
    [{ type: "Replace", pattern: { Regex: "a+" }, content: "" }, /expected Replace of a String, or of the Regex/],
    [{ type: "Strip", strip_left: true }, /normalizer\.strip_right is missing: Strip has true or false/],
    ["NFC", /normalizer is "NFC": expected an object/],
  ])("refuse the normalizer %j", (json, message) => expect(() => byhand.parseNormalizer(json)).toThrow(message));
});
