import { arrow, board, box, type Drawing, words } from "./board";
import { requireCount, requireFinite, requireNotEmpty } from "./checks";
import type { Figure } from "./figure";
import { written } from "./numbers";
import { SERIES } from "./palette";
import { plotText } from "./tokens";

const CELL = 38;
const SHEET_GAP = 34;
const MOST = 12; // cells along an axis that can still be read
const LEFT = 74;
const TOP = 64;

/** How a tensor is drawn. */
export interface TensorAxesOptions {
  title?: string;
  /** The values in row-major order, written into the cells. */
  values?: ArrayLike<number>;
  /** An index whose cell is coloured. */
  highlight?: readonly number[];
}

/**
 * A tensor as cells with its axes named: rank 1 a row, rank 2 a table, rank 3 one table after another.
 *
 * `tensorAxes([2, 3, 4], ["batch", "time", "hidden"])`.
 * @throws RangeError for other ranks, for an axis longer than 12, and where names, values or highlight do not fit.
 */
export function tensorAxes(
  shape: readonly number[], names: readonly string[], { title, values, highlight }: TensorAxesOptions = {},
): Figure {
  requireShape(shape, names, values, highlight);
  const [sheets, rows, columns] = [1, 1, 1, ...shape].slice(-3);
  const drawing: Drawing = { shapes: [], annotations: [] };
  const left = (sheet: number): number => LEFT + sheet * (columns * CELL + SHEET_GAP);
  for (let sheet = 0; sheet < sheets; sheet++) {
    if (shape.length === 3) {
      drawing.annotations.push(words(left(sheet) + (columns * CELL) / 2, TOP + rows * CELL + 14,
        `${plotText(names[0])} ${sheet}`));
    }
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const isMarked = highlight !== undefined &&
          [sheet, row, column].slice(-shape.length).every((at, axis) => at === highlight[axis]);
        const x = left(sheet) + column * CELL;
        const y = TOP + row * CELL;
        drawing.shapes.push(box(x, y, CELL, CELL, isMarked ? SERIES[0].color : "#ffffff"));
        const value = values?.[(sheet * rows + row) * columns + column];
        if (value !== undefined) {
          drawing.annotations.push(words(x + CELL / 2, y + CELL / 2, written(value, 2),
            { font: { size: 12, ...(isMarked ? { color: "#ffffff" } : {}) } }));
        }
      }
    }
  }
  const width = left(sheets - 1) + columns * CELL;
  const size = (axis: number): string => `<b>${plotText(names[axis])}</b>: ${shape[axis]}`;
  const last = shape.length - 1;
  drawing.annotations.push(arrow([LEFT, TOP - 12], [LEFT + columns * CELL, TOP - 12]),
    words(LEFT, TOP - 14, size(last), { xanchor: "left", yanchor: "bottom" }));
  if (shape.length >= 2) {
    drawing.annotations.push(arrow([LEFT - 12, TOP], [LEFT - 12, TOP + rows * CELL]),
      words(LEFT - 30, TOP + (rows * CELL) / 2, size(last - 1), { textangle: -90 }));
  }
  if (shape.length === 3) {
    drawing.annotations.push(arrow([LEFT, TOP + rows * CELL + 28], [width, TOP + rows * CELL + 28]),
      words((LEFT + width) / 2, TOP + rows * CELL + 42, size(0)));
  }
  return board(drawing, {
    width: Math.max(width + 24, 260), height: TOP + rows * CELL + (shape.length === 3 ? 58 : 12), title,
    alt: describe(shape, names, { title, values, highlight }),
  });
}

function requireShape(
  shape: readonly number[], names: readonly string[], values?: ArrayLike<number>, highlight?: readonly number[],
): void {
  requireNotEmpty("shape", shape);
  if (shape.length > 3) throw new RangeError(`shape has rank ${shape.length}: expected at most 3 to be drawn`);
  const bad = shape.find((size) => !Number.isInteger(size) || size < 1 || size > MOST);
  if (bad !== undefined) throw new RangeError(`shape holds ${bad}: expected 1 to ${MOST} cells along an axis`);
  requireCount("names", names.length, shape.length, "one name for each axis");
  if (values) {
    requireCount("values", values.length, shape.reduce((a, b) => a * b, 1), "one value for each cell");
    requireFinite("values", values);
  }
  if (highlight) {
    requireCount("highlight", highlight.length, shape.length, "one index for each axis");
    const axis = highlight.findIndex((at, i) => !Number.isInteger(at) || at < 0 || at >= shape[i]);
    if (axis >= 0) {
      throw new RangeError(`highlight[${axis}] is ${highlight[axis]}: expected a cell, 0 to ${shape[axis] - 1}`);
    }
  }
}

function describe(shape: readonly number[], names: readonly string[],
  { title = "A tensor's axes", values, highlight }: TensorAxesOptions): string {
  const axes = shape.map((size, i) => `${names[i]} ${size}`).join(", ");
  const numbers = Array.from(values ?? [], (value) => written(value, 2)).join(", ");
  const all = values ? ` Values in row-major order: ${numbers}.` : "";
  const marked = highlight ? ` Coloured: index [${highlight.join(", ")}].` : "";
  return `${title}: shape [${shape.join(", ")}] (${axes}), ${shape.reduce((a, b) => a * b, 1)} cells.${marked}${all}`;
}
