import { requireCount, requireFinite, requireNotEmpty } from "./checks";
import { axis, figure, type Figure } from "./figure";
import { labelPlaces } from "./labelPlaces";
import { logAxis } from "./logAxis";
import { written } from "./numbers";
import { seriesStyle } from "./palette";
import { nameLabel, plotText, visibleName } from "./tokens";

/** One line: its name and its points; without x they stand at 0, 1, 2 … */
export interface Series {
  name: string;
  y: ArrayLike<number>;
  x?: ArrayLike<number>;
  /** Written beside the points, where there is room; "" for none. */
  labels?: readonly string[];
}

/** Pixels of the plotting area, about: the legend takes its part. */
const AREA = { width: 540, height: 300 };

/** How lines are drawn. */
export interface LinesOptions {
  title?: string;
  /** Names of the axes, with the unit. */
  x?: string;
  y?: string;
  /** Logarithmic axes; all their values must be positive. */
  logX?: boolean;
  logY?: boolean;
  /** Whether points are marked; by default when no line has more than 30. */
  markers?: boolean;
}

/**
 * Lines over one pair of axes, told apart by colour, dash and marker.
 * @throws RangeError where x and y differ in length, a value is not finite, or ≤ 0 on a logarithmic axis.
 */
export function lines(series: readonly Series[], options: LinesOptions = {}): Figure {
  requireNotEmpty("series", series);
  const { title, x = "x", y = "y", logX = false, logY = false } = options;
  series.forEach((line) => requireSeries(line, { logX, logY }));
  const markers = options.markers ?? series.every((line) => line.y.length <= 30);

  const places = placesOf(series, { logX, logY });
  const data = series.map((line, i) => {
    const { color, dash, symbol } = seriesStyle(i);
    const { labels } = line;
    return {
      type: "scatter", mode: `lines${markers ? "+markers" : ""}${labels ? "+text" : ""}`, name: plotText(line.name),
      ...(line.x ? { x: Array.from(line.x) } : {}), y: Array.from(line.y), line: { color, dash, width: 2.2 },
      ...(markers ? { marker: { symbol, size: 8 } } : {}),
      ...(labels ? {
        text: labels.map((text, at) => (places[i][at] ? nameLabel(text) : "")), cliponaxis: false,
        textposition: places[i].map((place) => place ?? "top center"), hovertext: labels.map((text) => text && nameLabel(text)),
      } : {}),
    };
  });
  return figure(data, {
    title,
    xaxis: axis(x, logX ? logAxis(series.flatMap((line) => Array.from(line.x ?? [])), { own: true }) : {}),
    yaxis: axis(y, logY ? logAxis(series.flatMap((line) => Array.from(line.y))) : {}),
    showlegend: series.length > 1,
  }, describe(series, { title, x, y }));
}

/** Where each label of each line goes; null where it finds no room. */
function placesOf(series: readonly Series[], { logX, logY }: { logX: boolean; logY: boolean }): (string | null)[][] {
  if (series.every(({ labels }) => !labels)) return [];
  const points = series.flatMap(({ x, y, labels }) => Array.from(y, (value, i) => ({
    x: logX ? Math.log(x![i]) : (x?.[i] ?? i), y: logY ? Math.log(value) : value, label: labels?.[i] ?? "",
  })));
  const within = (pixels: number, values: number[]): number[] => { // plotly leaves a twentieth free on each side
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => pixels * (0.05 + (0.9 * (value - low)) / (high - low || 1)));
  };
  const across = within(AREA.width, points.map(({ x }) => x));
  const up = within(AREA.height, points.map(({ y }) => y));
  const spots = points.map((_, i) => ({ x: across[i], y: up[i] }));
  const all = labelPlaces(spots, points.map(({ label }) => label), AREA);
  return series.map(({ y }) => all.splice(0, y.length));
}

function requireSeries({ name, x, y, labels }: Series, { logX, logY }: { logX: boolean; logY: boolean }): void {
  requireNotEmpty(`y of "${name}"`, y);
  requireFinite(`y of "${name}"`, y);
  if (x) {
    requireFinite(`x of "${name}"`, x);
    requireCount(`x of "${name}"`, x.length, y.length, "an x for every y");
  }
  if (labels) requireCount(`labels of "${name}"`, labels.length, y.length, "one for every point");
  if (logX && !x) throw new RangeError(`"${name}" has no x: expected one, as a logarithmic axis has no 0`);
  for (const [which, values] of [["x", logX ? x : undefined], ["y", logY ? y : undefined]] as const) {
    const bad = Array.from(values ?? []).find((value) => value <= 0);
    if (bad !== undefined) {
      throw new RangeError(`${which} of "${name}" holds ${bad}: expected values above 0 on a log axis`);
    }
  }
}

function describe(series: readonly Series[], { title = "Line plot", x, y }: { title?: string; x: string; y: string }):
string {
  const each = series.map(({ name, x: at, y: values, labels }) => {
    if (labels) {
      const point = (label: string, i: number): string =>
        `${written(values[i])} at ${written(at?.[i] ?? i)}${label ? ` (${visibleName(label)})` : ""}`;
      return `${name}: ${labels.map(point).join(", ")}`;
    }
    const last = values.length - 1;
    const all = Array.from(values);
    const ends = `from ${written(values[0])} at ${written(at?.[0] ?? 0)} to ${written(values[last])} at ` +
      written(at?.[last] ?? last);
    return `${name}: ${ends} (lowest ${written(all.reduce((a, b) => Math.min(a, b)))}, ` +
      `highest ${written(all.reduce((a, b) => Math.max(a, b)))})`;
  });
  return `${title}: ${y} against ${x}. ${each.join("; ")}.`;
}
