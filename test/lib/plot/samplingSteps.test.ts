import { describe, expect, it } from "vitest";
import { type Figure, samplingSteps } from "../../../lib/plot";
import { mutated } from "../../mutated";

interface Bars { type: string; x: number[]; y: (number | null)[]; base: number[]; text?: string[] }

// By hand: temperature ½ squares the odds (4 : 16 : 4 : 1 : 1); a bias turns the two likeliest round and rules out others.
const tokens = ["a", "b", " ", "d", "e"];
const steps = [
  { name: "model", probabilities: [0.2, 0.4, 0.2, 0.1, 0.1] },
  { name: "temperature 0.5", probabilities: [4 / 26, 16 / 26, 4 / 26, 1 / 26, 1 / 26] },
  { name: "bias", probabilities: [0.8, 0.2, 0, 0, 0] },
];

/** What each row says: token → its printed probability, and the lengths of bar and outline in shares of the longest. */
function read(figure: Figure): { name: string; printed: string[]; bars: number[]; outlines: number[] }[] {
  const { xaxis, annotations } = figure.layout as
    { xaxis: { ticktext: string[] }; annotations: { text: string; y: number }[] };
  const bars = (figure.data as Bars[]).filter(({ type }) => type === "bar");
  const { x, y, text = [] } = (figure.data as Bars[]).find(({ type }) => type === "scatter")!;
  const count = xaxis.ticktext.length;
  const longest = Math.max(...bars.flatMap((row) => row.y.map(Number)));
  const length = (trace?: Bars): number[] => (trace?.y ?? []).map((value) => Number((Number(value) / longest).toFixed(3)));
  return annotations.map((heading, row) => {
    const floor = bars[row].base[0];
    const printed = text.flatMap((percent, i) => // above this row's floor and below the row's heading
      (y[i]! >= floor && y[i]! < heading.y ? [`${xaxis.ticktext[x[i]]} ${percent}`] : []));
    expect(printed).toHaveLength(count);
    const outline = bars.slice(annotations.length).find(({ base }) => base[0] === floor);
    return { name: heading.text, printed, bars: length(bars[row]), outlines: length(outline) };
  });
}

const expected = [
  { name: "<b>model</b>: all 5 tokens possible", outlines: [], bars: [0.5, 0.25, 0.25, 0.25],
    printed: ["b 40 %", "a 20 %", "␣ 20 %", "2<br>others 20 %"] },
  { name: "<b>temperature 0.5</b>: all 5 tokens possible", outlines: [0.5, 0.25, 0.25, 0.25],
    bars: [0.769, 0.192, 0.192, 0.096], printed: ["b 61.5 %", "a 15.4 %", "␣ 15.4 %", "2<br>others 7.69 %"] },
  { name: "<b>bias</b>: 2 of 5 tokens possible", outlines: [0.769, 0.192, 0.192, 0.096], bars: [0.25, 1, 0, 0],
    printed: ["b 20 %", "a 80 %", "␣ <b>✕</b>", "2<br>others <b>✕</b>"] },
];

describe("samplingSteps()", () => {
  it("shows the same tokens in the same order in every row, with the step before as an outline", () => {
    expect(read(samplingSteps(steps, tokens, { top: 3 }))).toEqual(expected);
  });

  it.each([
    ["sorts by the last step", { from: "const [first] = steps;", to: "const first = steps[steps.length - 1];" }],
    ["draws outlines of the same step", { from: "rows.slice(0, -1).map((before", to: "rows.slice(1).map((before" }],
    ["loses the others", { from: "filter((_, i) => !isShown.has(i))", to: "filter(() => false)" }],
    ["gives every row a scale of its own", { from: "bars(now.map(height)",
      to: "bars(now.map((p) => HIGHEST * p / Math.max(...now))" }],
    ["prints what was before", { from: "text: rows.flatMap((row) => row.map(write))",
      to: "text: rows.flatMap((_, i) => rows[Math.max(0, i - 1)].map(write))" }],
  ])("is told apart from a variant that %s", async (_, change) => {
    const mutant = await mutated("plot/samplingSteps.ts", change);
    expect(read(mutant.samplingSteps(steps, tokens, { top: 3 }))).not.toEqual(expected);
  });

  it("keeps a token that becomes likely at a later step only", () => {
    const [before, after] = [[0.5, 0.3, 0.1, 0.1, 0], [0, 0, 0, 0, 1]];
    const late = [{ name: "model", probabilities: before }, { name: "bias", probabilities: after }];
    const [first] = read(samplingSteps(late, tokens, { top: 2 }));
    expect(first.printed).toEqual(["a 50 %", "e <b>✕</b>", "3<br>others 50 %"]);
  });

  it("shows one other token by its name, and turns names that would meet", () => {
    const ticks = (given: string[]): { ticktext: string[]; tickangle: number } =>
      (samplingSteps(steps, given, { top: 4 }).layout as { xaxis: { ticktext: string[]; tickangle: number } }).xaxis;
    expect(ticks(tokens)).toMatchObject({ ticktext: ["b", "a", "␣", "d", "e"], tickangle: 0 });
    expect(ticks([" England", ..."bcde"]).tickangle).not.toBe(0);
  });

  it("says each step in words", () => {
    expect(samplingSteps(steps, tokens, { top: 3 }).alt).toContain(
      'bias: 2 of 5 tokens possible, "b" 20 %, "a" 80 %; ruled out "␣".');
  });
});
