import { describe, expect, it } from "vitest";
import {
  attentionFlow, attentionFrom, attentionMaps, bars, beamTree, blankBars, computationGraph, embeddingScatter, groupedBars,
  heatmap, lines, lossCurve, maskMap,
  nextTokenBars, samplingSteps, tensorAxes, tokenBoundaries, type Figure,
} from "../../../lib/plot";
import { causalWeights, flow, tokensOf } from "./samples";
import { complaints } from "./plotlyInJsdom";

const losses = Array.from({ length: 2000 }, (_, i) => 1.5 + 3 * Math.exp(-i / 200) + 0.1 * Math.sin(i));
const heads = (layers: number, count: number): number[][][][] =>
  Array.from({ length: layers }, () => Array.from({ length: layers }, () => causalWeights(count)));
const likely = (count: number): { word: string; probability: number }[] =>
  Array.from({ length: count }, (_, i) => ({ word: `<word> ${i}`, probability: 0.9 / (i + 1) / (i + 2) }));
const waves = Array.from({ length: 64 }, (_, i) => Array.from({ length: 64 }, (_, j) => Math.sin(i * j)));
const tensor = { values: Array.from({ length: 24 }, (_, i) => i / 7), highlight: [0, 1, 2] };

// The figure, and how many bytes its JSON may have: a lesson's notebook must stay under 500 KB.
const figures: Record<string, [() => Figure, number]> = {
  lossCurve: [() => lossCurve({ losses, validation: [{ step: 2000, loss: 1.6 }], floor: 1.2 }), 20e3],
  "lossCurve of 100 000 steps": [() => lossCurve({ losses: losses.flatMap((loss) => Array(50).fill(loss)) }), 20e3],
  "attentionMaps 1 × 1": [() => attentionMaps(heads(1, 8), tokensOf(8)), 5e3],
  "attentionMaps 4 × 4 of 64 tokens": [() => attentionMaps(heads(4, 64), tokensOf(64)), 150e3],
  "attentionMaps 6 × 6 of 64 tokens": [() => attentionMaps(heads(6, 64), tokensOf(64)), 300e3],
  attentionFlow: [() => attentionFlow(flow()), 12e3],
  attentionFrom: [() => attentionFrom([{ tokens: tokensOf(6), weights: causalWeights(6)[5], query: 5 }]), 12e3],
  bars: [() => bars([1, 2, 3], ["a", "b", "c"], { logY: true }), 5e3],
  groupedBars: [() => groupedBars([{ name: "p", values: [1, 2] }, { name: "q", values: [3, 4] }], ["a", "b"]), 5e3],
  beamTree: [() => beamTree([[{ ids: [0], logProbability: -1 }, { ids: [1], logProbability: -2 }],
    [{ ids: [0, 1], logProbability: -3 }]], ["<b>", " "], { beams: 1, title: "T" }), 5e3],
  blankBars: [() => blankBars(["<b>", "$x$", "."], [{ name: "<i>", guesses: [1, 2, 3].map(() => likely(1)) }],
    { title: "T" }), 5e3],
  "blankBars of 20 places × 6 words × 2 series": [() => blankBars(tokensOf(20), ["mini-BERT", "the rules"].map((name) =>
    ({ name, guesses: Array.from({ length: 20 }, (_, i) => likely(6 + i)) }))), 40e3],
  computationGraph: [() => computationGraph([
    { name: "a", value: 2, gradient: 4 }, { name: "L", value: 4, gradient: 1, inputs: ["a"], local: [4] },
  ]), 5e3],
  embeddingScatter: [() => embeddingScatter([[1, 2], [3, 4]], ["a", "<b>"], { groups: ["p", "q"], title: "T" }), 5e3],
  "embeddingScatter in space": [() => embeddingScatter([[1, 2, 3], [3, 4, 0]], ["a", " "]), 10e3],
  heatmap: [() => heatmap([[1, -2], [3, 4]], { title: "T", rows: ["a", "b"] }), 5e3],
  "heatmap of 64 × 64": [() => heatmap(waves), 50e3],
  lines: [() => lines([{ name: "a", x: [1, 10], y: [1, 1e4] }], { logX: true, logY: true }), 5e3],
  maskMap: [() => maskMap([[true, false], [true, true]], ["a", "b"]), 5e3],
  nextTokenBars: [() => nextTokenBars([0.7, 0.2, 0.1], [" ", "\n", "<b>"], { top: 2 }), 5e3],
  samplingSteps: [() => samplingSteps([
    { name: "model", probabilities: Array(65).fill(1 / 65) as number[] },
    { name: "top-k 1", probabilities: [1, ...Array(64).fill(0) as number[]] },
  ], tokensOf(65)), 5e3],
  tokenBoundaries: [() => tokenBoundaries([{ name: "a", tokens: tokensOf(300) }, { name: "b", tokens: ["<b>", "$"] }]), 20e3],
  tensorAxes: [() => tensorAxes([2, 3, 4], ["batch", "time", "hidden"], tensor), 15e3],
};
const each = Object.entries(figures).map(([name, [make, most]]) => ({ name, make, most }));

describe("every figure", () => {
  it.each(each)("$name is accepted by plotly's validator and stays small", ({ make, most }) => {
    const made = make();
    expect(complaints(made)).toEqual([]);
    expect(JSON.stringify(made).length).toBeLessThan(most);
  });

  it.each(each)("$name has a text alternative: whole sentences, no markup, no missing number", ({ make }) => {
    expect(make().alt).toMatch(/^.{20,}\.$/s);
    expect(make().alt).not.toMatch(/NaN|undefined|Infinity|\[object|<br>|&amp;/);
  });

  it("plotly's validator notices an attribute that does not exist", () => {
    const { data, layout } = heatmap([[1, 2]]);
    expect(complaints({ data: [{ ...data[0], zmaximum: 3 }], layout })).toHaveLength(1);
  });
});

describe("numbers in figures", () => {
  it("keep four significant digits", () => {
    const { data } = lines([{ name: "a", x: [0, 1], y: [1 / 3, 123456.789] }]);
    expect((data[0] as { y: number[] }).y).toEqual([0.3333, 123500]);
  });

  it("whole numbers, such as steps, are never rounded", () => {
    const { data } = lines([{ name: "a", x: [123456, 123457], y: [1, 2] }]);
    expect((data[0] as { x: number[] }).x).toEqual([123456, 123457]);
  });
});
