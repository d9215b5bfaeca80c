import { board, box, type Drawing, words } from "./board";
import { requireCount, requireFinite, requireNotEmpty } from "./checks";
import type { Figure } from "./figure";
import { percent } from "./numbers";
import { INK, SEQUENTIAL, SERIES } from "./palette";
import { plotText, tokenLabel, visibleToken } from "./tokens";

const WIDEST = 780;
const HEIGHT = 34;
const LINE = 66; // a line of boxes with the percentages below

/** A sentence as one of its tokens sees it. */
export interface AttentionRow {
  /** Written above the sentence. */
  name?: string;
  tokens: readonly string[];
  /** The weights of the query's row, one for each token. */
  weights: ArrayLike<number>;
  /** Which token is looking, counted from 0. */
  query: number;
}

/**
 * What one token looks at: the sentence as boxes, darker for more weight, the looking token framed. Several rows stand
 * below each other, to compare one word in two contexts.
 *
 * @throws RangeError where weights and tokens differ in number, a weight lies outside [0, 1], or query is no token.
 */
export function attentionFrom(rows: readonly AttentionRow[], { title }: { title?: string } = {}): Figure {
  requireNotEmpty("rows", rows);
  rows.forEach(requireRow);
  const drawing: Drawing = { shapes: [], annotations: [] };
  let top = 0;
  let right = 0;
  for (const { name, tokens, weights, query } of rows) {
    if (name) {
      drawing.annotations.push(words(4, top + 12, `<b>${plotText(name)}</b>`, { xanchor: "left" }));
      top += 26;
    }
    let left = 4;
    tokens.forEach((token, i) => {
      const width = Math.max(24, 14 + 8.2 * visibleToken(token).length);
      if (left + width > WIDEST) {
        left = 4;
        top += LINE;
      }
      const share = Math.min(1, Math.max(0, weights[i]));
      const step = Math.round(share * (SEQUENTIAL.length - 1));
      const frame = i === query ? { color: SERIES[1].color, width: 3.5 } : { color: "#bbbbbb" };
      drawing.shapes.push(box(left, top, width - 3, HEIGHT, SEQUENTIAL[step], frame));
      drawing.annotations.push(words(left + (width - 3) / 2, top + HEIGHT / 2, tokenLabel(token),
        { font: { size: 14, color: step >= 5 ? "#ffffff" : INK } }));
      if (share >= 0.05) {
        drawing.annotations.push(words(left + (width - 3) / 2, top + HEIGHT + 12,
          `${Math.round(100 * share)}${width > 40 ? " %" : ""}`, { font: { size: 11 } }));
      }
      left += width;
      right = Math.max(right, left);
    });
    top += LINE;
  }
  return board(drawing, { width: Math.max(right + 4, 240), height: top, title, alt: describe(rows, title) });
}

function requireRow({ tokens, weights, query }: AttentionRow, at: number): void {
  requireNotEmpty(`rows[${at}].tokens`, tokens);
  requireCount(`rows[${at}].weights`, weights.length, tokens.length, "one weight for each token");
  requireFinite(`rows[${at}].weights`, weights);
  const bad = Array.from(weights).find((weight) => weight < -1e-6 || weight > 1 + 1e-3);
  if (bad !== undefined) {
    throw new RangeError(`rows[${at}].weights holds ${bad}: expected weights in [0, 1] (pass weights, not scores)`);
  }
  if (!(Number.isInteger(query) && query >= 0 && query < tokens.length)) {
    throw new RangeError(`rows[${at}].query is ${query}: expected the index of one of ${tokens.length} tokens`);
  }
}

function describe(rows: readonly AttentionRow[], title = "What a token looks at"): string {
  const each = rows.map(({ name, tokens, weights, query }) => {
    const order = tokens.map((_, i) => i).sort((a, b) => weights[b] - weights[a]).slice(0, 3);
    const top = order.map((i) => `"${visibleToken(tokens[i])}" (${i}) ${percent(weights[i])}`).join(", ");
    return `${name ? `${name}: ` : ""}"${visibleToken(tokens[query])}" (${query}) looks most at ${top}`;
  });
  return `${title}: ${each.join("; ")}.`;
}
