import { readFileSync } from "node:fs";
import { CharTokenizer } from "byhand";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

interface Case {
  name: string;
  text: string;
  ids: number[];
  tokenizer: object;
  unseen: { text: string; ids: number[]; decoded: string };
}

/** From test/oracles/tokenizer.py: Python's tokenizers and transformers. */
const cases = JSON.parse(readFileSync(new URL("../../oracles/tokenizer.json", import.meta.url), "utf8")) as Case[];

type Encode = (tokenizer: CharTokenizer, text: string) => number[];

function compareWithPython(encode: Encode): void {
  for (const { text, ids } of cases) expect(encode(CharTokenizer.train(text), text)).toEqual(ids);
}

describe("CharTokenizer", () => {
  it.each(cases)("gives the ids and the tokenizer.json of Python's tokenizers for $name", ({ text, ids, tokenizer }) => {
    const ours = CharTokenizer.train(text);
    expect(ours.encode(text)).toEqual(ids);
    expect(JSON.parse(JSON.stringify(ours))).toEqual(tokenizer);
    expect(ours.decode(Int32Array.from(ids))).toBe(text);
  });

  it.each(cases)("reads the tokenizer.json that Python wrote for $name", ({ text, ids, tokenizer }) => {
    const read = CharTokenizer.fromJSON(tokenizer);
    expect(read.encode(text)).toEqual(ids);
    expect(read.toJSON()).toEqual(tokenizer);
  });

  it.each(cases)("maps unseen characters to the unknown id as Python does after $name", ({ text, unseen }) => {
    const ours = CharTokenizer.train(text, { unknown: true });
    expect(ours.encode(unseen.text)).toEqual(unseen.ids);
    expect(ours.decode(unseen.ids)).toBe(unseen.decoded);
    expect(CharTokenizer.fromJSON(ours.toJSON()).encode(unseen.text)).toEqual(unseen.ids);
  });

  const mutants: Record<string, Encode> = {
    "takes UTF-16 units for characters": (_, text) => {
      const units = [...new Set(text.split(""))].sort();
      return text.split("").map((unit) => units.indexOf(unit));
    },
    "numbers characters in the order of their first occurrence": (_, text) => {
      const seen = [...new Set(text)];
      return [...text].map((character) => seen.indexOf(character));
    },
    "normalizes to composed characters": (_, text) => {
      const composed = text.normalize("NFC");
      return CharTokenizer.train(composed).encode(composed);
    },
    "drops carriage returns": (tokenizer, text) => tokenizer.encode(text.replaceAll("\r\n", "\n")),
  };
  it.each(Object.entries(mutants))("is told apart from one that %s", (_, mutant) => {
    compareWithPython((tokenizer, text) => tokenizer.encode(text));
    expect(() => compareWithPython(mutant)).toThrow();
  });

  it("gives back every well-formed text that it was trained on", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (raw) => {
        const text = raw.replaceAll("\uFFFD", "?");
        const tokenizer = CharTokenizer.train(text);
        const ids = tokenizer.encode(text);
        expect(tokenizer.decode(ids)).toBe(text);
        expect(ids.map((id) => tokenizer.token(id)).join("")).toBe(text);
        expect(CharTokenizer.fromJSON(JSON.parse(JSON.stringify(tokenizer))).encode(text)).toEqual(ids);
      }),
    );
  });

  it("has the same ids whatever the order of its training text", () => {
    expect(CharTokenizer.train("cab bca").encode("abc")).toEqual(CharTokenizer.train(" abc").encode("abc"));
  });

  it("encodes the empty text as no tokens", () => {
    expect(CharTokenizer.train("a").encode("")).toEqual([]);
  });
});

describe("CharTokenizer refuses", () => {
  const tokenizer = CharTokenizer.train("abc\n");

  it("an empty training text, and says what to give", () => {
    expect(() => CharTokenizer.train("")).toThrow(/text is empty: give the text/);
  });

  it("a training text that is no string", () => {
    expect(() => CharTokenizer.train(null as unknown as string)).toThrow(/text is null: expected a string/);
  });

  it("half of a surrogate pair, with its position in characters", () => {
    expect(() => CharTokenizer.train("👍\ud83d")).toThrow(/"\\ud83d" \(U\+D83D\) at position 1, half of a surrogate pair/);
  });

  it("a text that was decoded wrongly, unless unknown characters are asked for", () => {
    expect(() => CharTokenizer.train("na\uFFFDve")).toThrow(/U\+FFFD.*decoded wrongly/);
    expect(CharTokenizer.train("na\uFFFDve", { unknown: true }).encode("\uFFFD")).toEqual([0]);
  });

  it("an unknown character, naming it and its position in characters", () => {
    expect(() => CharTokenizer.train("a👍").encode("👍aé")).toThrow(/"é" \(U\+00E9\) at position 2/);
    expect(() => tokenizer.encode("ab\r\n")).toThrow(/"\\r" \(U\+000D\) at position 2.*unknown: true/);
  });

  it.each([[4], [-1], [1.5], [NaN]])("to decode the id %d", (id) => {
    expect(() => tokenizer.decode([0, id])).toThrow(`ids[1] is ${id}: expected a whole number from 0 to 3`);
    expect(() => tokenizer.token(id)).toThrow(`id is ${id}: expected`);
  });
});
