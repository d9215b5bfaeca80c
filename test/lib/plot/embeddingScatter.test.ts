import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { embeddingScatter, type Figure } from "../../../lib/plot";
import { labelPlaces } from "../../../lib/plot/labelPlaces";
import { mutated } from "../../mutated";

interface Trace { name: string; x: number[]; y: number[]; text: string[]; textposition: string[]; hovertext: string[];
  marker: { color: string; symbol: string; size: number[] } }
interface View { x: number[][]; y: number[][]; "marker.size": number[][]; text: string[][] }
const tracesOf = ({ data }: Figure): Trace[] => data as Trace[];
const viewsOf = ({ layout }: Figure): View[] =>
  (layout as { sliders: { steps: { args: [View] }[] }[] }).sliders[0].steps.map(({ args: [view] }) => view);

const number = fc.double({ min: -50, max: 50, noNaN: true });

describe("embeddingScatter() of two columns", () => {
  const words = ["fox", "owl", "mill", "Mia", "river"];
  const points = [[1, 2], [3, -1], [0.5, 0.25], [-2, 4], [0, 0]];
  const groups = ["animal", "animal", "place", "name", "place"];

  it("puts each point where its numbers say, under its label, in its group's colour and marker", () => {
    const traces = tracesOf(embeddingScatter(points, words, { groups }));
    const seen = traces.flatMap(({ name, x, y, hovertext }) => x.map((_, i) => [hovertext[i], name, x[i], y[i]]));
    expect(seen.sort()).toEqual(words.map((word, i) => [word, groups[i], ...points[i]]).sort());
    expect(new Set(traces.map(({ marker }) => marker.color)).size).toBe(3);
    expect(new Set(traces.map(({ marker }) => marker.symbol)).size).toBe(3);
  });

  it("has as many pixels to a unit across as up, so that distances can be compared, and room for every point", () => {
    fc.assert(fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 30 }), (vectors) => {
      const figure = embeddingScatter(vectors, vectors.map(() => "a"));
      const { width, height, margin, xaxis, yaxis } = figure.layout as { width: number; height: number;
        margin: Record<string, number>; xaxis: { range: number[] }; yaxis: { range: number[] } };
      const across = (width - margin.l - margin.r) / (xaxis.range[1] - xaxis.range[0]);
      const up = (height - margin.t - margin.b) / (yaxis.range[1] - yaxis.range[0]);
      expect(across / up).toBeCloseTo(1, 6);
      for (const [x, y] of vectors) {
        expect(x >= xaxis.range[0] && x <= xaxis.range[1] && y >= yaxis.range[0] && y <= yaxis.range[1]).toBe(true);
      }
    }));
  });

  it("says groups, labels and numbers in words", () => {
    expect(embeddingScatter(points, words, { groups, axes: ["size", "age"] }).alt).toBe("Embeddings: 5 points by size, " +
      'age. animal: "fox" (1, 2), "owl" (3, −1); place: "mill" (0.5, 0.25), "river" (0, 0); name: "Mia" (−2, 4).');
  });

  it("is told apart from a variant that mixes up whose label is whose", async () => {
    const mutant = await mutated("plot/embeddingScatter.ts",
      { from: "hovertext: ids.map((id) => nameLabel(labels[id]))", to: "hovertext: ids.map((_, i) => nameLabel(labels[i]))" });
    const seen = (make: typeof embeddingScatter): string[][] =>
      tracesOf(make(points, words, { groups })).map(({ hovertext }) => hovertext);
    expect(seen(mutant.embeddingScatter)).not.toEqual(seen(embeddingScatter));
  });
});

