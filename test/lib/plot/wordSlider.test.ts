import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blankBars } from "../../../lib/plot";
import { mutated } from "../../mutated";

interface Label { text: string; xshift: number; textangle?: number }
interface Layout {
  width: number;
  margin: Record<string, number>;
  sliders: { x: number; len: number; steps: { label: string }[] }[];
  annotations: [unknown, ...Label[]];
}

const WORD = 7.3; // pixels of a letter of size 12 in DejaVu Sans, the widest of the figures' fonts
const texts = fc.array(fc.stringMatching(/^[a-z]{1,11}$/), { minLength: 2, maxLength: 40 });
const of = (text: string[], make = blankBars): Layout =>
  make(text, [{ name: "m", guesses: text.map(() => [{ word: "mary", probability: 0.5 }]) }]).layout as Layout;

/** The left and right end of each name in pixels of the figure. */
function ends({ margin, annotations: [, ...labels] }: Layout): { left: number; right: number; slanted: boolean }[] {
  return labels.map(({ text, xshift, textangle }) => {
    const at = margin.l + xshift;
    const wide = WORD * text.length;
    return textangle === undefined ? { left: at - wide / 2, right: at + wide / 2, slanted: false }
      : { left: at - (wide + 12) * Math.SQRT1_2, right: at, slanted: true };
  });
}
/** The least gap between neighbours, across the writing where it is slanted (less the height of a line). */
function leastGap(layout: Layout): number {
  const all = ends(layout);
  return Math.min(...all.slice(1).map(({ left, right, slanted }, i) =>
    (slanted ? (right - all[i].right) * Math.SQRT1_2 - 11 : left - all[i].right)));
}

describe("the names below a slider of words", () => {
  it("stand right below the stops, one for each", () => {
    fc.assert(fc.property(texts, (text) => {
      const { width, margin, sliders: [{ x, len, steps }], annotations: [, ...labels] } = of(text);
      expect(labels.map((label) => label.text)).toEqual(text);
      expect(steps.map(({ label }) => label)).toEqual(text);
      const from = margin.l + x * (width - margin.l - margin.r);
      labels.forEach(({ xshift, textangle }, i) => {
        const stop = from + 10 + ((len - 20) * i) / (text.length - 1); // plotly insets the outermost stops by 10
        expect(Math.abs(margin.l + xshift - (textangle ? 8 : 0) - stop)).toBeLessThan(1.5); // a slanted one ends there
      });
    }));
  });

  it("stay apart and inside the figure", () => {
    fc.assert(fc.property(texts, (text) => {
      const layout = of(text);
      expect(leastGap(layout)).toBeGreaterThan(0);
      for (const { left, right } of ends(layout)) {
        expect(left).toBeGreaterThan(-5);
        expect(right).toBeLessThan(layout.width + 5);
      }
    }));
  });

  it("are level where there is room, and slanted otherwise", () => {
    const slanted = (count: number): boolean => ends(of(Array(count).fill("victoria") as string[]))[0].slanted;
    expect([2, 8, 24].map(slanted)).toEqual([false, false, true]);
  });

  it("are told apart from those of a variant that never slants", async () => {
    const mutant = await mutated("plot/wordSlider.ts", { from: "longest + 8 > apart(longest / 2)", to: "false" });
    expect(leastGap(of(Array(24).fill("victoria") as string[], mutant.blankBars))).toBeLessThan(0);
  });

  it("are told apart from those of a variant that forgets plotly's inset", async () => {
    const mutant = await mutated("plot/wordSlider.ts", { from: "outside + INSET + i", to: "outside + i" });
    const text = ["mary", "smiled"];
    expect(ends(of(text))[0].left - ends(of(text, mutant.blankBars))[0].left).toBe(10);
  });
});
