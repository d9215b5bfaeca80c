import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blankBars, type Figure } from "../../../lib/plot";
import { mutated } from "../../mutated";

interface Bars { x: number[][]; text: string[][] }
interface Around { "annotations[0].text": string; "xaxis.title.text": string; "yaxis.ticktext": string[] }
interface Layout {
  sliders: { steps: { label: string; args: [Bars, Around] }[] }[];
  xaxis: { range: number[] };
  annotations: { text: string }[];
}
type Guesses = { word: string; probability: number }[];
const layoutOf = ({ layout }: Figure): Layout => layout as Layout;

/** What the slider's positions show: the hidden word, the text, and for each row the word with all percentages. */
function read(figure: Figure): { hidden: string; text: string; rows: string[]; others: string }[] {
  return layoutOf(figure).sliders[0].steps.map(({ label, args: [{ text }, around] }) => ({
    hidden: label, text: around["annotations[0].text"], others: around["xaxis.title.text"],
    rows: text[0].map((_, row) =>
      [around["yaxis.ticktext"][row].trim(), ...text.map((series) => series[row])].join(" | ")),
  }));
}
const list = (given: Record<string, number>): Guesses =>
  Object.entries(given).map(([word, probability]) => ({ word, probability }));

// The rules know "was", which the model hardly thinks possible; "were" is too rare to be shown instead of "the".
const tokens = ["[CLS]", "soup", "is", "good", "[SEP]", "ben", "ate", "soup", "[SEP]"];
const places = [1, 2];
const series = [
  { name: "model", guesses: [list({ tea: 0.25, soup: 0.5 }),
    list({ a: 0.02, has: 0.4, the: 0.03, was: 0.02, is: 0.01 })] },
  { name: "rules", guesses: [list({ soup: 1 }), list({ was: 0.92, is: 0.04, were: 0.04 })] },
];
const expected = [
  {
    hidden: "soup", text: "[CLS] <b>▁▁▁</b> is good [SEP]<br>ben ate soup [SEP]",
    rows: ["<b>✓ soup</b> | 50 % | 100 %", "tea | 25 % | 0 %"],
    others: "probability<br>all other words: model 25 %, rules 0 %",
  },
  {
    hidden: "is", text: "[CLS] soup <b>▁▁▁</b> good [SEP]<br>ben ate soup [SEP]",
    rows: ["has | 40 % | 0 %", "the | 3 % | 0 %", "was | 2 % | 92 %", "<b>✓ is</b> | 1 % | 4 %"],
    others: "probability<br>all other words: model 54 %, rules 4 %",
  },
];

