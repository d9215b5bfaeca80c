import { requireCount, requireNotEmpty, requireProbabilities, requireTop } from "./checks";
import { axis, figure, type Figure } from "./figure";
import { percent } from "./numbers";
import { SERIES } from "./palette";
import { tokenLabel, visibleToken } from "./tokens";

/**
 * The most probable next tokens as bars, the likeliest at the top, each with its probability.
 *
 * `probabilities[i]` belongs to `tokens[i]`.
 * @throws RangeError where they differ in number, a probability lies outside [0, 1], they do not sum to 1 (logits given
 * by mistake), or `top` < 1.
 */
export function nextTokenBars(
  probabilities: ArrayLike<number>, tokens: readonly string[],
  { top = 10, title = "What comes next?" }: { top?: number; title?: string } = {},
): Figure {
  requireNotEmpty("probabilities", probabilities);
  requireCount("tokens", tokens.length, probabilities.length, "one token for each probability");
  requireProbabilities("probabilities", probabilities);
  requireTop(top);

  const order = Array.from(probabilities, (_, i) => i).sort((a, b) => probabilities[b] - probabilities[a]);
  const shown = order.slice(0, top);
  const rest = order.slice(top).reduce((sum, i) => sum + probabilities[i], 0);
  const positions = shown.map((_, i) => i);
  const most = probabilities[shown[0]];
  const bar = {
    type: "bar", orientation: "h", x: shown.map((i) => probabilities[i]), y: positions,
    text: shown.map((i) => percent(probabilities[i])), textposition: "outside", cliponaxis: false,
    marker: { color: SERIES[0].color }, hovertemplate: "%{y}: %{x}<extra></extra>",
  };
  const hidden = order.length - shown.length;
  const others = hidden > 0 ? `${hidden} other ${hidden === 1 ? "token" : "tokens"}: ${percent(rest)}` : "";
  return figure([bar], {
    title,
    width: 560,
    height: 110 + 26 * shown.length + (others ? 18 : 0),
    bargap: 0.3,
    xaxis: axis(others ? `probability (${others})` : "probability", { range: [0, most * 1.16], nticks: 6 }),
    yaxis: {
      tickmode: "array", tickvals: positions, ticktext: shown.map((i) => `${tokenLabel(tokens[i])} `),
      range: [shown.length - 0.4, -0.6], showgrid: false, zeroline: false, tickfont: { size: 14 }, automargin: true,
    },
  }, `${title} The ${shown.length} likeliest of ${tokens.length} tokens: ` +
    `${shown.map((i) => `"${visibleToken(tokens[i])}" ${percent(probabilities[i])}`).join(", ")}` +
    `${others ? `; ${others}` : ""}.`);
}
