import { cells } from "./cells";
import { requireCount, requireMatrix } from "./checks";
import { figure, type Figure } from "./figure";
import { BLANK, SERIES } from "./palette";
import { visibleToken } from "./tokens";

/**
 * A mask as a picture: blue with a tick where a query (row) may look at a key (column), grey where it may not.
 *
 * `mask`: [query][key], true or 1 = may look.
 * @throws RangeError where it holds other values, or tokens and sizes differ.
 */
export function maskMap(
  mask: readonly ArrayLike<number | boolean>[], tokens: readonly string[],
  { title, keys = tokens }: { title?: string; keys?: readonly string[] } = {},
): Figure {
  const matrix = mask.map((row) => Array.from(row, Number));
  const { rows, columns } = requireMatrix("mask", matrix);
  requireCount("tokens", tokens.length, rows, "one for each row of the mask");
  requireCount(keys === tokens ? "tokens" : "keys", keys.length, columns, "one for each column of the mask");
  const odd = matrix.flat().find((value) => value !== 0 && value !== 1);
  if (odd !== undefined) {
    throw new RangeError(`mask holds ${odd}: expected true and false (1 and 0), true = may look`);
  }

  const cell = Math.max(10, Math.min(34, 520 / Math.max(rows, columns)));
  const trace = {
    type: "heatmap", z: matrix, zmin: 0, zmax: 1, xgap: 1, ygap: 1, showscale: false,
    colorscale: [[0, BLANK], [1, SERIES[0].color]],
    ...(cell < 18 ? {} : { text: matrix.map((row) => row.map((open) => (open ? "✓" : ""))), texttemplate: "%{text}" }),
    hovertemplate: "query %{y}, key %{x}: %{z}<extra></extra>",
  };
  const [width, height] = [columns * cell, rows * cell];
  return figure([trace], {
    title, width: Math.round(Math.max(width, 120) + 150), height: Math.round(height + 150),
    margin: { l: 110, r: 40, t: title ? 52 : 16, b: 90 },
    xaxis: cells("key →", keys, { pixels: width, automargin: true }),
    yaxis: cells("← query", tokens, { pixels: height, automargin: true, autorange: "reversed" }),
  }, `${title ?? "Mask"}: queries downwards, keys across. ` + matrix.map((row, query) => {
    const open = row.flatMap((value, key) => (value ? [`"${visibleToken(keys[key])}"`] : []));
    return `"${visibleToken(tokens[query])}" may look at ${open.length === columns ? "everything" :
      open.length === 0 ? "nothing" : open.length > 8 ? `${open.length} of ${columns} keys` : open.join(", ")}`;
  }).join("; ") + ".");
}
