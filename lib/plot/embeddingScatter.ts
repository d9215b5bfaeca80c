import { requireCount, requireMatrix } from "./checks";
import { axis, figure, type Figure } from "./figure";
import { labelPlaces } from "./labelPlaces";
import { written } from "./numbers";
import { seriesStyle } from "./palette";
import { nameLabel, visibleName } from "./tokens";
import { fitted, turnable } from "./turnable";

const MOST = { flat: 500, turning: 150 }; // points: in a space, every view has them all
const FLAT = { width: 640, height: 460 }; // pixels of the plotting area

/** How an embedding scatter is labelled. */
export interface EmbeddingScatterOptions {
  /** The group of each point, told apart by colour and marker. */
  groups?: readonly string[];
  title?: string;
  /** What the columns are, such as "first principal component". */
  axes?: readonly string[];
  /** From how many sides a space is drawn, 24 unless told otherwise: each view has all points, so fewer make a smaller file. */
  views?: number;
}

/**
 * Vectors as labelled points: of 2 numbers in the plane, of 3 in a space that a slider turns. All axes have one scale,
 * so that distances can be compared. Labels that find no room are seen when one points at the marker.
 *
 * `points`: [count][2 or 3], `labels[i]` and `groups[i]` belong to `points[i]`. The space is drawn flat from all sides,
 * nearer points larger: as a still picture it shows the first side.
 * @throws RangeError where points are not 2 or 3 numbers each, names differ in number from them, views are fewer than 4,
 * or there are too many points (over 500 in the plane, 150 in space).
 */
export function embeddingScatter(
  points: readonly ArrayLike<number>[], labels: readonly string[], options: EmbeddingScatterOptions = {},
): Figure {
  const { rows, columns } = requireMatrix("points", points);
  if (columns !== 2 && columns !== 3) {
    throw new RangeError(`points have ${columns} columns: expected 2 or 3 (project them first, for instance by PCA)`);
  }
  const most = columns === 2 ? MOST.flat : MOST.turning;
  if (rows > most) throw new RangeError(`points has ${rows} rows: expected at most ${most} to be told apart`);
  requireCount("labels", labels.length, rows, "one for each point");
  const { groups, title, axes = Array.from({ length: columns }, (_, i) => `component ${i + 1}`), views = 24 } = options;
  if (!Number.isInteger(views) || views < 4) throw new RangeError(`views is ${views}: give a whole number of sides, 4 at least`);
  if (groups) requireCount("groups", groups.length, rows, "one for each point");
  requireCount("axes", axes.length, columns, "a name for each column");

  const vectors = points.map((point) => Array.from(point));
  const members = membersOf(groups ?? vectors.map(() => ""));
  const alt = describe(vectors, labels, { members, title, axes });
  const looks = [...members].map(([group, ids], i) => {
    const { color, symbol } = seriesStyle(i);
    return { ids, trace: { type: "scatter", name: nameLabel(group), showlegend: members.size > 1,
      hovertext: ids.map((id) => nameLabel(labels[id])), hoverinfo: "text", textfont: { size: 12 },
      marker: { color, symbol, size: 9, line: { color: "#ffffff", width: 1 } } } };
  });
  if (columns === 3) return turnable(vectors, { looks, labels, axes, views, title, alt });

  const { scale, middle } = fitted(vectors, FLAT);
  const spots = vectors.map(([x, y]) => ({
    x: FLAT.width / 2 + (x - middle[0]) * scale, y: FLAT.height / 2 + (y - middle[1]) * scale,
  }));
  const places = labelPlaces(spots, labels, FLAT);
  const range = (column: number, pixels: number): number[] =>
    [middle[column] - pixels / 2 / scale, middle[column] + pixels / 2 / scale];
  return figure(looks.map(({ ids, trace }) => ({
    ...trace, mode: "markers+text", x: ids.map((id) => vectors[id][0]), y: ids.map((id) => vectors[id][1]),
    text: ids.map((id) => (places[id] ? nameLabel(labels[id]) : "")),
    textposition: ids.map((id) => places[id] ?? "top center"),
  })), {
    title, width: FLAT.width + 180, height: FLAT.height + (title ? 108 : 76),
    margin: { l: 64, r: 116, t: title ? 52 : 20, b: 56 },
    xaxis: axis(axes[0], { range: range(0, FLAT.width) }),
    yaxis: axis(axes[1], { range: range(1, FLAT.height) }),
  }, alt);
}

/** The points of each group by their numbers, groups in the order of their first points. */
function membersOf(groups: readonly string[]): Map<string, number[]> {
  const members = new Map<string, number[]>();
  groups.forEach((group, i) => members.set(group, [...(members.get(group) ?? []), i]));
  return members;
}

function describe(vectors: number[][], labels: readonly string[], { members, title = "Embeddings", axes }:
{ members: Map<string, number[]>; title?: string; axes: readonly string[] }): string {
  const each = [...members].map(([group, ids]) => {
    const shown = ids.slice(0, 40).map((id) =>
      `"${visibleName(labels[id])}" (${vectors[id].map((value) => written(value, 2)).join(", ")})`);
    const more = ids.length > 40 ? ` and ${ids.length - 40} more` : "";
    return `${group ? `${visibleName(group)}: ` : ""}${shown.join(", ")}${more}`;
  });
  return `${title}: ${vectors.length} points by ${axes.join(", ")}. ${each.join("; ")}.`;
}
