import { requireCount, requireNotEmpty, requireProbabilities, requireTop } from "./checks";
import { axis, figure, label, type Figure } from "./figure";
import { columnsOf } from "./glyphs";
import { percent } from "./numbers";
import { INK, SERIES } from "./palette";
import { plotText, tokenLabel, visibleToken } from "./tokens";

/** The distribution after one step of sampling; `samplingTrace` gives them, the model's own first. */
interface Step {
  name: string;
  /** One for each token of the vocabulary; exactly 0 where a token is ruled out. */
  probabilities: ArrayLike<number>;
}

const ROW = 128; // pixels from one step's bars to the next one's
const HIGHEST = 76; // the longest bar
const OTHERS = "#999999";

/**
 * The distribution before and after each step of sampling, one row of bars a step, with the same tokens in the same
 * order: those that are likeliest at any step, sorted by the first one, and all others together.
 *
 * An outline is the bar of the step before; ✕ marks a token that is ruled out. All rows have one scale.
 * `probabilities[i]` of every step belongs to `tokens[i]`.
 * @throws RangeError where a step's probabilities are no distribution, or not one for each token, or `top` < 1.
 */
export function samplingSteps(
  steps: readonly Step[], tokens: readonly string[],
  { top = 12, title = "What does each step change?" }: { top?: number; title?: string } = {},
): Figure {
  requireNotEmpty("steps", steps);
  requireTop(top);
  steps.forEach(({ name, probabilities }) => {
    requireNotEmpty(`probabilities of "${name}"`, probabilities);
    requireCount("tokens", tokens.length, probabilities.length, `one token for each probability of "${name}"`);
    requireProbabilities(`probabilities of "${name}"`, probabilities);
  });

  const shown = likeliest(steps, tokens.length - top === 1 ? tokens.length : top);
  const isShown = new Set(shown);
  const others = tokens.length - shown.length;
  const rows = steps.map(({ probabilities }) => [
    ...shown.map((i) => probabilities[i]),
    ...(others > 0 ? [sum(Array.from(probabilities).filter((_, i) => !isShown.has(i)))] : []),
  ]);
  const most = Math.max(...rows.flat());
  const height = (probability: number): number => (HIGHEST * probability) / most;
  const floor = (row: number): number => (steps.length - 1 - row) * ROW;
  const colors = rows[0].map((_, i) => (i < shown.length ? SERIES[0].color : OTHERS));
  const headings = steps.map(({ name, probabilities }, row) => label(
    0, floor(row) + HIGHEST + 30, `<b>${plotText(name)}</b>: ${possible(probabilities)}`,
    { xref: "paper", align: "left", xanchor: "left", yanchor: "middle" },
  ));
  const { names, letters } = namesBelow(shown.map((i) => tokens[i]), others);
  const turned = letters > 6;
  const tick = roundBelow(most);
  const below = turned ? 60 + 6 * letters : 76;
  return figure([
    ...rows.map((now, row) => bars(now.map(height), floor(row), { name: plotText(steps[row].name), color: colors })),
    ...rows.slice(0, -1).map((before, row) => bars(before.map((p) => (p > 0 ? height(p) : null)), floor(row + 1),
      { color: "rgba(0,0,0,0)", line: { color: INK, width: 1 } })),
    percentages(rows, (row, i) => floor(row) + height(Math.max(rows[row][i], rows[row - 1]?.[i] ?? 0))),
  ], {
    title, width: 760, height: steps.length * ROW + 52 + below, margin: { l: 72, r: 16, t: 44, b: below },
    barmode: "overlay", bargap: 0.3, showlegend: false, annotations: headings,
    xaxis: {
      title: { text: steps.length > 1 ? "token (outline: before the step, ✕: ruled out)" : "token", standoff: 8 },
      tickmode: "array", tickvals: names.map((_, i) => i), ticktext: names, tickangle: turned ? -40 : 0,
      tickfont: { size: 14 }, range: [-0.6, names.length - 0.4], showgrid: false, zeroline: false,
    },
    yaxis: axis("probability", {
      range: [-2, floor(0) + HIGHEST + 42], tickmode: "array", linecolor: "rgba(0,0,0,0)",
      tickvals: rows.flatMap((_, row) => [floor(row), floor(row) + height(tick)]),
      ticktext: rows.flatMap(() => ["0", percent(tick)]),
    }),
  }, describe(steps, tokens, { shown, rows, title }));
}

