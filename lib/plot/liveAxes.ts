import { written } from "./numbers";

const BOX = { left: 46, right: 708, top: 8, bottom: 190 };

/** The axes of a picture of losses that grows: where a step and a loss lie, in the units of the SVG. */
export interface LiveAxes {
  x(step: number): string;
  y(loss: number): string;
  /** A level line from side to side; `look` holds its attributes. */
  across(loss: number, look: string): string;
  /** Words at the right, below the line at this loss. */
  below(loss: number, words: string): string;
  /** The whole SVG with this content over grid lines, in the colours of the notebook's theme. */
  svg(content: string, label: string): string;
}

/** Axes over all steps of the run, so that the empty part shows how far it still has to go. */
export function liveAxes([low, high]: readonly [number, number], steps: number): LiveAxes {
  const x = (at: number): string => (BOX.left + ((BOX.right - BOX.left) * at) / Math.max(steps, 1)).toFixed(1);
  const y = (loss: number): string => (BOX.bottom - ((BOX.bottom - BOX.top) * (loss - low)) / (high - low)).toFixed(1);
  const across = (loss: number, look: string): string =>
    `<line x1="${BOX.left}" x2="${BOX.right}" y1="${y(loss)}" y2="${y(loss)}" stroke="currentColor" ${look}/>`;
  const grid = ticks(low, high).map((value) => across(value, `opacity="0.15"`) +
    `<text x="${BOX.left - 6}" y="${y(value)}" dy="4" text-anchor="end">${written(value)}</text>`);
  return {
    x, y, across,
    below: (loss, words) => `<text x="${BOX.right}" y="${y(loss)}" dy="14" text-anchor="end">${words}</text>`,
    svg: (content, label) => `<svg viewBox="0 0 720 214" width="100%" role="img" aria-label="${label}" ` +
      `font-size="12" fill="currentColor">${grid.join("")}${content}<text x="${BOX.left}" y="208">step 0</text>` +
      `<text x="${BOX.right}" y="208" text-anchor="end">${steps}</text></svg>`,
  };
}

/** Two to six round numbers between two bounds. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}