describe("blankBars()", () => {
  it("shows each place's text with the blank, its words in the first series' order, and what others share", () => {
    expect(read(blankBars(tokens, series, { places, top: 4 }))).toEqual(expected);
  });

  it.each([
    ["hides what the first series misses", "blankWords", { from: "given > NOTABLE", to: "given > 1" }],
    ["counts what others hardly think possible", "blankWords", { from: "NOTABLE = 0.05", to: "NOTABLE = 0.005" }],
    ["hides the true word", "blankWords", { from: " || word === hidden ? 2", to: " ? 2" }],
    ["sorts by what anyone gives", "blankWords", { from: ".slice(0, top).sort(byFirst)", to: ".slice(0, top)" }],
    ["gives all series the first one's shares", "blankWords",
      { from: "[first, ...others].map((of) => words.map((word) => share(of, word)))",
        to: "[first, ...others].map(() => words.map((word) => share(first, word)))" }],
    ["takes guesses by tokens and not by places", "blankBars", { from: "({ guesses }) => guesses[i]",
      to: "({ guesses }) => guesses[place % guesses.length]" }],
    ["marks the likeliest as true", "blankBars", { from: "wordLabel(words[row], tokens[places[i]])",
      to: "wordLabel(words[row], words[0])" }],
    ["leaves the blank where it was", "blankBars", { from: "withGap(tokens, lines, places[i])",
      to: "withGap(tokens, lines, places[0])" }],
  ])("is told apart from a variant that %s", async (_, file, change) => {
    const mutant = await mutated(`plot/${file}.ts`, change);
    const changed = read(mutant.blankBars(tokens, series, { places, top: 4 }));
    expect(changed).not.toEqual(expected);
  });

  it("says every position in words", () => {
    expect(blankBars(tokens, series, { places, top: 4 }).alt).toBe("What would stand in each blank? The text: " +
      "[CLS] soup is good [SEP] ben ate soup [SEP]. " +
      '"soup" (1) hidden: "soup" model 50 %, rules 100 %; "tea" model 25 %, rules 0 %; others model 25 %, rules 0 %. ' +
      '"is" (2) hidden: "has" model 40 %, rules 0 %; "the" model 3 %, rules 0 %; ' +
      '"was" model 2 %, rules 92 %; "is" model 1 %, rules 4 %; ' +
      "others model 54 %, rules 4 %.");
  });

  it("opens at the first place, as its slider does", () => {
    const figure = blankBars(tokens, series, { places: [2, 1], top: 4 });
    const [{ args: [bars, around] }] = layoutOf(figure).sliders[0].steps;
    const { annotations, xaxis, yaxis } = figure.layout as
      { annotations: unknown[]; xaxis: { title: unknown }; yaxis: unknown };
    expect((figure.data as { x: number[]; text: string[] }[]).map(({ x, text }) => ({ x, text })))
      .toEqual(bars.x.map((x, i) => ({ x, text: bars.text[i] })));
    expect(annotations[0]).toMatchObject({ text: around["annotations[0].text"] });
    expect(xaxis.title).toMatchObject({ text: around["xaxis.title.text"] });
    expect(yaxis).toMatchObject({ ticktext: around["yaxis.ticktext"] });
    expect(around["annotations[0].text"]).toContain("soup <b>▁▁▁</b> good");
  });

  it("has no slider for a single place, and no legend for a single series", () => {
    const { layout } = blankBars(tokens, [{ name: "m", guesses: [list({ a: 0.5 })] }], { places: [3] });
    expect(layout).toMatchObject({ showlegend: false, sliders: [],
      annotations: [{ text: "[CLS] soup is <b>▁▁▁</b> [SEP]<br>ben ate soup [SEP]" }] });
    expect(blankBars(tokens, series, { places }).layout).toHaveProperty("legend");
  });
});

// Texts of few words, so that some occur twice; the guesses are over the same words.
const vocabulary = [..."abcdefghij"].map((letter) => letter.repeat(3));
const guess = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: vocabulary.length, maxLength: vocabulary.length })
  .filter((counts) => counts.some((count) => count > 0))
  .map((counts) => vocabulary.map((word, i) => ({ word, probability: counts[i] / counts.reduce((a, b) => a + b, 0) })));
const made = fc.array(fc.constantFrom(...vocabulary), { minLength: 2, maxLength: 28 }).chain((text) => fc.record({
  text: fc.constant(text), top: fc.integer({ min: 2, max: 8 }),
  lists: fc.array(fc.array(guess, { minLength: text.length, maxLength: text.length }), { minLength: 1, maxLength: 3 }),
}));

