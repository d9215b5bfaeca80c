import { plotText, tokenLabel, visibleToken } from "./tokens";

/** Pixels that one written name needs along an axis: less where all are single characters. */
export function nameRoom(names: readonly string[]): number {
  return names.every((name) => [...visibleToken(name)].length === 1) ? 7.5 : 10;
}

/**
 * An axis whose ticks are cells, each with a name, over so many pixels; in little room only every second, third …
 * name is written, as `label` makes it. With `written: false` the axis bears no names.
 */
export function cells(
  name: string, names: readonly string[], { pixels, written = true, angle, label = tokenLabel, ...more }:
  { pixels: number; written?: boolean; angle?: number; label?: (name: string) => string } & Record<string, unknown>,
): Record<string, unknown> {
  const step = Math.max(1, Math.ceil((names.length * nameRoom(names)) / pixels));
  const ticks = names.map((_, i) => i).filter((i) => i % step === 0);
  const room = (pixels / names.length) * step;
  const size = room < 9 ? 8 : room < 13 ? 9 : 12;
  return {
    ...(written ? { title: { text: plotText(name), standoff: 10 } } : {}),
    tickmode: "array", tickvals: ticks, ticktext: ticks.map((i) => label(names[i])),
    showgrid: false, zeroline: false,
    ...(written ? { tickfont: { size }, tickangle: angle ?? "auto" } : { showticklabels: false }),
    ticks: written ? "outside" : "", ...(written ? { ticklen: 4, tickcolor: "rgba(0,0,0,0)" } : {}), // only room
    ...more,
  };
}

/** The scale beside a heat map, at most so many pixels high. */
export function colorBar(meaning: string, height: number): Record<string, unknown> {
  return {
    title: { text: plotText(meaning), side: "right" }, thickness: 12, outlinewidth: 0, xpad: 12,
    lenmode: "pixels", len: Math.max(110, Math.min(240, height)), y: 1, yanchor: "top",
  };
}
