import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attentionFlow, attentionFrom, attentionMaps, maskMap, type Figure } from "../../../lib/plot";
import { causalWeights, flow } from "./samples";
import { drawn } from "./plotlyInJsdom";

/** Reads (layer·heads + head, query name, key name) → percent off a figure, as the eye does: by the axes. */
async function readOff(figure: Figure): Promise<Map<string, number>> {
  const { _fullLayout: layout } = await drawn(figure);
  const read = new Map<string, number>();
  (figure.data as { xaxis: string; yaxis: string; z: number[][] }[]).forEach(({ xaxis, yaxis, z }, map) => {
    const [x, y] = [layout[xaxis.replace("x", "xaxis")], layout[yaxis.replace("y", "yaxis")]];
    z.forEach((row, i) => row.forEach((value, j) => read.set(`${map}: ${y.ticktext[i]} → ${x.ticktext[j]}`, value)));
  });
  return read;
}

// "it" (2) looks at "cat" (0) with 0.7; transposed, "cat" would look at "it".
const weights = [[1, 0, 0], [0.4, 0.6, 0], [0.7, 0.1, 0.2]];
const tokens = ["cat", "saw", "it"];

describe("attentionMaps()", () => {
  it("has the queries on the rows and the keys on the columns", async () => {
    const read = await readOff(attentionMaps([[weights]], tokens));
    expect(read.get("0: it → cat")).toBe(70);
    expect(read.get("0: it → it")).toBe(20);
  });

  it("a transposed map is caught by the same reading", async () => {
    const transposed = weights.map((_, i) => weights.map((row) => row[i]));
    const read = await readOff(attentionMaps([[transposed]], tokens));
    expect(read.get("0: it → cat")).not.toBe(70);
    expect(read.get("0: cat → it")).toBe(70);
  });

  it("the first query is drawn at the top and the first key at the left", async () => {
    const { _fullLayout: { xaxis, yaxis } } = await drawn(attentionMaps([[weights]], tokens));
    expect(yaxis.c2p(0)).toBeLessThan(yaxis.c2p(2)); // pixels run downwards
    expect(xaxis.c2p(0)).toBeLessThan(xaxis.c2p(2));
  });

  it("puts layer l, head h at place l·heads + h, with layers downwards", async () => {
    const one = (at: number): number[][] => [[1, 0], [at / 10, 1 - at / 10]];
    const figure = attentionMaps([[one(1), one(2)], [one(3), one(4)]], ["a", "b"]);
    const read = await readOff(figure);
    expect([0, 1, 2, 3].map((map) => read.get(`${map}: b → a`))).toEqual([10, 20, 30, 40]);
    const layout = figure.layout as Record<string, { domain: number[] }>;
    expect(layout.yaxis.domain[0]).toBeGreaterThan(layout.yaxis3.domain[1]);
    expect(layout.xaxis.domain[1]).toBeLessThan(layout.xaxis2.domain[0]);
  });

  it("leaves blank what a causal mask hides, and only that", () => {
    const rows = (maps: number[][]): number[] =>
      (attentionMaps([[maps]], tokens).data[0] as { z: number[][] }).z.map((row) => row.length);
    expect(rows(weights)).toEqual([1, 2, 3]);
    expect(rows([[0.9, 0.1, 0], [0.4, 0.6, 0], [0.7, 0.1, 0.2]])).toEqual([3, 3, 3]); // row 0 looks ahead
  });

  it("has one colour scale for all heads, from 0 to 100 %", () => {
    const { data } = attentionMaps([[weights, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]]], tokens);
    const scales = (data as Record<string, unknown>[]).map(({ zmin, zmax, colorscale }) => [zmin, zmax, colorscale]);
    expect(scales[0]).toEqual(scales[1]);
    expect(scales[0].slice(0, 2)).toEqual([0, 100]);
  });

  it("shows cross-attention with keys of their own and refuses it transposed", async () => {
    const cross = [[0.2, 0.8, 0], [0, 0.3, 0.7]];
    const read = await readOff(attentionMaps([[cross]], ["le", "chat"], { keys: ["the", "cat", "."] }));
    expect(read.get("0: chat → .")).toBe(70);
    expect(() => attentionMaps([[cross]], ["the", "cat", "."], { keys: ["le", "chat"] }))
      .toThrow("tokens has 3 entries: expected 2");
  });

  it("says in words which pair stands out and where each head looks on average", () => {
    const { alt } = attentionMaps([[weights]], tokens);
    expect(alt).toContain('layer 0, head 0: strongest 70 %, "it" (2) looks at "cat" (0)');
    expect(alt).toContain("on average 60 % on itself"); // (1 + 0.6 + 0.2) / 3
    expect(alt).toContain("25 % on the token before"); // (0.4 + 0.1) / 2
    expect(alt).toContain("70 % on the first");
  });

  it("makes blanks visible and shows markup characters as they are", async () => {
    const { _fullLayout: { xaxis } } = await drawn(attentionMaps([[weights]], [" ", "\n", "<i>$"]));
    expect(xaxis.ticktext).toEqual(["␣", "↵", "&lt;i&gt;&#36;"]);
  });

  it("keeps square cells and stays within a notebook's column for every grid up to 6 × 6", () => {
    const upTo = (max: number) => fc.integer({ min: 1, max });
    fc.assert(fc.property(upTo(6), upTo(6), upTo(64),
      (layers, heads, count) => {
        const maps = Array.from({ length: layers }, () => Array.from({ length: heads }, () => causalWeights(count)));
        const { layout } = attentionMaps(maps, Array(count).fill("x") as string[]);
        const { width, height, margin, xaxis, yaxis } = layout as {
          width: number; height: number; margin: Record<string, number>; xaxis: { domain: number[] };
          yaxis: { domain: number[] };
        };
        const across = (width - margin.l - margin.r) * (xaxis.domain[1] - xaxis.domain[0]);
        const down = (height - margin.t - margin.b) * (yaxis.domain[1] - yaxis.domain[0]);
        expect(Math.abs(across - down)).toBeLessThan(1.5); // sizes are whole pixels, fractions have four digits
        expect(width).toBeLessThan(960);
      }), { numRuns: 60 });
  });
});

