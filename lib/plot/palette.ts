/**
 * How the n-th series of a plot looks: a colour, and a dash, marker and hatching that tell it apart in grey print.
 * Source: Okabe and Ito, "Color Universal Design" (2008); their yellow is left out, too faint for lines on white.
 */
export const SERIES: readonly SeriesStyle[] = [
  { color: "#0072b2", dash: "solid", symbol: "circle", pattern: "" },
  { color: "#d55e00", dash: "dash", symbol: "diamond", pattern: "/" },
  { color: "#009e73", dash: "dot", symbol: "square", pattern: "x" },
  { color: "#cc79a7", dash: "dashdot", symbol: "triangle-up", pattern: "." },
  { color: "#000000", dash: "longdash", symbol: "cross", pattern: "-" },
  { color: "#56b4e9", dash: "longdashdot", symbol: "triangle-down", pattern: "\\" },
  { color: "#e69f00", dash: "2px 4px 8px 4px", symbol: "star", pattern: "|" },
];

/** The look of one series. */
export interface SeriesStyle {
  color: string;
  dash: string;
  symbol: string;
  pattern: string;
}

/** Gradients, dark enough for small print. */
export const GRADIENT_INK = "#a84300";

/** Text, grid lines, the ground of cells that hold nothing. */
export const INK = "#222222";
export const GRID = "#e6e6e6";
export const BLANK = "#ececec";

/**
 * Grounds for black letters, to be taken by turns: neighbours differ in colour, and light and dark follow each other
 * for grey print.
 */
export const TINTS: readonly string[] = ["#dcedfa", "#f3b479", "#e6f5d8", "#c3a9dd"];

/**
 * White to dark blue in eight equal steps of CIELAB, so that equal differences in a value look equally large, in
 * colour and in grey.
 */
export const SEQUENTIAL: readonly string[] = [
  "#ffffff", "#d8e9f8", "#afd1ee", "#86b6de", "#5e98c9", "#3b78ad", "#1f588d", "#0f3b6b", "#08204a",
];

/** Dark orange through white (zero) to dark blue, in equal steps of CIELAB on each side. */
export const DIVERGING: readonly string[] = [
  "#7a2c00", "#c26324", "#eda06d", "#fdd2b5", "#ffffff", "#b8d7f0", "#6fa7d5", "#2b6fa8", "#0a3a6e",
];

/** A plotly colour scale of equally spaced colours. */
export function colorScale(colors: readonly string[]): [number, string][] {
  return colors.map((color, i) => [i / (colors.length - 1), color]);
}

/** The look of series number `index`; after the last the first comes again. */
export function seriesStyle(index: number): SeriesStyle {
  return SERIES[index % SERIES.length];
}
