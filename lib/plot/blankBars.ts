import { type Blank, blankOf, type Guesser, requireGuesses } from "./blankWords";
import { requireNotEmpty, requireTop } from "./checks";
import { axis, figure, type Figure, label } from "./figure";
import { columnsOf } from "./glyphs";
import { percent } from "./numbers";
import { seriesStyle } from "./palette";
import { plotText, tokenLabel, visibleToken } from "./tokens";
import { wordSlider } from "./wordSlider";

const WIDTH = 760; // pixels
const RIGHT = 64; // for the number of a bar of 100 %
const MOST = 40; // places, whose words find room below the slider
const TEXT = { size: 16, line: 21, letters: 82 }; // 82 letters of that size are as wide as the figure
const LEGEND = { orientation: "h", x: 1, xanchor: "right", yanchor: "bottom" };
const GAP = "▁▁▁";

/**
 * What is guessed for each word of a text if that word is hidden: a slider moves the blank, bars show the guesses, and
 * ✓ marks the word that was hidden. The scale is the same for all blanks, 0 to 100 %.
 *
 * Shown are the `top` likeliest words of the first series, in its order. A word that another series gives more than 5 %
 * takes the place of a less likely one, so that a disagreement is not hidden, and so does the hidden word itself.
 * @param tokens the whole text, tokens such as [CLS] and [SEP] included
 * @param series `guesses[i]` belongs to the token at `places[i]`: all words with their probabilities, or the likeliest
 * @param options.places counted from 0; all unless told otherwise
 * @throws RangeError where a series has not one list for each place, a list is empty or not a part of a distribution,
 * a place lies outside the text, there are more than 40, or `top` < 1.
 */
export function blankBars(
  tokens: readonly string[], series: readonly Guesser[],
  { places = tokens.map((_, i) => i), top = 6, title = "What would stand in each blank?" }:
  { places?: readonly number[]; top?: number; title?: string } = {},
): Figure {
  requireNotEmpty("tokens", tokens);
  requireNotEmpty("series", series);
  requirePlaces(places, tokens.length);
  requireTop(top);
  series.forEach((guesser) => requireGuesses(guesser, places.length));

  const names = series.map(({ name }) => name);
  const blanks = places.map((place, i) =>
    blankOf(series.map(({ guesses }) => guesses[i]), { hidden: tokens[place], top }));
  const lines = linesOf(tokens);
  const rows = Array.from({ length: Math.max(...blanks.map(({ words }) => words.length)) }, (_, row) => row);
  const bars = blanks.map(({ shares }) => ({ x: shares, text: shares.map((row) => row.map(percent)) }));
  const around = blanks.map(({ words, left }, i) => ({
    "annotations[0].text": withGap(tokens, lines, places[i]),
    "xaxis.title.text": `probability<br>all other words: ${plotText(listed(names, left))}`,
    "yaxis.ticktext": rows.map((row) => (row < words.length ? wordLabel(words[row], tokens[places[i]]) : "")),
  }));

  const longest = Math.max(...blanks.flatMap(({ words }) => words.map((word) => columnsOf(visibleToken(word)))));
  const left = 40 + 9 * longest;
  const height = rows.length * (12 + 15 * series.length);
  const inner = height + (series.length > 1 ? 26 : 6) + TEXT.line * lines.length + 10;
  const steps = bars.map((bar, i) => ({ method: "update", args: [bar, around[i]] }));
  const below = 76; // numbers and name of the scale
  const { sliders, annotations, height: sliding } = wordSlider(places.map((place) => tokens[place]), steps,
    { prefix: "hidden: ", width: WIDTH, left, right: RIGHT, below });
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return figure(series.map(({ name }, i) => {
    const { color, pattern } = seriesStyle(i);
    return {
      type: "bar", orientation: "h", name: plotText(name), x: bars[0].x[i], y: rows, text: bars[0].text[i],
      marker: pattern ? { color, pattern: { shape: pattern, bgcolor: color, fgcolor: "#ffffff", size: 7 } } : { color },
      textposition: "outside", textfont: { size: 12 }, cliponaxis: false, hovertemplate: "%{y}%{text}",
    };
  }), {
    title, width: WIDTH, height: 44 + inner + below + sliding, bargap: 0.28, bargroupgap: 0.06,
    margin: { l: left, r: RIGHT, t: 44, b: below + sliding },
    xaxis: axis("", {
      title: { text: around[0]["xaxis.title.text"], standoff: 8, font: { size: 13 } }, automargin: false,
      range: [0, 1], tickmode: "array", tickvals: ticks, ticktext: ticks.map(percent),
    }),
    yaxis: {
      tickmode: "array", tickvals: rows, ticktext: around[0]["yaxis.ticktext"], tickfont: { size: 14 },
      range: [rows.length - 0.5, -0.5], domain: [0, height / inner], showgrid: false, zeroline: false,
    },
    ...(series.length > 1 ? { legend: { ...LEGEND, y: height / inner } } : { showlegend: false }),
    annotations: [label(0, 1, around[0]["annotations[0].text"], {
      xref: "paper", yref: "paper", xanchor: "left", yanchor: "top", xshift: 6 - left, align: "left",
      font: { size: TEXT.size },
    }), ...annotations],
    sliders,
  }, describe(tokens, names, { places, blanks, title }));
}

