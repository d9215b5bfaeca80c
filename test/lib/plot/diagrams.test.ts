import { describe, expect, it } from "vitest";
import { bars, computationGraph, heatmap, lines, lossCurve, nextTokenBars, tensorAxes } from "../../../lib/plot";
import { placeNodes } from "../../../lib/plot/graphLayout";
import { smoothingFor } from "../../../lib/plot/lossCurve";
import { duration, percent, written } from "../../../lib/plot/numbers";

// L = (a·b + c)² at a = 2, b = −3, c = 10, by hand: d = −6, e = 4, L = 16; dL/de = 8, dL/da = −24, dL/db = 16.
const nodes = [
  { name: "a", value: 2, gradient: -24 }, { name: "b", value: -3, gradient: 16 }, { name: "c", value: 10, gradient: 8 },
  { name: "d", value: -6, gradient: 8, inputs: ["a", "b"], operation: "a·b", local: [-3, 2] },
  { name: "e", value: 4, gradient: 8, inputs: ["d", "c"], operation: "d + c", local: [1, 1] },
  { name: "L", value: 16, gradient: 1, inputs: ["e"], operation: "e²", local: [8] },
];

describe("computationGraph()", () => {
  it("places every node right of all its inputs and no two in one place", () => {
    const places = placeNodes(nodes);
    const at = (name: string) => places.get(name) ?? { column: NaN, row: NaN };
    for (const { name, inputs = [] } of nodes) {
      for (const input of inputs) expect(at(input).column).toBeLessThan(at(name).column);
    }
    expect(new Set([...places.values()].map(({ column, row }) => `${column} ${row}`)).size).toBe(nodes.length);
    expect(at("c").column).toBe(at("e").column - 1); // beside where it is used, not at the far left
  });

  it("says every value, gradient and local derivative in words", () => {
    const { alt } = computationGraph(nodes);
    expect(alt).toContain("a: value 2, gradient −24");
    expect(alt).toContain("d = a·b: value −6, gradient 8, from a (local derivative −3) and b (local derivative 2)");
  });

  it("draws one box a node, and one arrow an input from the input's right side to the node's left side", () => {
    const { shapes, annotations } = computationGraph(nodes).layout as {
      shapes: { x0: number; x1: number }[]; annotations: { showarrow: boolean; x: number; ax: number; text: string }[];
    };
    expect(shapes).toHaveLength(nodes.length);
    const arrows = annotations.filter(({ showarrow }) => showarrow);
    expect(arrows).toHaveLength(5);
    for (const { x, ax } of arrows) {
      expect(shapes.map(({ x0 }) => x0)).toContain(x);
      expect(shapes.map(({ x1 }) => x1)).toContain(ax);
      expect(ax).toBeLessThan(x);
    }
    expect(annotations.map(({ text }) => text)).toContain("∂d/∂a = −3");
  });
});

describe("tensorAxes()", () => {
  it("writes the values in row-major order: x[1][0][2] of [2, 3, 4] is the 15th", () => {
    const values = Array.from({ length: 24 }, (_, i) => i);
    const { layout, alt } = tensorAxes([2, 3, 4], ["batch", "time", "hidden"], { values, highlight: [1, 0, 2] });
    const { shapes, annotations } = layout as {
      shapes: { x0: number; x1: number; y0: number; y1: number; fillcolor: string }[];
      annotations: { x: number; y: number; text: string }[];
    };
    const marked = shapes.filter(({ fillcolor }) => fillcolor !== "#ffffff");
    expect(marked).toHaveLength(1);
    const [{ x0, x1, y0, y1 }] = marked;
    const inside = annotations.find(({ x, y }) => x > x0 && x < x1 && y > y0 && y < y1);
    expect(inside?.text).toBe("14");
    expect(alt).toContain("batch 2, time 3, hidden 4");
  });
});

describe("text alternatives", () => {
  it("of a loss curve: start, end, best held-out loss and distance to the floor", () => {
    const { alt } = lossCurve({
      losses: [4, 2, 2, 2], validation: [{ step: 2, loss: 1.9 }, { step: 4, loss: 2.1 }], floor: 1.5,
    });
    expect(smoothingFor(4)).toBe(0); // so short a run is not averaged
    expect(alt).toContain("over 4 steps, from 4 nats per token at step 1 to 2 (moving average) at step 4");
    expect(alt).toContain("Held-out loss: 2.1 at step 4; lowest 1.9 at step 2");
    expect(alt).toContain("floor): 1.5; the average ends 0.5 above it");
  });

  it("of a resumed run: the steps go on counting, on the axis too", () => {
    const { alt, data } = lossCurve({ losses: [3, 2], firstStep: 101 });
    expect(alt).toContain("at step 101 to 2 (moving average) at step 102");
    expect(data[0]).toMatchObject({ x0: 101, dx: 1 });
  });

  it("of next tokens: sorted, with the rest added up", () => {
    const { alt, data } = nextTokenBars([0.1, 0.6, 0.05, 0.25], ["a", " ", "c", "\n"], { top: 2 });
    expect(alt).toContain('The 2 likeliest of 4 tokens: "␣" 60 %, "↵" 25 %; 2 other tokens: 15 %');
    expect((data[0] as { x: number[] }).x).toEqual([0.6, 0.25]);
  });

  it("of a heat map: where the largest and the smallest value are", () => {
    const { alt } = heatmap([[1, -5], [7, 0]], { rows: ["r", "s"], columns: ["u", "v"], value: "score" });
    expect(alt).toContain('the largest score is 7 (row "s", column "u"), the smallest −5 (row "r", column "v")');
  });

  it("of lines and bars: ends, extremes and every bar", () => {
    expect(lines([{ name: "a", x: [10, 20, 30], y: [3, 9, 1] }]).alt)
      .toContain("a: from 3 at 10 to 1 at 30 (lowest 1, highest 9)");
    expect(bars([117e6, 1.5e9], ["GPT-1", "GPT-2"], { y: "parameters" }).alt).toContain("GPT-1 117\u202f000\u202f000");
  });
});

describe("numbers in words", () => {
  it.each([[0, "0"], [-24, "−24"], [1024, "1024"], [19000, "19\u202f000"], [1.23456, "1.23"], [0.000123, "0.000123"],
    [3.2e-7, "3.2e−7"], [1.5e9, "1.5e9"], [-0.5, "−0.5"]])("%d is written %s", (value, text) => {
    expect(written(value)).toBe(text);
  });

  it.each([[0.5, "50 %"], [0.12345, "12.3 %"], [0.00042, "0.04 %"], [0.00001, "< 0.01 %"], [0, "0 %"], [1, "100 %"]])(
    "a share of %d is %s", (share, text) => expect(percent(share)).toBe(text));

  it.each([[0.42, "0.4 s"], [9.99, "10 s"], [59.6, "1 min 0 s"], [75, "1 min 15 s"], [3725, "1 h 2 min"]])(
    "%d seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});
