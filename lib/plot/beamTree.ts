import type { Beam } from "../sampling";
import { arrow, board, box, type Drawing, words } from "./board";
import { type BeamNode, growBeams } from "./beamTreeLayout";
import type { Figure } from "./figure";
import { columnsOf } from "./glyphs";
import { written } from "./numbers";
import { BLANK, INK, SERIES } from "./palette";
import { plotText, tokenLabel, visibleToken } from "./tokens";

const BOX = 36; // pixels of a box's height
const ROW = 44;
const BETWEEN = 26; // columns, for the lines from parent to child
const HEADING = 28;
const NOTE = 30;
const WIDEST = 780;
const FAINT = "#5f5f5f";

/**
 * A beam search as a tree: after how many tokens which texts were kept, each with its ln P in nats.
 *
 * `steps[t]`: texts of t + 1 tokens, best first, of which the first `beams` were kept (all unless told otherwise); the
 * others were looked at and dropped, which is drawn in grey. The best text of the last step is drawn in blue.
 * `tokens[id]` names an id.
 * @throws RangeError where a text does not continue a kept text of the step before, has no token's id, comes twice, or
 * where the tree is wider than a notebook.
 */
export function beamTree(
  steps: readonly (readonly Beam[])[], tokens: readonly string[],
  { beams = Infinity, prompt = "prompt", title }: { beams?: number; prompt?: string; title?: string } = {},
): Figure {
  const { root, nodes, rows } = growBeams(steps, { beams, vocabularySize: tokens.length });
  const columns = [prompt, ...steps.map((_, step) => String(step + 1))].map((heading, column) => {
    const names = nodes.filter((node) => node.column === column).map(({ text }) => visibleToken(tokens[lastOf(text)]));
    const letters = Math.max(...names.map(columnsOf), 0);
    return { heading, width: Math.max(52, 14 + 8.5 * letters, column === 0 ? 16 + 8 * columnsOf(prompt) : 0), left: 0 };
  });
  columns.forEach((column, i) => {
    if (i > 0) column.left = columns[i - 1].left + columns[i - 1].width + BETWEEN;
  });
  const last = columns[columns.length - 1];
  if (last.left + last.width > WIDEST) {
    throw new RangeError(`steps has ${steps.length} entries: expected what a notebook's width holds, draw fewer`);
  }

  const drawing: Drawing = { shapes: [], annotations: [] };
  const middle = (node: BeamNode): number => HEADING + node.row * ROW + BOX / 2;
  const put = (node: BeamNode, text: string): void => {
    const { left, width } = columns[node.column];
    const look = node.best
      ? { fill: SERIES[0].color, ink: "#ffffff", line: {} }
      : node.kept ? { fill: "#ffffff", ink: INK, line: { width: 1.5 } }
      : { fill: BLANK, ink: FAINT, line: { color: FAINT, dash: "dot" } };
    drawing.shapes.push(box(left, middle(node) - BOX / 2, width, BOX, look.fill, look.line));
    drawing.annotations.push(words(left + width / 2, middle(node), text, { font: { size: 13, color: look.ink } }));
    for (const child of node.children) {
      const from: [number, number] = [left + width, middle(node)];
      const line = child.best
        ? { arrowwidth: 3, arrowcolor: SERIES[0].color }
        : { arrowcolor: child.kept ? INK : "#aaaaaa" };
      drawing.annotations.push(arrow(from, [columns[child.column].left, middle(child)], { arrowhead: 0, ...line }));
    }
  };
  put(root, plotText(prompt));
  for (const node of nodes) {
    const { logProbability } = node.text;
    put(node, `<b>${tokenLabel(tokens[lastOf(node.text)])}</b><br>${written(logProbability)}`);
  }
  columns.slice(1).forEach(({ left, width, heading }) => {
    drawing.annotations.push(words(left + width / 2, HEADING / 2 - 2, heading));
  });
  const bottom = HEADING + rows * ROW;
  const dropped = nodes.some(({ kept }) => !kept) ? ", grey: dropped" : "";
  const note = `across: new tokens; in a box: token and ln P of the text up to it; blue: the best in the end${dropped}`;
  drawing.annotations.push(words(0, bottom + NOTE / 2, note, { xanchor: "left", align: "left", font: { size: 12 } }));
  return board(drawing, {
    width: Math.max(last.left + last.width, 6.6 * note.length), height: bottom + NOTE, title,
    alt: describe(nodes, tokens, { steps: steps.length, title }),
  });
}

function lastOf({ ids }: Beam): number {
  return ids[ids.length - 1];
}

function describe(
  nodes: readonly BeamNode[], tokens: readonly string[],
  { steps, title = "Beam search" }: { steps: number; title?: string },
): string {
  const said = ({ text: { ids, logProbability } }: BeamNode): string =>
    `"${ids.map((id) => visibleToken(tokens[id])).join("")}" ${written(logProbability)}`;
  const each = Array.from({ length: steps }, (_, step) => {
    const level = nodes.filter(({ column }) => column === step + 1);
    const dropped = level.filter((node) => !node.kept);
    const kept = level.filter((node) => node.kept).map(said).join(", ");
    return `${step + 1} ${step === 0 ? "token" : "tokens"}: kept ${kept}` +
      (dropped.length > 0 ? `; dropped ${dropped.map(said).join(", ")}` : "");
  });
  return `${title}, with ln P in nats after ${each.join(". ")}.`;
}
