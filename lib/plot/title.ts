import { plotText } from "./tokens";

const SIZE = 15;
const LETTER = 8.4; // pixels of a letter of that size on average, in the widest of the figures' fonts
const LINE = 20;
const SIDES = 20;
const WIDEST = 760; // a notebook's column

/** The parts of a layout that a title needs room in. */
export interface TitledLayout {
  width: number;
  height: number;
  margin: Record<string, number>;
}

/**
 * The layout with a title that is never cut off: a narrow figure gets wider at its right, up to a notebook's column,
 * and a title longer than that takes several lines. What is plotted keeps its size.
 */
export function titled<Layout extends TitledLayout>(layout: Layout, title: string): Layout & { title: object } {
  const { width, height, margin } = layout;
  const lines = wrapped(title, Math.floor((Math.max(width, WIDEST) - SIDES) / LETTER));
  const needed = Math.ceil(lines.reduce((most, line) => Math.max(most, line.length), 0) * LETTER) + SIDES;
  const across = lines.length > 1 ? Math.max(0, WIDEST - width) : Math.max(0, needed - width);
  const above = (lines.length - 1) * LINE;
  return {
    ...layout, width: width + across, height: height + above,
    margin: { ...margin, r: margin.r + across, t: margin.t + above },
    title: { text: lines.map(plotText).join("<br>"), x: 8 / (width + across), xanchor: "left", font: { size: SIZE } },
  };
}

/** Lines of at most so many letters, broken between words. */
function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + 1 + word.length <= letters) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
