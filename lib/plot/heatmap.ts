import { cells, colorBar } from "./cells";
import { requireCount, requireMatrix } from "./checks";
import { figure, type Figure } from "./figure";
import { significant, written } from "./numbers";
import { colorScale, DIVERGING, SEQUENTIAL } from "./palette";
import { nameLabel, plotText, visibleName } from "./tokens";

/** How a heat map is labelled. */
export interface HeatmapOptions {
  title?: string;
  /** Names of the axes: what a row and what a column is. */
  y?: string;
  x?: string;
  /** Names of the single rows and columns (tokens, for instance); without them, their numbers from 0. */
  rows?: readonly string[];
  columns?: readonly string[];
  /** What the colour means. */
  value?: string;
  /** "diverging" (zero is white) when values of both signs occur, "sequential" otherwise. */
  scale?: "sequential" | "diverging";
  /** Whether the numbers are written into the cells; by default when there are at most 150 cells. */
  numbers?: boolean;
}

/**
 * A matrix as colours, row 0 at the top. `values`: [rows][columns].
 * @throws RangeError where the matrix is ragged or empty, holds NaN, or names and sizes differ.
 */
export function heatmap(values: readonly ArrayLike<number>[], options: HeatmapOptions = {}): Figure {
  const { rows, columns } = requireMatrix("values", values);
  const { title, y = "row", x = "column", value = "value", numbers = rows * columns <= 150 } = options;
  const rowNames = names("rows", options.rows, rows);
  const columnNames = names("columns", options.columns, columns);
  const matrix = values.map((row) => Array.from(row, (cell) => significant(cell, numbers ? 3 : 4)));
  const { low, high } = extremes(matrix);
  const diverging = (options.scale ?? (low < 0 && high > 0 ? "diverging" : "sequential")) === "diverging";
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const [from, to] = diverging ? [-reach, reach] : [Math.min(low, 0), Math.max(high, 0)];

  const cell = Math.min(48, Math.max(6, 560 / Math.max(columns, rows)));
  const gap = cell < 8 ? 0 : 1;
  const trace = {
    type: "heatmap", z: matrix, xgap: gap, ygap: gap, zmin: from, zmax: to === from ? from + 1 : to,
    colorscale: colorScale(diverging ? DIVERGING : SEQUENTIAL),
    colorbar: colorBar(value, rows * cell + 8),
    hovertemplate: `${plotText(y)} %{y}, ${plotText(x)} %{x}: %{z}<extra></extra>`,
    ...(numbers ? { texttemplate: "%{z}", textfont: { size: columns > 12 ? 9 : 12 } } : {}),
  };
  const width = Math.max(columns * Math.max(cell, numbers ? 34 : 0), 120);
  return figure([trace], {
    title,
    width: Math.min(900, Math.round(width + 230)),
    height: Math.round(Math.max(rows * cell, 60) + 140),
    margin: { l: 80, r: 24, t: title ? 52 : 20, b: 70 },
    xaxis: cells(x, columnNames, { label: nameLabel, pixels: width, automargin: true }),
    yaxis: cells(y, rowNames, { label: nameLabel, pixels: rows * cell, automargin: true, autorange: "reversed" }),
  }, describe(matrix, {
    title, y, x, value, rowNames: rowNames.map(visibleName), columnNames: columnNames.map(visibleName),
  }));
}

function names(argument: string, given: readonly string[] | undefined, count: number): string[] {
  if (given) requireCount(argument, given.length, count, `one for each of the values' ${argument}`);
  return given ? [...given] : Array.from({ length: count }, (_, i) => String(i));
}

function extremes(matrix: number[][]): { low: number; high: number } {
  const rows = matrix.map((row) => ({ low: Math.min(...row), high: Math.max(...row) }));
  return { low: Math.min(...rows.map(({ low }) => low)), high: Math.max(...rows.map(({ high }) => high)) };
}

function describe(matrix: number[][], { title = "Heat map", y, x, value, rowNames, columnNames }:
{ title?: string; y: string; x: string; value: string; rowNames: string[]; columnNames: string[] }): string {
  const { low, high } = extremes(matrix);
  const where = (wanted: number): string => {
    const row = matrix.findIndex((line) => line.includes(wanted));
    return `${y} "${rowNames[row]}", ${x} "${columnNames[matrix[row].indexOf(wanted)]}"`;
  };
  const size = `${matrix.length} × ${matrix[0].length} heat map, ${y} down and ${x} across`;
  const span = low === high
    ? `every ${value} is ${written(low)}`
    : `the largest ${value} is ${written(high)} (${where(high)}), the smallest ${written(low)} (${where(low)})`;
  const all = matrix.length * matrix[0].length <= 36
    ? ` Rows: ${matrix.map((row, i) => `"${rowNames[i]}" ${row.map((cell) => written(cell)).join(", ")}`).join("; ")}.`
    : "";
  return `${title}: ${size}; ${span}.${all}`;
}
