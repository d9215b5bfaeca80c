import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

const question = "Who sat on the mat?";
const text = "The  dog stood. Ann Lee sat on the mat, reading.";
const tokenizer = byhand.WordPieceTokenizer.train(`${question} ${text}`, { vocabularySize: 60 });
const encoding = tokenizer.encodeWithOffsets(question, { pair: text });

describe("an answer's place", () => {
  it("is found by its characters and gives the same text back, though tokens are pieces in lower case", () => {
    for (const answer of ["Ann Lee", "dog", "the mat", "The  dog", "reading", "."]) {
      const start = text.indexOf(answer);
      const span = byhand.tokenSpan(encoding, { start, end: start + answer.length });
      expect(encoding.sequences[span.start]).toBe(1);
      expect(byhand.spanText(text, encoding, span)).toBe(answer);
    }
  });

  it("is that of the text, not of the question", () => {
    const start = text.indexOf("sat");
    const { start: token } = byhand.tokenSpan(encoding, { start, end: start + 3 });
    expect(token).toBeGreaterThan(encoding.ids.indexOf(tokenizer.idOf("[SEP]")));
    const inQuestion = byhand.tokenSpan(encoding, { start: 4, end: 7 }, { sequence: 0 });
    expect(inQuestion.start).toBeLessThan(encoding.ids.indexOf(tokenizer.idOf("[SEP]")));
  });

  it.each<[string, { start: number; end: number }, RegExp]>([
    ["behind the text", { start: 40, end: 60 }, /answer is the characters 40 to 60, but the encoding's tokens reach from 0 to 48: was it cut off\?/],
    ["of no characters", { start: 4, end: 4 }, /answer\.end is 4: expected a whole number, at least 5/],
    ["before the text", { start: -1, end: 4 }, /answer\.start is -1/],
  ])("can't be %s", (_, answer, message) => {
    expect(() => byhand.tokenSpan(encoding, answer)).toThrow(message);
  });

  it("can't be in what truncation cut off", () => {
    const short = tokenizer.encodeWithOffsets(question, { pair: text, truncation: { maxLength: 24, strategy: "onlySecond" } });
    expect(() => byhand.tokenSpan(short, { start: 39, end: 47 })).toThrow(/was it cut off\? Raise truncation\.maxLength/);
  });
});

/** The best span by trying all of them in another order, or null. */
function bySorting(starts: number[], ends: number[], allowed: boolean[], maximumLength: number): number[] {
  const all = starts.flatMap((a, start) => ends.map((b, end) => ({ start, end, score: a + b })));
  const fits = all.filter(({ start, end }) => allowed[start] && allowed[end] && end >= start && end - start < maximumLength);
  const { start, end } = fits.sort((a, b) => b.score - a.score)[0]!;
  return [start, end];
}

/** How many of many random cases a library decodes wrongly. */
function wrongSpans({ bestSpan, Random }: typeof byhand): number {
  const random = new Random(5);
  let wrong = 0;
  for (let i = 0; i < 300; i++) {
    const [starts, ends] = [0, 1].map(() => Array.from({ length: 9 }, () => random.normal())) as [number[], number[]];
    const allowed = starts.map((_, j) => j >= 3 && j < 8);
    const { start, end } = bestSpan(starts, ends, { allowed, maximumLength: 3 });
    wrong += Number(`${[start, end]}` !== `${bySorting(starts, ends, allowed, 3)}`);
  }
  return wrong;
}

describe("the best span", () => {
  it("has the largest sum of scores of all that may be", () => {
    expect(wrongSpans(byhand)).toBe(0);
  });

  it.each([
    ["may end before it begins", "let end = start;", "let end = 0;"],
    ["may be of any length", "start + maximumLength)", "Infinity)"],
    ["may end in the question or in padding", "allowed[start] && allowed[end]", "allowed[start]"],
    ["is the one with the best start", "startLogits[start] + endLogits[end]", "startLogits[start]"],
  ])("is not one that %s", async (_, from, to) => {
    expect(wrongSpans(await mutated("encoder/spans.ts", { from, to }))).toBeGreaterThan(10);
  });

  it("is refused where nothing may be an answer, or lists differ in length", () => {
    expect(() => byhand.bestSpan([1, 2], [1, 2], { allowed: [false, false] })).toThrow(/allowed is false everywhere/);
    expect(() => byhand.bestSpan([1, 2], [1], { allowed: [true, true] })).toThrow(/endLogits has 1 scores but allowed has 2 entries/);
  });
});

describe("token types", () => {
  it("are the tokenizer's, with padding and without, for one text and for two", () => {
    const separatorId = tokenizer.idOf("[SEP]");
    const one = tokenizer.encodeWithOffsets(text);
    expect(byhand.segmentTypes(one.ids, { separatorId, paddingId: 0 })).toEqual(one.typeIds);
    expect(byhand.segmentTypes(encoding.ids, { separatorId, paddingId: 0 })).toEqual(encoding.typeIds);
    const [short] = byhand.encodeBatch(tokenizer, [["the dog", "the mat"]], { padding: { length: 30 } });
    expect(byhand.segmentTypes(short!.ids, { separatorId, paddingId: 0 })).toEqual(short!.typeIds);
  });

  it.each([
    ["with the first [SEP] in the second text", "i > first", "i >= first"],
    ["with padding in the second text", " && i <= last && id !== paddingId", ""],
    ["with the last [SEP] in the first text", "i <= last", "i < last"],
  ])("would differ %s", async (_, from, to) => {
    const { segmentTypes } = await mutated("encoder/segmentTypes.ts", { from, to });
    const [short] = byhand.encodeBatch(tokenizer, [["the dog", "the mat"]], { padding: { length: 30 } });
    expect(segmentTypes(short!.ids, { separatorId: tokenizer.idOf("[SEP]"), paddingId: 0 })).not.toEqual(short!.typeIds);
  });
});
