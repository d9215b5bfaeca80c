import { requireFlow } from "./attentionFlowChecks";
import { strongest } from "./attentionSummary";
import { cells } from "./cells";
import { figure, type Figure, label } from "./figure";
import { percent, significant, written } from "./numbers";
import { BLANK, colorScale, DIVERGING, SEQUENTIAL } from "./palette";
import { visibleToken } from "./tokens";

const GAP = 74; // pixels between two matrices, with the step from one to the next written there
const LEFT = 90;
const WIDEST = 900;

/** The matrices of one attention head. */
export interface AttentionFlowInput {
  /** Scaled scores [query][key]; −Infinity where a mask hides a key. */
  scores: readonly ArrayLike<number>[];
  /** softmax of each row of the scores [query][key]. */
  weights: readonly ArrayLike<number>[];
  /** [key][headSize] */
  values: readonly ArrayLike<number>[];
  /** weights · values, [query][headSize]. */
  output: readonly ArrayLike<number>[];
  tokens: readonly string[];
}

/**
 * Attention as one flow of matrices with their numbers: scores → (softmax of each row) → weights × values = output.
 *
 * For up to 10 tokens and a head size of up to 8.
 * @throws RangeError where sizes do not fit, the weights' rows do not sum to 1, or the output is not weights · values
 * (to 1e-3): a picture that does not add up teaches wrongly.
 */
export function attentionFlow(
  { scores, weights, values, output, tokens }: AttentionFlowInput, { title }: { title?: string } = {},
): Figure {
  requireFlow({ scores, weights, values, output, tokens });
  const softmax = "softmax<br>of rows<br>→";
  const parts = [
    { name: "scores<br>q·k / √headSize", matrix: scores, colors: DIVERGING, x: tokens, then: softmax },
    { name: "weights", matrix: weights, colors: SEQUENTIAL, x: tokens, then: "×" },
    { name: "values", matrix: values, colors: DIVERGING, x: numbered(values[0].length), then: "=" },
    { name: "output", matrix: output, colors: DIVERGING, x: numbered(values[0].length), then: "" },
  ];
  const columns = parts.reduce((sum, { x }) => sum + x.length, 0);
  const cell = Math.min(44, (WIDEST - LEFT - 3 * GAP - 20) / columns);
  const width = columns * cell + 3 * GAP;
  const top = title ? 86 : 48;
  const height = cell * tokens.length;
  const data: object[] = [];
  const axes: Record<string, unknown> = {};
  const annotations: object[] = [];
  let left = 0;
  parts.forEach(({ name, matrix, colors, x, then }, i) => {
    const id = i === 0 ? "" : String(i + 1);
    const right = left + x.length * cell;
    data.push(part(matrix, { colors, id, size: cell < 32 ? 9 : 11 }));
    axes[`xaxis${id}`] = cells(i < 2 ? "key →" : "dimension →", x, {
      pixels: x.length * cell, domain: [left / width, Math.min(1, right / width)], anchor: `y${id}`,
      range: [-0.5, x.length - 0.5],
    });
    axes[`yaxis${id}`] = cells(i === 2 ? "" : "← query", tokens, {
      pixels: height, anchor: `x${id}`, range: [tokens.length - 0.5, -0.5], written: i === 0 || i === 2,
    });
    annotations.push(
      label((left + right) / 2 / width, 1, `<b>${name}</b>`,
        { xref: "paper", yref: "paper", xanchor: "center", yanchor: "bottom" }),
      ...hidden(matrix, id),
    );
    if (then) {
      annotations.push(label((right + (i === 1 ? GAP / 4 : GAP / 2)) / width, 0.5, then, { xref: "paper", yref: "paper",
        xanchor: "center", font: { size: i === 0 ? 12 : 20 } }));
    }
    left = right + GAP;
  });
  return figure(data, {
    title, ...axes, annotations, plot_bgcolor: BLANK, width: Math.round(width + LEFT + 20),
    height: Math.round(height + top + 84), margin: { l: LEFT, r: 20, t: top, b: 84 },
  }, describe({ scores, weights, values, output, tokens }, title));
}

function part(matrix: readonly ArrayLike<number>[], { colors, id, size }:
{ colors: readonly string[]; id: string; size: number }): object {
  const all = matrix.flatMap((row) => Array.from(row)).filter(Number.isFinite);
  const reach = colors === SEQUENTIAL ? 1 : Math.max(...all.map(Math.abs)) || 1;
  return {
    type: "heatmap", z: matrix.map((row) => Array.from(row, (v) => (Number.isFinite(v) ? significant(v, 2) : null))),
    xaxis: `x${id}`, yaxis: `y${id}`, zmin: colors === SEQUENTIAL ? 0 : -reach, zmax: reach, xgap: 1, ygap: 1,
    colorscale: colorScale(colors), showscale: false, texttemplate: "%{z}", textfont: { size },
    hovertemplate: "row %{y}, column %{x}: %{z}<extra></extra>",
  };
}

/** "−∞" in the cells that a mask hides. */
function hidden(matrix: readonly ArrayLike<number>[], id: string): object[] {
  return matrix.flatMap((row, query) => Array.from(row).flatMap((value, key) => (Number.isFinite(value) ? [] :
    [label(key, query, "−∞", { xref: `x${id}`, yref: `y${id}`, font: { size: 11 } })])));
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}

function describe({ weights, output, tokens }: AttentionFlowInput, title = "Attention as a flow"): string {
  const { query, key, weight } = strongest(weights);
  const rows = tokens.map((token, i) => `"${visibleToken(token)}" → ` +
    `weights ${Array.from(weights[i], (value) => written(value, 2)).join(", ")}; ` +
    `output ${Array.from(output[i], (value) => written(value, 2)).join(", ")}`);
  return `${title}: scores, softmax of each row, weights, times values, output, for ${tokens.length} tokens. The ` +
    `weight that stands out most is ${percent(weight)}, from "${visibleToken(tokens[query])}" to ` +
    `"${visibleToken(tokens[key])}". ${rows.join(". ")}.`;
}
