import { label } from "./figure";
import { columnsOf } from "./glyphs";
import { INK } from "./palette";
import { tokenLabel, visibleToken } from "./tokens";

type Settings = Record<string, unknown>;

const LABEL = { size: 12, letter: 7.2, line: 16 }; // pixels
const INSET = 10; // plotly's, from a slider's ends to its outermost stops
const RAIL = 50; // from the slider's top to its labels: what is chosen now, then rail and ticks
const SLANT = 45; // degrees

/**
 * A slider with one stop for each word, and every word written below its stop, slanted where they would meet. (Plotly
 * by itself leaves labels out where they would meet.) Of one word there is none: nothing could be chosen.
 *
 * @param steps what each stop does
 * @param room pixels: the figure's width, its left and right margins, and from the plotting area down to the slider
 */
export function wordSlider(
  words: readonly string[], steps: readonly Settings[],
  { prefix, width, left, right, below }: { prefix: string; width: number; left: number; right: number; below: number },
): { sliders: Settings[]; annotations: Settings[]; height: number } {
  if (words.length < 2) return { sliders: [], annotations: [], height: 0 };
  const longest = LABEL.letter * Math.max(...words.map((word) => columnsOf(visibleToken(word))));
  const apart = (outside: number): number => (width - 2 * (outside + INSET)) / (words.length - 1);
  const slanted = longest + 8 > apart(longest / 2);
  const slope = Math.sin((SLANT * Math.PI) / 180);
  const outside = Math.max(8, (slanted ? longest * slope : longest / 2) - INSET); // for the first word to find room
  const stop = (i: number): number => outside + INSET + i * apart(outside);
  return {
    sliders: [{
      active: 0, x: (outside - left) / (width - left - right), y: 0, lenmode: "pixels", len: width - 2 * outside,
      pad: { t: below }, ticklen: 5, currentvalue: { prefix, offset: 4, font: { size: 14, color: INK } },
      font: { size: 1, color: "rgba(0,0,0,0)" }, // of plotly's own labels
      steps: steps.map((step, i) => ({ ...step, label: tokenLabel(words[i]) })),
    }],
    annotations: words.map((word, i) => label(0, 0, tokenLabel(word), {
      xref: "paper", yref: "paper", yanchor: "top", yshift: -(below + RAIL), font: { size: LABEL.size },
      ...(slanted ? { textangle: -SLANT, xanchor: "right", xshift: Math.round(stop(i) - left + LABEL.line / 2) }
        : { xanchor: "center", xshift: Math.round(stop(i) - left) }),
    })),
    height: Math.ceil(RAIL + (slanted ? (longest + LABEL.line) * slope : LABEL.line + 8)),
  };
}
