import { bareAxis, figure, label, type Figure } from "./figure";
import { labelPlaces, type Spot } from "./labelPlaces";
import { nameLabel, plotText } from "./tokens";

const SIDE = 560; // pixels of the square in which a space is drawn
const ELEVATION = (20 * Math.PI) / 180; // how far from above one looks
const START = 30; // degrees, so that no axis points straight away
const EDGE = 1.25; // of the square, where vectors reach to 1
const AXIS = "#8a8a8a";
const NAMES = "#5f5f5f";

/** Points that belong together: their numbers, and how they look. */
interface Look {
  ids: readonly number[];
  trace: Record<string, unknown> & { marker: Record<string, unknown> };
}

/** One side of a space: x to the right and y up, both in [−1, 1], and how near it is, from −1 to 1. */
interface Seen {
  x: number;
  y: number;
  near: number;
}

/** What changes as the space turns: for each trace, the axes' first. */
interface View {
  x: (number | null)[][];
  y: (number | null)[][];
  "marker.size": number[][];
  text: string[][];
  textposition: string[][];
}

/** The middle of the box around vectors, and how many pixels a unit has where it just fits, with room for labels. */
export function fitted(
  vectors: readonly number[][], { width, height }: { width: number; height: number },
): { middle: number[]; scale: number } {
  const bounds = vectors[0].map((_, column) => {
    const values = vectors.map((vector) => vector[column]);
    return { low: Math.min(...values), high: Math.max(...values) };
  });
  const spans = bounds.map(({ low, high }) => high - low);
  const scale = Math.min((width - 120) / spans[0], (height - 60) / spans[1]);
  return { middle: bounds.map(({ low, high }) => (low + high) / 2), scale: Number.isFinite(scale) ? scale : 1 };
}

/**
 * A vector turned by `angle` about the third axis and seen from ELEVATION above, without perspective:
 * right = x cos α − y sin α, back = x sin α + y cos α, then up = z cos ε + back sin ε.
 */
function seenFrom(angle: number, [x, y, z]: readonly number[]): Seen {
  const right = x * Math.cos(angle) - y * Math.sin(angle);
  const back = x * Math.sin(angle) + y * Math.cos(angle);
  return {
    x: right, y: z * Math.cos(ELEVATION) + back * Math.sin(ELEVATION),
    near: z * Math.sin(ELEVATION) - back * Math.cos(ELEVATION),
  };
}

/** Labelled points in space, which a slider turns: every view is drawn flat, which needs no graphics processor. */
export function turnable(
  vectors: readonly number[][],
  { looks, labels, axes, views: sides, title, alt }: { looks: readonly Look[]; labels: readonly string[];
    axes: readonly string[]; views: number; title?: string; alt: string },
): Figure {
  const { middle } = fitted(vectors, { width: SIDE, height: SIDE });
  const centred = vectors.map((vector) => vector.map((value, column) => value - middle[column]));
  const reach = Math.max(...centred.map((vector) => Math.hypot(...vector))) || 1;
  const inside = centred.map((vector) => vector.map((value) => value / reach));
  const ends = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const names = axes.flatMap((name) => ["", plotText(name), ""]);

  const view = (angle: number): View => {
    const seen = inside.map((vector) => seenFrom(angle, vector));
    const tips = ends.map((end) => seenFrom(angle, end));
    const pixels = ({ x, y }: Seen): Spot => ({ x: (SIDE / 2) * (1 + x / EDGE), y: (SIDE / 2) * (1 + y / EDGE) });
    const places = labelPlaces(seen.map(pixels), labels, { width: SIDE, height: SIDE });
    const groups = looks.map(({ ids }) => ids.map((id) => seen[id]));
    return {
      x: [tips.flatMap(({ x }) => [0, short(x), null]), ...groups.map((group) => group.map(({ x }) => short(x)))],
      y: [tips.flatMap(({ y }) => [0, short(y), null]), ...groups.map((group) => group.map(({ y }) => short(y)))],
      "marker.size": [[0], ...groups.map((group) => group.map(({ near }) => Math.round(9 + 4 * near)))],
      text: [names, ...looks.map(({ ids }) => ids.map((id) => (places[id] ? nameLabel(labels[id]) : "")))],
      textposition: [["top center"], ...looks.map(({ ids }) => ids.map((id) => places[id] ?? "top center"))],
    };
  };
  const turns = Array.from({ length: sides }, (_, i) => (360 / sides) * i);
  const views = turns.map((turn) => view(((START + turn) * Math.PI) / 180));
  const [first] = views;
  const of = (trace: number): Record<string, unknown> =>
    ({ x: first.x[trace], y: first.y[trace], text: first.text[trace], textposition: first.textposition[trace] });
  const lines = {
    ...of(0), type: "scatter", mode: "lines+text", line: { color: AXIS, width: 1.5 }, textposition: "top center",
    textfont: { color: NAMES, size: 12 }, hoverinfo: "skip", showlegend: false,
  };
  const traces = looks.map(({ trace }, i) => ({
    ...trace, ...of(i + 1), mode: "markers+text",
    marker: { ...trace.marker, size: first["marker.size"][i + 1], opacity: 1 },
  }));
  const above = title ? 52 : 16;
  return figure([lines, ...traces], {
    title, width: SIDE + 180, height: SIDE + above + 88, margin: { l: 12, r: 168, t: above, b: 88 },
    xaxis: bareAxis(-EDGE, EDGE), yaxis: bareAxis(-EDGE, EDGE),
    ...(looks.length > 1 ? { legend: { itemsizing: "constant" } } : {}),
    sliders: [{
      active: 0, currentvalue: { prefix: "turned by " }, pad: { t: 12 },
      steps: views.map((args, i) => ({ method: "restyle", label: `${turns[i]}°`, args: [args] })),
    }],
    annotations: [label(0, -EDGE, "larger markers are nearer", { font: { size: 12 }, yanchor: "bottom" })],
  }, alt);
}

/** Three decimal digits: less than half a pixel. */
function short(value: number): number {
  return Number(value.toFixed(3));
}
