import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  attentionMaps, bars, blankBars, type Figure, groupedBars, heatmap, lines, maskMap, nextTokenBars, tensorAxes,
  visibleToken,
} from "../../../lib/plot";
import { mutated } from "../../mutated";
import { drawn } from "./plotlyInJsdom";
import { causalWeights } from "./samples";

interface Layout {
  width: number;
  height: number;
  margin: Record<string, number>;
  title: { text: string };
  xaxis: { ticktext?: string[]; tickvals?: number[] };
  yaxis: { ticktext?: string[]; tickvals?: number[] };
}
const layoutOf = (figure: Figure): Layout => figure.layout as Layout;

describe("names of bars, rows and columns", () => {
  it("bars are named in words, with plain spaces", () => {
    const made = groupedBars([{ name: "p", values: [1, 2] }], ["head 0", "before attention"]);
    expect(layoutOf(made).xaxis.ticktext).toEqual(["head 0", "before attention"]);
    expect(made.alt).toContain("head 0 1, before attention 2");
    expect(layoutOf(bars([1], ["a <b>"])).xaxis.ticktext).toEqual(["a &lt;b&gt;"]);
  });

  it("a heat map shows lone and outer blanks, and leaves those between words alone", () => {
    const made = heatmap([[1, 2], [3, 0]], { rows: [" ", "past tokens"], columns: ["\n", " the ship"] });
    expect(layoutOf(made).yaxis.ticktext).toEqual(["␣", "past tokens"]);
    expect(layoutOf(made).xaxis.ticktext).toEqual(["↵", "␣the ship"]);
    expect(made.alt).toContain('the largest value is 3 (row "past tokens", column "↵")');
  });

  it("figures of tokens show every blank", () => {
    expect(layoutOf(nextTokenBars([1], ["a b"])).yaxis.ticktext).toEqual(["a␣b "]);
    expect(layoutOf(maskMap([[1]], ["a b"])).xaxis.ticktext).toEqual(["a␣b"]);
  });
});

describe("visibleToken()", () => {
  it.each([[" the\n", "␣the↵"], ["\u00a0", "⍽"], ["\u0000\u001b\u007f", "␀␛␡"], ["\ud83d", "\ufffd"], ["🙂é", "🙂é"], ["", "∅"]])(
    "%j is %s", (token, shown) => expect(visibleToken(token)).toBe(shown));
});

describe("labels of points in lines()", () => {
  interface Line { mode: string; text?: string[]; textposition?: string[] }
  const temperature = { name: "temperature", x: [1, 2, 3], y: [10, 20, 15], labels: ["0.5", "", "1.5"] };
  const made = lines([temperature, { name: "greedy", x: [2.5], y: [12] }]);
  const [labelled, bare] = made.data as Line[];

  it("stand beside the points that have one, and leave other lines as they are", () => {
    expect(labelled).toMatchObject({ mode: "lines+markers+text", text: ["0.5", "", "1.5"] });
    expect(bare).not.toHaveProperty("text");
    expect(bare.mode).toBe("lines+markers");
  });

  it("make way for each other, also across lines", () => {
    const close = lines([
      { name: "a", x: [0, 1, 2], y: [0, 1, 2], labels: ["", "one", ""] }, { name: "b", x: [1.02], y: [1], labels: ["other"] },
    ]).data as Line[];
    expect([close[0].text![1], close[1].text![0]]).toEqual(["one", "other"]);
    expect(close[0].textposition![1]).not.toBe(close[1].textposition![0]);
    const crowd = lines([{ name: "a", y: Array(30).fill(1) as number[], x: Array(30).fill(1) as number[],
      labels: Array(30).fill("word") as string[] }]).data as Line[];
    expect(crowd[0].text!.filter(Boolean).length).toBeLessThan(9);
  });

  it("find their places on logarithmic axes too", () => {
    const [log] = lines([{ name: "a", x: [1, 10, 100], y: [1, 10, 100], labels: ["one", "ten", "hundred"] }],
      { logX: true, logY: true }).data as Line[];
    expect(log.text).toEqual(["one", "ten", "hundred"]);
  });

  it("are said in words", () => {
    expect(made.alt).toContain("temperature: 10 at 1 (0.5), 20 at 2, 15 at 3 (1.5)");
  });

  it("are told apart from those of a variant that gives a line's labels to its neighbour", async () => {
    const mutant = await mutated("plot/lines.ts", { from: "labels?.[i] ?? \"\"", to: "labels?.[i + 1] ?? \"\"" });
    const [first] = mutant.lines([temperature]).data as Line[];
    expect(first.text).not.toEqual(labelled.text);
  });
});

