import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Figure, tokenBoundaries } from "../../../lib/plot";
import { mutated } from "../../mutated";

interface Block { name: string; base: number[]; x: number[]; y: number[]; text: string[]; marker: { color: string[] } }
const blocksOf = ({ data }: Figure): Block[] => data as Block[];
const captions = ({ layout }: Figure): string[] =>
  (layout as { annotations: { text: string }[] }).annotations.map(({ text }) => text);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The boxes of a block as the eye reads them, line by line from left to right; none may touch another. */
function read({ base, x, y, text }: Block, width: number): string[][] {
  const boxes = text.map((word, i) => ({ word, left: base[i], right: base[i] + x[i], line: y[i] }));
  const lines = [...new Set(y)].sort((a, b) => a - b);
  return lines.map((line) => {
    const across = boxes.filter((box) => box.line === line).sort((a, b) => a.left - b.left);
    across.forEach(({ left, right }, i) => {
      expect(left).toBeGreaterThanOrEqual(i === 0 ? 0 : across[i - 1].right + 1);
      expect(right).toBeLessThanOrEqual(width);
    });
    return across.map(({ word }) => word);
  });
}

const letters = fc.string({ unit: fc.constantFrom(..."abcWMé漢🙂 \n\t.".split(/(?:)/u)), minLength: 1, maxLength: 9 });

