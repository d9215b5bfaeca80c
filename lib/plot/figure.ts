import { significant } from "./numbers";
import { GRID, INK } from "./palette";
import { titled, type TitledLayout } from "./title";
import { plotText } from "./tokens";

/** A plotly figure with a text alternative that says what it shows. */
export interface Figure {
  data: object[];
  layout: object;
  alt: string;
}

type Settings = Record<string, unknown>;

/** The figure of `data` in the course's plain style; numbers keep 4 significant digits, so that files stay small. */
export function figure(
  data: object[], layout: Settings & Partial<TitledLayout> & { title?: string }, alt: string,
): Figure {
  const { title, ...rest } = layout;
  const style = {
    width: 760,
    height: 380,
    margin: { l: 64, r: 24, t: title ? 52 : 20, b: 56 },
    font: { family: "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif", size: 13, color: INK },
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    ...rest,
  };
  const complete = title ? titled(style, title) : style;
  return { data: rounded(data) as object[], layout: rounded(complete) as object, alt };
}

/** An axis with a name, light grid lines and outside ticks. */
export function axis(name: string, more: Settings = {}): Settings {
  return {
    title: { text: plotText(name), standoff: 10 },
    gridcolor: GRID,
    linecolor: INK,
    ticks: "outside",
    tickcolor: INK,
    ticklen: 4,
    zeroline: false,
    automargin: true,
    ...more,
  };
}

/** An axis that is only a drawing board from `from` to `to`. */
export function bareAxis(from: number, to: number, more: Settings = {}): Settings {
  return { visible: false, range: [from, to], fixedrange: true, ...more };
}

/** Text on a figure without an arrow; position in data coordinates unless told otherwise. */
export function label(x: number, y: number, text: string, more: Settings = {}): Settings {
  return { x, y, text, showarrow: false, ...more };
}

function rounded(value: unknown): unknown {
  if (typeof value === "number") return significant(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (value !== null && typeof value === "object") {
    // An axis's range stays exact: the rounded ends of a narrow one would stretch it.
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === "range" ? inner : rounded(inner)]));
  }
  return value;
}
