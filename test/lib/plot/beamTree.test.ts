import fc from "fast-check";
import { beamStep } from "byhand";
import { describe, expect, it } from "vitest";
import { beamTree, type Figure } from "../../../lib/plot";
import { mutated } from "../../mutated";

interface Box { x0: number; x1: number; y0: number; y1: number; fillcolor: string; line: { dash?: string } }
interface Note { x: number; y: number; ax: number; ay: number; text: string; showarrow: boolean; xanchor?: string }

/** Reads the tree off the picture: each box's text after those that lines lead to it from, and its look. */
function read({ layout }: Figure): string[] {
  const { shapes, annotations } = layout as { shapes: Box[]; annotations: Note[] };
  const inside = ({ x0, x1, y0, y1 }: Box, x: number, y: number): boolean => x >= x0 && x <= x1 && y >= y0 && y <= y1;
  const boxes = shapes.map((shape) => ({
    shape, text: annotations.find(({ text, x, y }) => text !== "" && inside(shape, x, y))!.text,
  }));
  const path = ({ shape, text }: typeof boxes[number]): string => {
    const edges = annotations.filter(({ showarrow, x, y }) => showarrow && inside(shape, x, y) && x === shape.x0);
    expect(edges.length).toBe(text === "prompt" ? 0 : 1);
    if (edges.length === 0) return "";
    const from = boxes.filter((box) => inside(box.shape, edges[0].ax, edges[0].ay) && edges[0].ax === box.shape.x1);
    expect(from).toHaveLength(1);
    return `${path(from[0])}${/<b>(.*)<\/b>/.exec(text)![1]}`;
  };
  return boxes.map((box) => `${path(box)} ${box.text.split("<br>")[1] ?? ""} ` +
    (box.shape.line.dash ? "dropped" : box.shape.fillcolor === "#ffffff" ? "kept" : "best"));
}

// Two tokens, a and b. P(a) = 0.6 and then a 0.55, b 0.45; P(b) = 0.4 and then a 0.9, b 0.1: greedy takes "aa" (0.33),
// but "ba" (0.36) is likelier.
const ln = (probabilities: number[]): number[] => probabilities.map(Math.log);
const text = (ids: number[], p: number) => ({ ids, logProbability: Math.log(p) });
const steps = [
  [text([0], 0.6), text([1], 0.4)],
  [text([1, 0], 0.36), text([0, 0], 0.33), text([0, 1], 0.27), text([1, 1], 0.04)],
];
const expected = [
  "  best", "a −0.511 kept", "b −0.916 best", // the prompt, then by their steps
  "ba −1.02 best", "aa −1.11 kept", "ab −1.31 dropped", "bb −3.22 dropped",
];

describe("beamTree()", () => {
  it("joins each text to the one that it continues, with its ln P, what was kept and the best in the end", () => {
    expect(read(beamTree(steps, ["a", "b"], { beams: 2 })).sort()).toEqual([...expected].sort());
  });

  it.each([
    ["takes the first text of a step for the best", { from: "b.text.logProbability > a.text.logProbability ? b : a",
      to: "a" }, [[...steps[0]], [steps[1][1], steps[1][0]]]],
    ["keeps one text too many", { from: "kept: i < beams", to: "kept: i <= beams" }, steps],
    ["marks all texts of the best's length",
      { from: ".every((id, i) => id === node.text.ids[i])", to: ".length > 0" }, steps],
    ["hangs texts under the first of their parents", { from: "parent.children.push(node)",
      to: "[...parents.values()][0].children.push(node)" }, steps],
  ])("is told apart from a variant that %s", async (_, change, given) => {
    const mutant = await mutated("plot/beamTreeLayout.ts", change);
    const seen = (make: typeof beamTree): string => {
      try {
        return read(make(given, ["a", "b"], { beams: 2 })).sort().join("; ");
      } catch (error) {
        return String(error);
      }
    };
    expect(seen(mutant.beamTree)).not.toBe(seen(beamTree));
  });

  it("lays out any search so that no box touches another, better texts above, parents between their children", () => {
    const vocabulary = [..."abcd"];
    const search = fc.record({
      weights: fc.array(fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 1, max: 50 }))), { minLength: 5 }),
      beams: fc.integer({ min: 1, max: 4 }), more: fc.integer({ min: 0, max: 3 }), length: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(fc.property(search, ({ weights, beams, more, length }) => {
      let live = [{ ids: [] as number[], logProbability: 0 }];
      const looked = Array.from({ length }, (_, step) => {
        const next = live.map((_, i) => {
          const row = weights[(step * 7 + i) % weights.length];
          return ln(row.map((weight) => weight / row.reduce((a, b) => a + b, 0)));
        });
        const candidates = beamStep(live, next, beams + more);
        live = candidates.slice(0, beams);
        return candidates;
      });
      const figure = beamTree(looked, vocabulary, { beams });
      const { shapes } = figure.layout as { shapes: Box[] };
      for (const [i, a] of shapes.entries()) {
        for (const b of shapes.slice(i + 1)) {
          expect(a.x1 < b.x0 || b.x1 < a.x0 || a.y1 < b.y0 || b.y1 < a.y0).toBe(true);
        }
      }
      const found = read(figure).map((line) => line.split(" ")[0]).filter(Boolean).sort();
      const wanted = looked.flat().map(({ ids }) => ids.map((id) => vocabulary[id]).join("")).sort();
      expect(found).toEqual(wanted);
    }), { numRuns: 40 });
  });

  it("says in words what was kept and what was dropped", () => {
    expect(beamTree(steps, ["a", "b"], { beams: 2 }).alt).toBe("Beam search, with ln P in nats after 1 token: kept " +
      '"a" −0.511, "b" −0.916. 2 tokens: kept "ba" −1.02, "aa" −1.11; dropped "ab" −1.31, "bb" −3.22.');
  });
});