function requirePlaces(places: readonly number[], count: number): void {
  requireNotEmpty("places", places);
  if (places.length > MOST) {
    throw new RangeError(`places has ${places.length} entries: expected at most ${MOST}, to name all at the slider`);
  }
  const bad = places.findIndex((place) => !(Number.isInteger(place) && place >= 0 && place < count));
  if (bad >= 0) {
    throw new RangeError(`places[${bad}] is ${places[bad]}: expected the index of one of ${count} tokens, from 0`);
  }
}

/** The tokens of each line by their numbers: a line ends with [SEP], or where the next token finds no room. */
function linesOf(tokens: readonly string[]): number[][] {
  const lines: number[][] = [[]];
  let letters = 0;
  tokens.forEach((token, i) => {
    const length = Math.max(columnsOf(visibleToken(token)), GAP.length) + 1;
    if (i > 0 && (tokens[i - 1] === "[SEP]" || letters + length > TEXT.letters)) {
      lines.push([]);
      letters = 0;
    }
    lines[lines.length - 1].push(i);
    letters += length;
  });
  return lines;
}

function withGap(tokens: readonly string[], lines: number[][], place: number): string {
  const shown = (i: number): string => (i === place ? `<b>${GAP}</b>` : tokenLabel(tokens[i]));
  return lines.map((line) => line.map(shown).join(" ")).join("<br>");
}

function wordLabel(word: string, hidden: string): string {
  return word === hidden ? `<b>✓ ${tokenLabel(word)}</b> ` : `${tokenLabel(word)} `;
}

/** "model 12 %, rules 10 %", or "12 %" of one alone. */
function listed(names: readonly string[], shares: readonly number[]): string {
  return shares.map((share, i) => (names.length > 1 ? `${names[i]} ${percent(share)}` : percent(share))).join(", ");
}

function describe(
  tokens: readonly string[], names: readonly string[],
  { places, blanks, title }: { places: readonly number[]; blanks: readonly Blank[]; title: string },
): string {
  const each = blanks.map(({ words, shares, left }, i) => {
    const guesses = words.map((word, row) => `"${visibleToken(word)}" ${listed(names, shares.map((of) => of[row]))}`);
    return `"${visibleToken(tokens[places[i]])}" (${places[i]}) hidden: ${guesses.join("; ")}; ` +
      `others ${listed(names, left)}`;
  });
  return `${title} The text: ${tokens.map(visibleToken).join(" ")}. ${each.join(". ")}.`;
}