describe("tokenBoundaries()", () => {
  it("draws every token of any text once, in order, without overlaps and within a notebook's column", () => {
    fc.assert(fc.property(fc.array(letters, { minLength: 1, maxLength: 120 }), (tokens) => {
      const figure = tokenBoundaries(tokens);
      const expected = tokens.map((token) =>
        token.replaceAll(" ", "␣").replaceAll("\n", "↵").replaceAll("\t", "⇥"));
      expect((figure.layout as { width: number }).width).toBeLessThanOrEqual(760);
      expect(read(blocksOf(figure)[0], 721).flat()).toEqual(expected);
    }), { numRuns: 60 });
  });

  it("begins a new line after a token that ends a line of the text", () => {
    const [block] = blocksOf(tokenBoundaries(["To", " be", "\n", "or", ".\n", "\n", "not"]));
    expect(read(block, 720)).toEqual([["To", "␣be", "↵"], ["or", ".↵"], ["↵"], ["not"]]);
  });

  it("goes on in the next line with a token longer than one, and marks where", () => {
    const [block] = blocksOf(tokenBoundaries(["x".repeat(100), "y"]));
    const [first, second] = read(block, 720);
    expect(first).toEqual([expect.stringMatching(/^x+…$/)]);
    expect(second[1]).toBe("y");
    expect((first[0] + second[0]).replace("…", "")).toBe("x".repeat(100));
    expect(block.marker.color[0]).toBe(block.marker.color[1]); // still one token
    expect(block.marker.color[2]).not.toBe(block.marker.color[1]);
  });

  it("gives neighbours different colours", () => {
    const [{ marker }] = blocksOf(tokenBoundaries(Array(50).fill("a") as string[]));
    expect(marker.color.filter((color, i) => color === marker.color[i + 1])).toEqual([]);
  });

  it("shows the bytes of cut characters in hexadecimal and whole characters as they are", () => {
    const euro = utf8("€"); // E2 82 AC
    const tokens = [utf8("é!"), euro.slice(0, 2), euro.slice(2), Uint8Array.of(0xac, 0x61, 0xff), utf8("\n 🙂")];
    expect(blocksOf(tokenBoundaries(tokens))[0].text).toEqual(["é!", "‹e2 82›", "‹ac›", "‹ac›a‹ff›", "↵␣🙂"]);
  });

  it("any bytes are shown: decoded where they are characters, each once in hexadecimal elsewhere", () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
      const [{ text }] = blocksOf(tokenBoundaries([bytes]));
      const shown = text.join("").replace(/…/g, "").replace(/&amp;/g, "&").replace(/&lt;/g, "<")
        .replace(/&gt;/g, ">").replace(/&#36;/g, "$");
      const back = shown.match(/‹[^›]*›|[^‹]/gu)!.flatMap((part) => part.startsWith("‹")
        ? part.slice(1, -1).split(" ").map((byte) => parseInt(byte, 16)) : [...utf8(part)]);
      const sign = (byte: number): string => byte === 32 ? "␣" : byte === 9 ? "⇥" : byte === 10 ? "↵" : byte === 13 ? "␍"
        : byte === 127 ? "␡" : byte < 32 ? String.fromCharCode(0x2400 + byte) : "";
      const visible: number[] = [];
      for (let i = 0; i < bytes.length; i++) {
        const isBlank = bytes[i] === 0xc2 && bytes[i + 1] === 0xa0; // the space that no line breaks at
        visible.push(...(isBlank ? utf8("⍽") : sign(bytes[i]!) ? utf8(sign(bytes[i]!)) : [bytes[i]!]));
        if (isBlank) i++;
      }
      expect(back).toEqual(visible);
    }), { numRuns: 300, examples: [[utf8("‚")], [utf8("\u00a0\0")], [Uint8Array.of(0xe2, 0xa0)]] });
  });

  it("counts tokens and characters, whole ones, over all tokens together", () => {
    const smile = utf8("🙂"); // four bytes, two UTF-16 units, one character
    expect(captions(tokenBoundaries(["ab", "cde"]))).toEqual(["2 tokens, 2.5 characters per token"]);
    expect(captions(tokenBoundaries([smile.slice(0, 1), smile.slice(1)]))).toEqual(["2 tokens, 0.5 characters per token"]);
    expect(captions(tokenBoundaries(["🙂"]))).toEqual(["1 token, 1 character per token"]);
  });

  it("counts the characters of the text where it is given, for tokens with marks of their own", () => {
    const [caption] = captions(tokenBoundaries(["un", "##do", "##ing"], { text: "undoing" }));
    expect(caption).toBe("3 tokens, 2.3 characters per token");
  });

  it("puts several tokenizers one below the other, each under its name", () => {
    const figure = tokenBoundaries([{ name: "<chars>", tokens: ["a", "b"] }, { name: "words", tokens: ["ab"] }]);
    expect(captions(figure)).toEqual([
      "<b>&lt;chars&gt;</b>: 2 tokens, 1 character per token", "<b>words</b>: 1 token, 2 characters per token",
    ]);
    const [upper, lower] = blocksOf(figure);
    expect(Math.min(...lower.y)).toBeGreaterThan(Math.max(...upper.y));
    expect(figure.alt).toBe("Token boundaries: <chars>: 2 tokens, 1 character per token: a | b; " +
      "words: 1 token, 2 characters per token: ab.");
  });

  it("hatches and counts what is unknown, in each block by its own text", () => {
    const figure = tokenBoundaries([
      { name: "words", tokens: ["to", "漢字", "be"], text: "to 漢字 be", unknown: [false, true, false] },
      { name: "letters", tokens: ["a"] },
    ]);
    expect(captions(figure)).toEqual([
      "<b>words</b>: 3 tokens, 2.7 characters per token, 1 unknown", "<b>letters</b>: 1 token, 1 character per token",
    ]);
    const markers = blocksOf(figure).map(({ marker }) => marker as { color: string[]; pattern?: { shape: string[] } });
    expect(markers.map(({ pattern }) => pattern?.shape)).toEqual([["", "/", ""], undefined]);
    expect(new Set(markers[0].color).size).toBe(3);
    expect(figure.alt).toContain("words: 3 tokens, 2.7 characters per token, 1 unknown: to | 漢字 | be");
  });

  it.each([
    ["takes UTF-16 units for characters", "tokenBoundaries.ts",
      { from: "[...(own ?? text ?? joined(tokens))].length", to: "(own ?? text ?? joined(tokens)).length" }],
    ["counts pieces of characters one by one", "tokenBoundaries.ts",
      { from: "joined(tokens))].length", to: 'tokens.map(String).join(""))].length' }],
  ])("is told apart from a variant that %s", async (_, file, change) => {
    const mutant = await mutated(`plot/${file}`, change);
    const smile = utf8("🙂");
    expect(captions(mutant.tokenBoundaries([smile.slice(0, 1), smile.slice(1)])))
      .not.toEqual(["2 tokens, 0.5 characters per token"]);
  });

  it.each([
    ["hatches all", { from: 'hatched ? "/" : ""', to: '"/"' }],
    ["forgets a block's own text", { from: "own ?? text", to: "text" }],
    ["counts what is known", { from: "unknown.filter(Boolean)", to: "unknown.filter((each) => !each)" }],
  ])("with unknown tokens is told apart from a variant that %s", async (_, change) => {
    const mutant = await mutated("plot/tokenBoundaries.ts", change);
    const blocks = [{ name: "words", tokens: ["to", "漢字", "be"], text: "to 漢字 be", unknown: [false, true, false] }];
    expect(mutant.tokenBoundaries(blocks)).not.toEqual(tokenBoundaries(blocks));
  });

  it.each([
    ["loses the bytes of cut characters", "glyphs.ts", { from: ": hex(part)))", to: ': ""))' }],
    ["shows them as other bytes", "glyphs.ts", { from: "& 0xff", to: "& 0x7f" }],
    ["takes wide letters for narrow ones", "glyphs.ts", { from: "? 2 : 1)", to: "? 1 : 1)" }],
  ])("its boxes are told apart from those of a variant that %s", async (_, file, change) => {
    const mutant = await mutated(`plot/${file}`, change);
    const tokens = [utf8("é").slice(0, 1), "漢字"];
    const boxes = (figure: Figure): unknown => blocksOf(figure).map(({ text, x }) => [text, x]);
    expect(boxes(mutant.tokenBoundaries(tokens))).not.toEqual(boxes(tokenBoundaries(tokens)));
  });
});
