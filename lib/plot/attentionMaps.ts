import { attentionGrid } from "./attentionGrid";
import { describeAttention } from "./attentionSummary";
import { cells, colorBar } from "./cells";
import { requireCount, requireMatrix, requireNotEmpty } from "./checks";
import { figure, label, type Figure } from "./figure";
import { BLANK, colorScale, SEQUENTIAL } from "./palette";
import { plotText, tokenLabel } from "./tokens";

/** How attention maps are labelled. */
export interface AttentionMapsOptions {
  title?: string;
  /** The tokens that are attended to, where they differ from those that attend (cross-attention). */
  keys?: readonly string[];
  /** Name of a map; by default "layer 0, head 1", counted from 0 as in the code. */
  name?: (layer: number, head: number) => string;
  /** The weight from which on the colour is darkest, 1 unless told; less shows spread-out heads better. */
  darkestFrom?: number;
}

/**
 * The attention weights of every head as a grid of heat maps, layers downwards and heads across, on one colour scale.
 *
 * `attentions`: [layers][heads][query][key], each row a distribution over the keys; `tokens` name the queries (rows,
 * downwards) and the keys (columns). What a causal mask hides is left grey.
 * @throws RangeError where the number of tokens is not that of rows and columns, a matrix is ragged, or a weight lies
 * outside [0, 1].
 */
export function attentionMaps(
  attentions: readonly (readonly (readonly ArrayLike<number>[])[])[], tokens: readonly string[],
  { title, keys = tokens, darkestFrom = 1, name = byNumber }: AttentionMapsOptions = {},
): Figure {
  requireNotEmpty("attentions", attentions);
  if (!(darkestFrom > 0 && darkestFrom <= 1)) {
    throw new RangeError(`darkestFrom is ${darkestFrom}: expected a weight, in (0, 1]`);
  }
  attentions.forEach((heads, layer) => {
    requireNotEmpty(`attentions[${layer}]`, heads);
    heads.forEach((weights, head) => requireWeights(`attentions[${layer}][${head}]`, weights, tokens, keys));
  });

  const grid = attentionGrid({
    layers: attentions.length, heads: Math.max(...attentions.map((heads) => heads.length)), queries: tokens, keys,
    titled: title !== undefined,
  });
  const cellsInAll = attentions.flat().length * tokens.length * keys.length;
  const digits = cellsInAll > 15_000 ? 0 : 1; // whole percents keep the notebook's file small
  const scaleName = darkestFrom < 1 ? "weight (%), darkest: or more" : "weight (%)";
  const data: object[] = [];
  const axes: Record<string, unknown> = {};
  const names: object[] = [];
  attentions.forEach((heads, layer) => heads.forEach((weights, head) => {
    const id = data.length === 0 ? "" : String(data.length + 1);
    const { x, y } = grid.panel(layer, head);
    data.push({
      type: "heatmap", z: percentages(weights, digits), xaxis: `x${id}`, yaxis: `y${id}`,
      zmin: 0, zmax: 100 * darkestFrom, colorscale: colorScale(SEQUENTIAL),
      ...(id === "" ? { colorbar: colorBar(scaleName, grid.inner) } : { showscale: false }),
      xgap: grid.gap, ygap: grid.gap, hovertemplate: "query %{y} → key %{x}: %{z} %<extra></extra>",
      ...(grid.allNamed ? {} : { x: keys.map(unique), y: tokens.map(unique) }),
    });
    const isLowest = head >= (attentions[layer + 1] ?? []).length;
    const kind = grid.allNamed ? {} : { type: "category" };
    axes[`xaxis${id}`] = cells("key →", keys, {
      ...kind, pixels: grid.width, domain: x, anchor: `y${id}`, range: [-0.5, keys.length - 0.5],
      written: isLowest, angle: grid.keyAngle,
    });
    axes[`yaxis${id}`] = cells("← query", tokens, {
      ...kind, pixels: grid.height, domain: y, anchor: `x${id}`, range: [tokens.length - 0.5, -0.5],
      written: head === 0,
    });
    names.push(label((x[0] + x[1]) / 2, y[1], plotText(name(layer, head)),
      { xref: "paper", yref: "paper", xanchor: "center", yanchor: "bottom", font: { size: 12 } }));
  }));

  return figure(data, {
    title, ...grid.outer, ...axes, annotations: names, plot_bgcolor: BLANK,
  }, describeAttention(attentions, { tokens, keys, title, name }));
}

function byNumber(layer: number, head: number): string {
  return `layer ${layer}, head ${head}`;
}

function requireWeights(
  where: string, weights: readonly ArrayLike<number>[], queries: readonly string[], keys: readonly string[],
): void {
  const { rows, columns } = requireMatrix(where, weights);
  requireCount("tokens", queries.length, rows, `one for each row of ${where}`);
  requireCount(keys === queries ? "tokens" : "keys", keys.length, columns, `one for each column of ${where}`);
  weights.forEach((row, i) => {
    const bad = Array.from(row).find((weight) => weight < -1e-6 || weight > 1 + 1e-3);
    if (bad !== undefined) {
      throw new RangeError(`${where}[${i}] holds ${bad}: expected weights in [0, 1] (pass weights, not scores)`);
    }
  });
}

/** Weights in percent; when nothing looks ahead, rows end at their own token, which leaves the masked part blank. */
function percentages(weights: readonly ArrayLike<number>[], digits: number): number[][] {
  const causal = weights.length > 1 && weights.length === weights[0].length &&
    weights.every((row, query) => Array.from(row).slice(query + 1).every((weight) => weight === 0));
  return weights.map((row, query) => Array.from(row).slice(0, causal ? query + 1 : undefined)
    .map((weight) => Number((100 * weight).toFixed(digits))));
}

/** A category of its own for each position, since tokens come again. */
function unique(token: string, position: number): string {
  return `${tokenLabel(token)} (${position})`;
}
