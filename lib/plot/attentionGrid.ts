import { nameRoom } from "./cells";
import { visibleToken } from "./tokens";

const WIDEST = 780; // pixels for the maps, so that a figure fits a notebook's column
const HIGHEST = 640; // one map alone
const ACROSS_GAP = 18;
const DOWN_GAP = 34; // holds the name of a map
const LETTER = 7.6;

/** Where each map of a grid of layers × heads stands, in plotly's fractions of the plotting area. */
export interface AttentionGrid {
  /** Pixels of one map. */
  width: number;
  height: number;
  /** Pixels between cells, and all the maps' height together. */
  gap: number;
  inner: number;
  keyAngle: number;
  /** Whether there is room to write every token at a map's side. */
  allNamed: boolean;
  outer: { width: number; height: number; margin: Record<string, number> };
  panel(layer: number, head: number): { x: [number, number]; y: [number, number] };
}

/** Square cells, as large as fits: up to 40 pixels for a few tokens, down to 2 in a 6 × 6 grid of 64 tokens. */
export function attentionGrid({ layers, heads, queries, keys, titled }: { layers: number; heads: number;
  queries: readonly string[]; keys: readonly string[]; titled: boolean }): AttentionGrid {
  const room = Math.min((WIDEST - ACROSS_GAP * (heads - 1)) / heads, HIGHEST);
  const cell = Math.max(1.5, Math.min(40, room / keys.length, Math.max(room, 200) / queries.length));
  const width = cell * keys.length;
  const height = cell * queries.length;
  const innerWidth = heads * width + (heads - 1) * ACROSS_GAP;
  const inner = layers * height + (layers - 1) * DOWN_GAP;
  const longestKey = longest(keys);
  const keysFlat = longestKey * LETTER <= Math.max(cell, 10);
  const below = 48 + (keysFlat ? 0 : LETTER * longestKey);
  const margin = { l: 44 + LETTER * longest(queries), r: 96, t: titled ? 74 : 34, b: below };
  return {
    width, height, inner, gap: cell >= 8 ? 1 : 0, keyAngle: keysFlat ? 0 : -90,
    allNamed: cell >= Math.max(nameRoom(queries), nameRoom(keys)),
    outer: {
      width: Math.round(innerWidth + margin.l + margin.r), height: Math.round(inner + margin.t + margin.b),
      margin,
    },
    panel(layer, head) {
      const left = (head * (width + ACROSS_GAP)) / innerWidth;
      const top = 1 - (layer * (height + DOWN_GAP)) / inner;
      return { x: [left, Math.min(1, left + width / innerWidth)], y: [Math.max(0, top - height / inner), top] };
    },
  };
}

function longest(tokens: readonly string[]): number {
  return tokens.reduce((most, token) => Math.max(most, visibleToken(token).length), 0);
}
