import { arrow, board, box, type Drawing, words } from "./board";
import type { Figure } from "./figure";
import { type GraphNode, placeNodes } from "./graphLayout";
import { written } from "./numbers";
import { GRADIENT_INK, SERIES } from "./palette";
import { plotText } from "./tokens";

export type { GraphNode } from "./graphLayout";

const BOX = { width: 124, height: 72 };
const STEP = { x: 216, y: 104 };
const EDGE = 12;

/**
 * A computation as boxes and arrows: each number with its value (computed forwards) and its gradient (backwards).
 *
 * Nodes are given in any order; an arrow bears the local derivative where `local` gives it.
 * @throws RangeError where a name comes twice or is missing, nodes form a circle, or derivatives do not fit the inputs.
 */
export function computationGraph(nodes: readonly GraphNode[], { title }: { title?: string } = {}): Figure {
  const places = placeNodes(nodes);
  const corner = (name: string): { left: number; middle: number } => {
    const { column, row } = places.get(name) ?? { column: 0, row: 0 };
    return { left: EDGE + column * STEP.x, middle: EDGE + row * STEP.y + BOX.height / 2 };
  };
  const drawing: Drawing = { shapes: [], annotations: [] };
  for (const node of nodes) {
    const { left, middle } = corner(node.name);
    const isGiven = (node.inputs ?? []).length === 0;
    drawing.shapes.push(box(left, middle - BOX.height / 2, BOX.width, BOX.height, isGiven ? "#f4f4f4" : "#ffffff"));
    drawing.annotations.push(words(left + BOX.width / 2, middle, nodeText(node)));
    node.inputs?.forEach((input, i) => {
      const from = corner(input);
      const spread = ((node.inputs?.length ?? 1) - 1) / 2;
      const end: [number, number] = [left, middle + (i - spread) * 22];
      drawing.annotations.push(arrow([from.left + BOX.width, from.middle], end, { standoff: 2 }));
      if (node.local) {
        drawing.annotations.push(words((from.left + BOX.width + left) / 2, (from.middle + end[1]) / 2,
          `∂${plotText(node.name)}/∂${plotText(input)} = ${written(node.local[i])}`,
          { bgcolor: "#ffffff", borderpad: 1, font: { size: 11 } }));
      }
    });
  }
  const columns = Math.max(...[...places.values()].map(({ column }) => column));
  const rows = Math.max(...[...places.values()].map(({ row }) => row));
  return board(drawing, {
    width: 2 * EDGE + columns * STEP.x + BOX.width, height: 2 * EDGE + rows * STEP.y + BOX.height, title,
    alt: describe(nodes, title),
  });
}

function nodeText({ name, value, gradient, operation }: GraphNode): string {
  const heading = `<b>${plotText(name)}</b>${operation ? ` = ${plotText(operation)}` : ""}`;
  const below = `<span style="color:${SERIES[0].color}">value ${written(value)}</span>`;
  const last = gradient === undefined ? "" :
    `<br><span style="color:${GRADIENT_INK}">gradient ${written(gradient)}</span>`;
  return `${heading}<br>${below}${last}`;
}

function describe(nodes: readonly GraphNode[], title = "Computation graph"): string {
  const each = nodes.map(({ name, value, gradient, operation, inputs = [], local }) =>
    `${name}${operation ? ` = ${operation}` : ""}: value ${written(value)}` +
    (gradient === undefined ? "" : `, gradient ${written(gradient)}`) +
    (inputs.length === 0 ? "" : `, from ${inputs.map((input, i) =>
      input + (local ? ` (local derivative ${written(local[i])})` : "")).join(" and ")}`));
  return `${title}: ${each.join("; ")}.`;
}