describe("attentionFrom()", () => {
  it("names the strongest tokens of the looking one", () => {
    const { alt } = attentionFrom([{ name: "water", tokens, weights: weights[2], query: 2 }]);
    expect(alt).toContain('water: "it" (2) looks most at "cat" (0) 70 %, "it" (2) 20 %, "saw" (1) 10 %');
  });

  it("frames the looking token alone", () => {
    const { layout } = attentionFrom([{ tokens, weights: weights[2], query: 1 }]);
    const frames = (layout as { shapes: { line: { width: number } }[] }).shapes.map(({ line }) => line.width > 2);
    expect(frames).toEqual([false, true, false]);
  });
});

describe("attentionFlow()", () => {
  it("refuses an output that is not weights times values, so a wrong picture is never shown", () => {
    const output = [[1, 2, 3], [1, 2, 3]];
    expect(() => attentionFlow({ ...flow(), output })).toThrow("output[1][0] is 1: expected 2");
  });

  it("refuses weights normalised over the queries instead of the keys", () => {
    expect(() => attentionFlow({ ...flow(), weights: [[0.5, 0], [0.5, 1]] })).toThrow("weights[0] sums to 0.5");
  });

  it("writes −∞ into hidden cells, at their place", () => {
    const { layout } = attentionFlow(flow());
    const marks = (layout as { annotations: { text: string; x: number; y: number }[] }).annotations;
    expect(marks.filter(({ text }) => text === "−∞").map(({ x, y }) => [x, y])).toEqual([[1, 0]]);
  });
});

describe("maskMap()", () => {
  it("says who may look at whom", () => {
    expect(maskMap([[1, 0], [1, 1]], ["a", "b"]).alt).toContain('"a" may look at "a"; "b" may look at everything');
    expect(maskMap([[0, 0], [1, 1]], ["a", "b"]).alt).toContain('"a" may look at nothing');
  });

  it("refuses a mask of additive scores", () => {
    expect(() => maskMap([[0, -1e9], [0, 0]], ["a", "b"])).toThrow("mask holds -1000000000: expected true");
  });
});