describe("blankBars() of any text", () => {
  const each = (check: (given: { text: string[]; top: number; lists: Guesses[][]; figure: Figure }) => void): void =>
    fc.assert(fc.property(made, ({ text, top, lists }) => {
      const figure = blankBars(text, lists.map((guesses, i) => ({ name: `series ${i}`, guesses })), { top });
      check({ text, top, lists, figure });
    }), { numRuns: 60 });
  const wordsOf = (around: Around): string[] =>
    around["yaxis.ticktext"].map((label) => label.replace(/<\/?b>|✓/g, "").trim());

  it("gives every bar its word's probability at its place, in length and in writing, and marks the true word", () => {
    each(({ text, lists, figure }) => layoutOf(figure).sliders[0].steps.forEach(({ args: [bars, around] }, place) =>
      wordsOf(around).forEach((word, row) => {
        expect(around["yaxis.ticktext"][row].includes("✓")).toBe(word === text[place]);
        lists.forEach((guesses, i) => {
          const { probability } = guesses[place].find((one) => one.word === word)!;
          expect(bars.x[i][row]).toBeCloseTo(probability, 3);
          expect(Math.abs(Number(bars.text[i][row].replace(" %", "")) - 100 * probability)).toBeLessThan(0.051);
        });
      })));
  });

  it("hides the word at its place and no other one", () => {
    each(({ text, figure }) => read(figure).forEach(({ text: shown }, place) => {
      const seen = shown.replace(/<br>/g, " ").split(" ");
      expect(seen).toEqual(text.map((word, i) => (i === place ? "<b>▁▁▁</b>" : word)));
      expect(seen.includes(text[place])).toBe(text.indexOf(text[place]) !== text.lastIndexOf(text[place]));
    }));
  });

  it("leaves out no word that anyone finds likelier than one it shows, and never the true one", () => {
    each(({ text, top, lists, figure }) => layoutOf(figure).sliders[0].steps.forEach(({ args: [, around] }, place) => {
      const shown = wordsOf(around);
      const given = (word: string): number[] =>
        lists.map((guesses) => guesses[place].find((one) => one.word === word)!.probability);
      const counts = (word: string): number => Math.max(...given(word).filter((share, i) => i === 0 || share > 0.05));
      expect(new Set(shown).size).toBe(top);
      expect(shown).toContain(text[place]);
      const best = Math.max(...vocabulary.map((word) => given(word)[0]));
      expect(given(shown[0])[0]).toBe(best);
      expect(shown.map((word) => -given(word)[0])).toEqual(shown.map((word) => -given(word)[0]).sort((a, b) => a - b));
      const least = Math.min(...shown.filter((word, i) => i > 0 && word !== text[place]).map(counts));
      for (const word of vocabulary) if (!shown.includes(word)) expect(counts(word)).toBeLessThanOrEqual(least);
    }));
  });

  it("shows the first series' likeliest words where it stands alone", () => {
    each(({ text, top, lists: [guesses] }) => {
      const steps = layoutOf(blankBars(text, [{ name: "alone", guesses }], { top: top + 1 })).sliders[0].steps;
      steps.forEach(({ args: [, around] }, place) => {
        const sorted = guesses[place].map(({ probability }) => probability).sort((a, b) => b - a);
        const shown = wordsOf(around).filter((word) => word !== text[place]);
        for (const word of shown) {
          expect(guesses[place].find((one) => one.word === word)!.probability).toBeGreaterThanOrEqual(sorted[top]);
        }
      });
    });
  });

  it("keeps one scale from 0 to 100 % at all positions, which change bars, names, text and others only", () => {
    each(({ figure }) => {
      expect(layoutOf(figure).xaxis.range).toEqual([0, 1]);
      for (const { args } of layoutOf(figure).sliders[0].steps) {
        expect(args.map((change) => Object.keys(change))).toEqual([["x", "text"],
          ["annotations[0].text", "xaxis.title.text", "yaxis.ticktext"]]);
      }
    });
  });
});

describe("the text above the bars", () => {
  const texts = fc.array(fc.stringMatching(/^[a-z]{1,11}$/), { minLength: 2, maxLength: 40 });

  it("breaks the text after [SEP] and before it is wider than the figure, at the same words for all positions", () => {
    fc.assert(fc.property(texts, (words) => {
      const text = [...words.slice(0, -1), "[SEP]", "end"];
      const figure = blankBars(text, [{ name: "m", guesses: text.slice(0, 28).map(() => list({ a: 1 })) }],
        { places: text.slice(0, 28).map((_, i) => i) });
      const breaks = read(figure).map(({ text: shown }) => {
        const lines = shown.split("<br>");
        for (const line of lines) expect(line.replace(/<\/?b>/g, "").length).toBeLessThanOrEqual(82); // 9.1 pixels each
        expect(lines.at(-1)).toMatch(/^end$|^<b>▁▁▁<\/b>$/);
        return lines.map((line) => line.split(" ").length);
      });
      for (const one of breaks) expect(one).toEqual(breaks[0]);
    }));
  });
});
