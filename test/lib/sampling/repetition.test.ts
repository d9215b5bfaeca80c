import * as byhand from "byhand";
import { distinctNGrams, repetitionRate } from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

type Measures = Pick<typeof byhand, "distinctNGrams" | "repetitionRate">;

// By hand. 1 2 1 2 1 has the pairs 12 21 12 21: 2 of 4 differ. 1 11 and 11 1 look alike when joined without a border.
const measured = ({ distinctNGrams, repetitionRate }: Measures): number[] => [
  distinctNGrams([1, 2, 1, 2, 1], 2),
  distinctNGrams([1, 2, 1, 2, 1], 1),
  distinctNGrams([1, 11, 1], 2),
  distinctNGrams([[1, 2, 3], [1, 2], [7]], 2), // 12 23 | 12: 2 of 3; none reaches from one text into the next
  distinctNGrams(["the", "cat", "the", "cat"], 2), // words: 2 of 3
  repetitionRate([5, 5, 5, 5, 5, 5], 2), // one pair five times: 4 of 5 are repeated
  repetitionRate([1, 2, 3, 4, 1, 2, 3, 4]), // 5 quadruples, 4 differ
];
const expected = [2 / 4, 2 / 5, 1, 2 / 3, 2 / 3, 4 / 5, 1 / 5];

describe("measures of repetition", () => {
  it("count as by hand", () => measured(byhand).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 12)));

  it.each([
    ["lets n-grams reach into the next text", "(texts as readonly TextTokens[])", "[(texts as readonly TextTokens[]).flat()]"],
    ["takes n-grams without overlap", "start++, count++", "start += n, count++"],
    ["joins tokens without a border", "JSON.stringify(row.slice(start, start + n))", "row.slice(start, start + n).join(\"\")"],
    ["divides by the tokens", "different.size / count", "different.size / rows.flat().length"],
    ["gives repetition for its opposite", "1 - distinctNGrams(ids, n)", "distinctNGrams(ids, n)"],
  ])("are told from a mutant that %s", async (_, from, to) => {
    const found = measured(await mutated("sampling/repetition.ts", { from, to }));
    expect(found.every((value, i) => Math.abs(value - expected[i]) < 1e-12)).toBe(false);
  });

  it("are 1 and 0 where nothing comes twice", () => {
    expect([distinctNGrams([3, 1, 2], 2), repetitionRate([3, 1, 2], 2)]).toEqual([1, 0]);
  });

  it("refuse texts that are too short, and n below 1", () => {
    expect(() => distinctNGrams([1, 2], 3)).toThrow("texts have no 3 tokens in a row: give longer texts, or a smaller n");
    expect(() => distinctNGrams([], 1)).toThrow(/no 1 tokens in a row/);
    expect(() => repetitionRate([1, 2, 3])).toThrow(/no 4 tokens/);
    expect(() => distinctNGrams([1], 0)).toThrow("n is 0: expected a whole number, at least 1");
  });
});