describe("titles", () => {
  const plotted = (figure: Figure): number[] => {
    const { width, height, margin } = layoutOf(figure);
    return [Math.round(width - margin.l - margin.r), height - margin.t - margin.b];
  };
  const figures: Record<string, (title?: string) => Figure> = {
    maskMap: (title) => maskMap([[1, 0], [1, 1]], ["a", "b"], { title }),
    heatmap: (title) => heatmap([[1, 2]], { title }),
    attentionMaps: (title) => attentionMaps([[causalWeights(3)]], ["a", "b", "c"], { title }),
    tensorAxes: (title) => tensorAxes([2], ["hidden"], { title }),
    blankBars: (title) => blankBars(["a"], [{ name: "m", guesses: [[{ word: "b", probability: 1 }]] }], { title }),
    nextTokenBars: (title) => nextTokenBars([1], ["a"], { title }),
  };
  // Pixels in DejaVu Sans at size 15, the widest of the figures' fonts, as Chromium measures them.
  const measured: [string, number][] = [
    ["Second text: past tokens only, and no padding", 350], ["What each head attends to", 204],
    ["How much a score can still move its weight", 326],
  ];

  it.each(Object.entries(figures))("%s is wide enough for a long title", (_, make) => {
    for (const [title, pixels] of measured) {
      expect(layoutOf(make(title)).width).toBeGreaterThanOrEqual(pixels + 8);
      expect(layoutOf(make(title)).title.text).toBe(title);
    }
  });

  it.each(Object.entries(figures))("%s plots as large under a long title as under a short one", (_, make) => {
    expect(plotted(make("many words of a title ".repeat(9)))).toEqual(plotted(make("T")));
  });

  it("a title longer than a notebook's column takes several lines, each short enough, and keeps its words", () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 25, maxLength: 60 }), (words) => {
      const { title, width } = layoutOf(maskMap([[1]], ["a"], { title: words.join(" ") }));
      const made = title.text.split("<br>");
      expect(made.join(" ")).toBe(words.join(" "));
      expect(width).toBeLessThanOrEqual(760);
      for (const line of made) expect(line.length * 8.2).toBeLessThan(width);
    }));
  });
});

describe("logarithmic axes of lines()", () => {
  const axes = (x: number[], y: number[]): Layout =>
    layoutOf(lines([{ name: "a", x, y }], { logX: true, logY: true }));

  it.each([[[4, 16, 64, 256]], [[128, 256, 512, 1024]], [[0.1, 1, 3]]])("few x values %j are the ticks", (x) => {
    expect(axes(x, x).xaxis).toMatchObject({ tickvals: x, ticktext: x.map(String) });
  });

  it("every tick bears its full number, and three or more lie on the axis", async () => {
    const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(fc.property(positive, fc.double({ min: 3, max: 1e8, noNaN: true }), (low, range) => {
      const y = Array.from({ length: 40 }, (_, i) => low * range ** (i / 39));
      for (const { tickvals = [], ticktext = [] } of [axes(y, y).xaxis, axes(y, y).yaxis]) {
        expect(ticktext.map((text) => Number(text.replace(/\u202f/g, "").replace("−", "-")))).toEqual(tickvals);
        expect(tickvals.filter((tick) => tick >= low / range ** 0.06 && tick <= low * range ** 1.06).length)
          .toBeGreaterThanOrEqual(3);
        expect(tickvals.length).toBeLessThanOrEqual(12);
      }
    }));
    const { _fullLayout: { yaxis } } = await drawn(lines([{ name: "a", x: [1, 2], y: [3, 140] }], { logY: true }));
    expect(yaxis.ticktext).toEqual(["5", "10", "20", "50", "100"]);
  });

  it("x values that would stand in each other's way give round ticks instead", () => {
    expect(axes([100, 101, 102, 1000], [1, 2, 3, 4]).xaxis.ticktext).toEqual(["100", "200", "500", "1000"]);
    expect(axes([1 / 3, 10, 30], [1, 2, 3]).xaxis.ticktext).toEqual(["0.5", "1", "2", "5", "10", "20"]);
  });
});

describe("tokens beside attention maps", () => {
  const named = (tokens: string[]): number | undefined => {
    const grid = Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => causalWeights(tokens.length)));
    const { xaxis, yaxis } = layoutOf(attentionMaps(grid, tokens));
    expect(xaxis.tickvals).toEqual(yaxis.tickvals);
    return yaxis.tickvals?.length;
  };

  it.each([16, 20, 24])("all %d single characters of a 4 × 4 grid are written", (count) => {
    expect(named(Array.from("ROMEO: Wherefore\nart thou".slice(0, count)))).toBe(count);
  });

  it("words, and characters without room, are written as far as they fit", () => {
    expect(named(Array(24).fill("the") as string[])).toBe(12);
    expect(named(Array(64).fill("a") as string[])).toBeLessThan(30);
  });
});
