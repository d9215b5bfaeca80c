import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitText, splitTokens } from "byhand";

const share = fc.double({ min: 0, max: 0.45, noNaN: true });
const shares = fc.record({ validation: share, test: share });

describe("splitTokens", () => {
  it("gives three contiguous parts that share and lose nothing, of the lengths asked for", () => {
    fc.assert(fc.property(fc.integer({ min: 10, max: 3000 }), shares, (length, options) => {
      const ids = Int32Array.from({ length }, (_, i) => i); // every place has its own number
      const { train, validation, test } = splitTokens(ids, options);
      expect([...train, ...validation, ...test]).toEqual([...ids]);
      expect(Math.abs(test.length - options.test * length)).toBeLessThanOrEqual(0.5 + 1e-9);
      expect(Math.abs(validation.length - options.validation * length)).toBeLessThanOrEqual(1 + 1e-9); // two borders
    }));
  });

  it("copies, so that changing one part changes no other", () => {
    const ids = Int32Array.from({ length: 20 }, (_, i) => i);
    splitTokens(ids).train[0] = 99;
    expect(ids[0]).toBe(0);
  });

  it("holds out the last tenth of tiny Shakespeare's length where that is asked for", () => {
    const { train, validation, test } = splitTokens(new Int32Array(1115394), { validation: 0, test: 0.1 });
    expect([train.length, validation.length, test.length]).toEqual([1003855, 0, 111539]);
  });

  it("refuses an empty text, shares outside [0, 1) and shares that leave nothing to train on", () => {
    expect(() => splitTokens([])).toThrow("ids is empty: there is nothing to split");
    expect(() => splitTokens([1, 2], { test: 1 })).toThrow("test is 1: give a share of the ids from 0 up to");
    expect(() => splitTokens([1, 2], { validation: -0.1 })).toThrow("validation is -0.1");
    expect(() => splitTokens([1, 2], { validation: 0.5, test: 0.5 })).toThrow("leave nothing of 2 ids to train on");
  });
});

describe("splitText", () => {
  it("cuts between characters, never inside one that takes two units", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme-composite", minLength: 20 }), shares, (text, options) => {
      const { train, validation, test } = splitText(text, options);
      expect(train + validation + test).toBe(text);
      for (const part of [train, validation, test]) expect(part).not.toMatch(/\p{Surrogate}/u);
    }));
  });

  it("refuses an empty text", () => {
    expect(() => splitText("")).toThrow("text is empty: there is nothing to split");
  });
});
