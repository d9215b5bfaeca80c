import { describe, expect, it } from "vitest";
import { type Figure, wordArrows } from "../../../lib/plot";
import { mutated } from "../../mutated";

interface Arrow { x: number; y: number; ax: number; ay: number; axref: string; ayref: string; arrowcolor: string }
const arrowsOf = ({ layout }: Figure): Arrow[] => (layout as { annotations: Arrow[] }).annotations;
const namesOf = ({ data }: Figure): string[] => (data as { hovertext: string[] }[]).flatMap(({ hovertext }) => hovertext);

const steps = [
  { words: ["man", "woman"], from: [0, 0], to: [2, 1], kind: "to woman" },
  { words: ["king", "queen"], from: [1, 3], to: [3, 4], kind: "to woman" },
  { words: ["man", "king"], from: [0, 0], to: [1, 3], kind: "to king" },
] as const;

describe("wordArrows()", () => {
  it("draws each step from its first word's place to its second's, in the units of the axes", () => {
    expect(arrowsOf(wordArrows(steps)).map(({ ax, ay, x, y }) => [ax, ay, x, y]))
      .toEqual([[0, 0, 2, 1], [1, 3, 3, 4], [0, 0, 1, 3]]);
    expect(arrowsOf(wordArrows(steps)).every(({ axref, ayref }) => axref === "x" && ayref === "y")).toBe(true);
  });

  it("gives steps of a kind one colour, and a word that is in two steps one point", () => {
    const [first, second] = [arrowsOf(wordArrows(steps.slice(0, 2))), arrowsOf(wordArrows([steps[0], { ...steps[1], kind: "other" }]))];
    expect(first[0].arrowcolor).toBe(first[1].arrowcolor);
    expect(second[0].arrowcolor).not.toBe(second[1].arrowcolor);
    expect(namesOf(wordArrows(steps)).sort()).toEqual(["king", "man", "queen", "woman"]);
  });

  it("says places and steps in words", () => {
    expect(wordArrows(steps.slice(0, 1), { axes: ["sex", "rank"] }).alt).toBe("Steps between words: 2 points by sex, rank. " +
      'to woman: "man" (0, 0), "woman" (2, 1). Arrows: "man" to "woman".');
  });

  it("refuses a word at two places, ends that are no points of the plane, and no arrows at all", () => {
    expect(() => wordArrows([steps[0], { ...steps[2], from: [5, 5] }])).toThrow('"man" stands at [0, 0] and at [5, 5]');
    expect(() => wordArrows([{ ...steps[0], to: [1, 2, 3] }])).toThrow('the place of "woman"');
    expect(() => wordArrows([])).toThrow("arrows");
  });

  it("is told apart from a variant that draws arrows backwards", async () => {
    const mutant = await mutated("plot/wordArrows.ts",
      { from: "x: to[0], y: to[1], ax: from[0], ay: from[1]", to: "x: from[0], y: from[1], ax: to[0], ay: to[1]" });
    expect(arrowsOf(mutant.wordArrows(steps))).not.toEqual(arrowsOf(wordArrows(steps)));
  });
});
