import { bareAxis, figure, type Figure } from "./figure";
import { INK } from "./palette";

type Settings = Record<string, unknown>;

/** A drawing: shapes and texts at pixels from the top left corner. */
export interface Drawing {
  shapes: Settings[];
  annotations: Settings[];
}

/** A drawing of so many pixels as a figure. */
export function board(
  { shapes, annotations }: Drawing, { width, height, title, alt }:
  { width: number; height: number; title?: string; alt: string },
): Figure {
  const top = title ? 48 : 8;
  // Plotly draws shapes and annotations without data too, but Lab's renderer wants one trace to draw axes for.
  const nothing = { type: "scatter", x: [0], y: [0], mode: "markers", opacity: 0, hoverinfo: "skip" };
  return figure([nothing], {
    title, width: Math.round(width + 16), height: Math.round(height + top + 8), margin: { l: 8, r: 8, t: top, b: 8 },
    xaxis: bareAxis(0, width), yaxis: bareAxis(height, 0), showlegend: false, shapes, annotations,
  }, alt);
}

/** A filled box. */
export function box(x: number, y: number, width: number, height: number, fill: string, line: Settings = {}): Settings {
  return {
    type: "rect", x0: x, x1: x + width, y0: y, y1: y + height, fillcolor: fill,
    line: { color: INK, width: 1, ...line },
  };
}

/** Text centred on a point, unless told otherwise. */
export function words(x: number, y: number, text: string, more: Settings = {}): Settings {
  return { x, y, text, showarrow: false, xanchor: "center", yanchor: "middle", ...more };
}

/** An arrow from one point to another. */
export function arrow(from: [number, number], to: [number, number], more: Settings = {}): Settings {
  return {
    x: to[0], y: to[1], ax: from[0], ay: from[1], xref: "x", yref: "y", axref: "x", ayref: "y", text: "",
    showarrow: true, arrowhead: 2, arrowsize: 1, arrowwidth: 1.5, arrowcolor: INK, ...more,
  };
}