describe("embeddingScatter() of three columns", () => {
  it("is drawn from as many sides as are asked for, evenly all round, and from 24 otherwise", () => {
    const points = [[1, 0, 0], [-1, 0, 0]];
    const sides = (views?: number): number[][] =>
      viewsOf(embeddingScatter(points, ["a", "b"], { views })).map(({ x: [, [a]] }) => [a]);
    expect([sides().length, sides(12).length]).toEqual([24, 12]);
    expect(sides(12)).toEqual(sides().filter((_, i) => i % 2 === 0));
    expect(() => embeddingScatter(points, ["a", "b"], { views: 2.5 })).toThrow("views is 2.5");
  });

  const vectors = fc.array(fc.tuple(number, number, number), { minLength: 2, maxLength: 8 })
    .filter((all) => all.some(([x]) => Math.abs(x - all[0][0]) > 1));

  /** Points of a view with their depth, which the marker's size tells: 9 + 4 · near. */
  const place = (view: View): number[][] => view.x[1].map((x, i) => [x, view.y[1][i], (view["marker.size"][1][i] - 9) / 4]);
  const length = (vector: number[]): number => Math.hypot(...vector);

  it("turns the points rigidly: no view changes how far they lie from each other, depth included", () => {
    fc.assert(fc.property(vectors, (points) => {
      const views = viewsOf(embeddingScatter(points, points.map(String)));
      expect(views).toHaveLength(24);
      const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value - b[i]);
      const farthest = Math.max(...points.flatMap((a) => points.map((b) => length(minus(a, b)))));
      for (const view of views) {
        const drawn = place(view);
        const drawnFarthest = Math.max(...drawn.flatMap((a) => drawn.map((b) => length(minus(a, b)))));
        points.forEach((a, i) => points.forEach((b, j) => {
          const share = length(minus(drawn[i], drawn[j])) / drawnFarthest;
          expect(Math.abs(share - length(minus(a, b)) / farthest)).toBeLessThan(0.25); // sizes are whole pixels, ± 1/8
        }));
      }
    }), { numRuns: 30 });
  });

  it("by the third of 24 views it has turned by 30° about the third axis", () => {
    // Looking along the third axis from ε = 20° above: across = x cos α − y sin α, so by hand at α = 30° and 60°.
    const [first, , third] = viewsOf(embeddingScatter([[1, 0, 0], [-1, 0, 0]], ["a", "b"]));
    expect(first.x[1]).toEqual([0.866, -0.866]);
    expect(first.y[1]).toEqual([0.171, -0.171]); // back = ½, seen from above: ½ sin 20°
    expect(third.x[1]).toEqual([0.5, -0.5]);
  });

  it("draws what is nearer larger and lower: one looks from above", () => {
    const [view] = viewsOf(embeddingScatter([[1, 1.7321, 0], [-1, -1.7321, 0]], ["back", "front"]));
    const [[back, front], [backUp, frontUp]] = [view["marker.size"][1], view.y[1]];
    expect(front).toBeGreaterThan(back);
    expect(frontUp).toBeLessThan(backUp);
  });

  it.each([
    ["shears instead of turning", { from: "y * Math.cos(angle);\n  return", to: "y;\n  return" }],
    ["looks from below", { from: "+ back * Math.sin(ELEVATION)", to: "- back * Math.sin(ELEVATION)" }],
    ["turns the other way", { from: "Math.cos(angle) - y * Math.sin(angle)", to: "Math.cos(angle) + y * Math.sin(angle)" }],
  ])("is told apart from a variant that %s", async (_, change) => {
    const mutant = await mutated("plot/turnable.ts", change);
    const points = [[1, 1.7321, 0], [-1, -1.7321, 0], [1, 0, 0.5]];
    const seen = (make: typeof embeddingScatter): unknown => viewsOf(make(points, ["a", "b", "c"]))[0];
    expect(seen(mutant.embeddingScatter)).not.toEqual(seen(embeddingScatter));
  });

  it("stays small enough for a notebook: 100 points in 24 views", () => {
    const points = Array.from({ length: 100 }, (_, i) => [Math.sin(i), Math.cos(2 * i), Math.sin(3 * i)]);
    expect(JSON.stringify(embeddingScatter(points, points.map((_, i) => `word${i}`))).length).toBeLessThan(130e3);
  });
});

describe("labelPlaces()", () => {
  const size = { width: 640, height: 460 };
  const spot = fc.record({ x: fc.integer({ min: 0, max: 640 }), y: fc.integer({ min: 0, max: 460 }) });

  /** The box of a label at its place, in the widths of the picture's font. */
  const boxOf = ({ x, y }: { x: number; y: number }, label: string, place: string): number[] => {
    const wide = 7 * label.length;
    const [vertical, horizontal] = place.split(" ");
    const left = horizontal === "left" ? x - 6 - wide : horizontal === "right" ? x + 6 : x - wide / 2;
    const bottom = vertical === "top" ? y + 6 : vertical === "bottom" ? y - 20 : y - 7;
    return [left, left + wide, bottom, bottom + 14];
  };

  it("covers no marker and no other label, and leaves no label outside", () => {
    fc.assert(fc.property(fc.array(spot, { minLength: 1, maxLength: 60 }), (spots) => {
      const labels = spots.map((_, i) => "word".slice(0, 1 + (i % 4)));
      const boxes = labelPlaces(spots, labels, size).flatMap((place, i) =>
        (place === null ? [] : [{ i, box: boxOf(spots[i], labels[i], place) }]));
      for (const { i, box: [left, right, bottom, top] } of boxes) {
        expect(left >= 0 && right <= size.width && bottom >= 0 && top <= size.height).toBe(true);
        for (const [j, { x, y }] of spots.entries()) {
          if (j !== i) expect(x > left && x < right && y > bottom && y < top).toBe(false);
        }
        for (const other of boxes) {
          if (other.i === i) continue;
          const [l, r, b, t] = other.box;
          expect(left < r && l < right && bottom < t && b < top).toBe(false);
        }
      }
    }), { numRuns: 60 });
  });

  it("labels every point where there is room for all", () => {
    const spots = Array.from({ length: 20 }, (_, i) => ({ x: 60 + 120 * (i % 5), y: 50 + 100 * Math.floor(i / 5) }));
    expect(labelPlaces(spots, spots.map(() => "hungry"), size)).toEqual(spots.map(() => "top center"));
  });

  it("leaves out what finds no room: of a hundred labels in one place most", () => {
    const spots = Array.from({ length: 100 }, () => ({ x: 300, y: 200 }));
    expect(labelPlaces(spots, spots.map(() => "word"), size).filter(Boolean).length).toBeLessThan(9);
  });
});