/** Bars of these lengths in pixels that stand on one floor. */
function bars(
  lengths: (number | null)[], floor: number, { name = "", ...marker }: { name?: string } & Record<string, unknown>,
): object {
  const positions = lengths.map((_, i) => i);
  return { type: "bar", name, x: positions, y: lengths, base: lengths.map(() => floor), marker, hoverinfo: "skip" };
}

/** Every probability written above its bar and that of the step before; ✕ for none. */
function percentages(rows: number[][], top: (row: number, i: number) => number): object {
  const write = (probability: number): string =>
    (probability === 0 ? "<b>✕</b>" : probability < 1e-4 ? "≈ 0" : percent(probability));
  return {
    type: "scatter", mode: "text", textposition: "top center", textfont: { size: 11 }, hoverinfo: "skip",
    x: rows.flatMap((row) => row.map((_, i) => i)), y: rows.flatMap((line, row) => line.map((_, i) => top(row, i))),
    text: rows.flatMap((row) => row.map(write)), cliponaxis: false,
  };
}

/** What stands below the bars, and how long the longest of the tokens is. */
function namesBelow(tokens: readonly string[], others: number): { names: string[]; letters: number } {
  const letters = Math.max(...tokens.map((token) => columnsOf(visibleToken(token))));
  const rest = `${others} ${others === 1 ? "other" : "others"}`;
  const names = tokens.map(tokenLabel);
  return { letters, names: others === 0 ? names : [...names, letters > 6 ? rest : rest.replace(" ", "<br>")] };
}

/** Ids of the tokens that are likeliest at any step, sorted by the first step. */
function likeliest(steps: readonly Step[], top: number): number[] {
  const [first] = steps;
  const most = Array.from(first.probabilities, (_, i) => Math.max(...steps.map((step) => step.probabilities[i])));
  const ids = most.map((_, i) => i).sort((a, b) => most[b] - most[a]).slice(0, top);
  return ids.sort((a, b) => first.probabilities[b] - first.probabilities[a] || a - b);
}

/** "7 of 65 tokens possible" */
function possible(probabilities: ArrayLike<number>): string {
  const left = Array.from(probabilities).filter((probability) => probability > 0).length;
  const all = probabilities.length;
  return `${left === all ? "all" : `${left} of`} ${all} tokens possible`;
}

/** The largest of 1, 2 and 5 times a power of ten that is not above the value. */
function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([5, 2].find((digit) => digit * power <= value) ?? 1) * power;
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function describe(
  steps: readonly Step[], tokens: readonly string[],
  { shown, rows, title }: { shown: number[]; rows: number[][]; title: string },
): string {
  const each = steps.map(({ name, probabilities }, row) => {
    const kept = shown.flatMap((id, i) =>
      (rows[row][i] > 0 ? [`"${visibleToken(tokens[id])}" ${percent(rows[row][i])}`] : []));
    const gone = shown.filter((_, i) => rows[row][i] === 0).map((id) => `"${visibleToken(tokens[id])}"`);
    const rest = rows[row][shown.length];
    const likely = [...kept, ...(rest > 0 ? [`others ${percent(rest)}`] : [])].join(", ");
    return `${name}: ${possible(probabilities)}, ${likely}` +
      (gone.length > 0 ? `; ruled out ${gone.join(", ")}` : "");
  });
  return `${title} ${each.join(". ")}.`;
}
