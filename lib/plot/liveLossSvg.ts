import type { TrainingProgress } from "../training";
import { liveAxes } from "./liveAxes";
import { lossRange, smoothingFor } from "./lossCurve";
import { duration, written } from "./numbers";
import { smoothed, thinned } from "./smoothing";

/** Colours that reach a contrast of 3 : 1 on JupyterLab's light and on its dark ground. */
export const LIVE_BLUE = "#2f86c1";
export const LIVE_ORANGE = "#d55e00";

const MOST_POINTS = 240;

/** What a running training tells of itself, and the entropy of its text where that is known. */
export type LiveState = TrainingProgress & { floor?: number };

/** A progress bar, the numbers of the moment and the loss so far, as HTML that follows the notebook's theme. */
export function liveLossHtml(state: LiveState): string {
  const { step, steps } = state;
  const share = Math.min(1, step / steps);
  const pill = "height:6px;border-radius:3px";
  const track = `${pill};background:rgba(128,128,128,0.3);margin:4px 0 8px`;
  return `<div style="max-width:720px;font-variant-numeric:tabular-nums"><div>${statusLine(state)}</div>` +
    `<div role="progressbar" aria-valuenow="${step}" aria-valuemin="0" aria-valuemax="${steps}" style="${track}">` +
    `<div style="width:${(100 * share).toFixed(1)}%;${pill};background:${LIVE_BLUE}"></div></div>` +
    `${curve(state)}</div>`;
}

/** "step 120 of 2000 · loss 2.31 · held-out 2.4 · 1 min 15 s left · 19 000 tokens/s" */
export function statusLine({ step, steps, loss, validation, secondsLeft, tokensPerSecond }: LiveState): string {
  const heldOut = validation.length > 0 ? [`held-out ${written(validation[validation.length - 1].loss)}`] : [];
  const left = Number.isFinite(secondsLeft) ? [`${duration(secondsLeft)} left`] : [];
  const now = [`step ${step} of ${steps}`, `loss ${written(loss)}`];
  return [...now, ...heldOut, ...left, ...speed(tokensPerSecond)].join(" · ");
}

/** "19 000 tokens/s", or nothing before it is known. */
export function speed(tokensPerSecond: number): string[] {
  return Number.isFinite(tokensPerSecond) ? [`${written(Number(tokensPerSecond.toPrecision(2)))} tokens/s`] : [];
}

/** The loss against the steps of the whole run, so that the empty part shows how far it still has to go. */
function curve({ losses, validation, floor, steps, step }: LiveState): string {
  if (losses.length === 0 || !losses.every(Number.isFinite)) return "";
  const start = step - losses.length; // losses[i] belongs to step start + i + 1
  const { x, y, across, below, svg } = liveAxes(lossRange(losses, validation, floor), steps);
  const path = (values: readonly number[]): string =>
    thinned(values.length, MOST_POINTS).indices.map((i) => `${x(start + i + 1)},${y(values[i])}`).join(" ");
  const line = (points: string, width: number, opacity: number): string =>
    `<polyline points="${points}" fill="none" stroke="${LIVE_BLUE}" stroke-width="${width}" opacity="${opacity}"/>`;
  const heldOut = validation.map(({ step: at, loss }) =>
    `<path d="M${x(at)} ${y(loss)}m-5 0l5 -5 5 5 -5 5z" fill="${LIVE_ORANGE}"/>`);
  const bottom = floor === undefined ? "" : across(floor, `stroke-dasharray="6 4"`) +
    below(floor, `entropy of the text: ${written(floor)}`);
  return svg(bottom + line(path(losses), 1, 0.35) +
    line(path(smoothed(losses, { keep: smoothingFor(steps) })), 2, 1) + heldOut.join(""), "loss so far");
}
