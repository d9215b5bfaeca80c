import { requireCount, requireFinite, requireNotEmpty } from "./checks";
import { axis, figure, type Figure } from "./figure";
import { written } from "./numbers";
import { seriesStyle } from "./palette";
import { nameLabel, plotText, visibleName } from "./tokens";

/** How bars are labelled. */
export interface BarsOptions {
  title?: string;
  /** What the bars are (the axis of the names) and what their length means, with its unit. */
  x?: string;
  y?: string;
  /** Logarithmic lengths; all must be positive. */
  logY?: boolean;
}

const ABOVE = { textposition: "outside", cliponaxis: false };
const LEGEND = { orientation: "h", x: 1, xanchor: "right", y: 1.02, yanchor: "bottom" };

/**
 * One bar for each name, few with their values above.
 * @throws RangeError where names and values differ in number, or a value is not finite.
 */
export function bars(values: ArrayLike<number>, names: readonly string[], options: BarsOptions = {}): Figure {
  return groupedBars([{ name: options.y ?? "value", values }], names, options);
}

/**
 * Bars side by side for each name, one of each group; groups differ in colour and hatching.
 * @throws RangeError where a group has another number of values than there are names, or a value is not finite.
 */
export function groupedBars(
  groups: readonly { name: string; values: ArrayLike<number> }[], names: readonly string[], options: BarsOptions = {},
): Figure {
  requireNotEmpty("groups", groups);
  requireNotEmpty("names", names);
  const { title, x = "", y = "value", logY = false } = options;
  for (const { name, values } of groups) {
    requireCount(`"${name}"`, values.length, names.length, "one value for each name");
    requireFinite(`"${name}"`, values);
    const bad = logY ? Array.from(values).find((value) => value <= 0) : undefined;
    if (bad !== undefined) throw new RangeError(`"${name}" holds ${bad}: expected values above 0 on a log axis`);
  }

  const few = groups.length * names.length <= 24;
  const positions = names.map((_, i) => i);
  const data = groups.map(({ name, values }, i) => {
    const { color, pattern } = seriesStyle(i);
    return {
      type: "bar", name: plotText(name), x: positions, y: Array.from(values),
      marker: pattern ? { color, pattern: { shape: pattern, bgcolor: color, fgcolor: "#ffffff", size: 7 } } : { color },
      hovertemplate: "%{x}: %{y}",
      ...(few ? { text: Array.from(values, (value) => written(value)), ...ABOVE } : {}),
    };
  });
  return figure(data, {
    title,
    bargap: 0.25,
    bargroupgap: 0.08,
    xaxis: {
      title: { text: plotText(x) }, tickmode: "array", tickvals: positions, ticktext: names.map(nameLabel),
      showgrid: false, zeroline: false, automargin: true,
    },
    yaxis: axis(y, logY ? { type: "log", dtick: 1 } : {}),
    ...(groups.length > 1 ? { legend: LEGEND } : { showlegend: false }),
  }, `${title ?? "Bars"}: ${y}${x ? ` by ${x}` : ""}. ` + groups.map(({ name, values }) =>
    (groups.length > 1 ? `${name}: ` : "") +
    names.map((label, i) => `${visibleName(label)} ${written(values[i])}`).join(", ")).join("; ") + ".");
}
