import { liveAxes } from "./liveAxes";
import { lossRange } from "./lossCurve";
import { duration, written } from "./numbers";
import { seriesStyle } from "./palette";
import { smoothed, thinned } from "./smoothing";
import { escapeHtml } from "./tokens";

const MOST_POINTS = 160;

/** One of the runs: what it is called, its losses so far, and its steps, 0 before it has begun. */
export interface LiveRun {
  name: string;
  losses: readonly number[];
  steps: number;
  /** true for a run that was made before */
  before?: boolean;
}

/** A line for each run with its loss of the moment, and all curves, as HTML that follows the notebook's theme. */
export function liveComparisonHtml(runs: readonly LiveRun[], secondsLeft: number): string {
  const left = Number.isFinite(secondsLeft) ? `<div>about ${duration(secondsLeft)} left</div>` : "";
  const rows = runs.map((run, i) => `<div>${swatch(i)} ${escapeHtml(run.name)}: ${state(run)}</div>`);
  return `<div style="max-width:720px;font-variant-numeric:tabular-nums">${left}${rows.join("")}${curves(runs)}</div>`;
}

/** A run's moving average over about a twentieth of its steps, 50 at most: jagged curves would hide each other. */
export function averaged({ losses, steps }: LiveRun): number[] {
  const keep = 1 - 1 / Math.max(1, Math.min(50, steps / 20));
  return smoothed(losses.slice(0, brokenFrom({ losses })), { keep });
}

/** How many losses a run has before the first that is no finite number; undefined where all are. */
export function brokenFrom({ losses }: Pick<LiveRun, "losses">): number | undefined {
  const bad = losses.findIndex((loss) => !Number.isFinite(loss));
  return bad < 0 ? undefined : bad;
}

/** "waiting", "step 120 of 300, loss 2.31", "loss 2.31" or "loss NaN from step 12 on" */
function state(run: LiveRun): string {
  const { losses, steps } = run;
  if (losses.length === 0) return "waiting";
  const bad = brokenFrom(run);
  const loss = bad === undefined ? written(averaged(run).at(-1)!) : `${losses[bad]} from step ${bad + 1} on`;
  return (losses.length < steps ? `step ${losses.length} of ${steps}, ` : "") + `loss ${loss}`;
}

function swatch(index: number): string {
  return `<svg width="28" height="10" aria-hidden="true"><line x1="0" x2="28" y1="5" y2="5" ${stroke(index)}/></svg>`;
}

/** As in the figure at the end; its black is the text's own colour, so that it shows on a dark ground too. */
function stroke(index: number): string {
  const { color, dash } = seriesStyle(index);
  const pattern = DASHES[dash] ? ` stroke-dasharray="${DASHES[dash]}"` : "";
  return `stroke="${color === "#000000" ? "currentColor" : color}" stroke-width="2" fill="none"${pattern}`;
}

const DASHES: Record<string, string> = {
  dash: "9 5", dot: "2 3", dashdot: "9 4 2 4", longdash: "14 5", longdashdot: "14 4 2 4",
};

function curves(runs: readonly LiveRun[]): string {
  const drawn = runs.map(averaged);
  const values = drawn.flat();
  if (values.length === 0) return "";
  const { x, y, svg } = liveAxes(lossRange(values, [], undefined), Math.max(...runs.map((run) => run.steps)));
  const paths = drawn.map((losses, i) => {
    const points = thinned(losses.length, MOST_POINTS).indices.map((at) => `${x(at + 1)},${y(losses[at])}`);
    return `<polyline points="${points.join(" ")}" ${stroke(i)}/>`;
  });
  return svg(paths.join(""), "losses so far");
}
