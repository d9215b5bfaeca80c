import { requireFinite, requireNotEmpty } from "./checks";
import { axis, figure, type Figure } from "./figure";
import { written } from "./numbers";
import { INK, SERIES } from "./palette";
import { smoothed, thinned } from "./smoothing";

const MOST_POINTS = 800;

/** What a training run leaves to draw. */
export interface LossCurveInput {
  /** The training loss of every step, in nats per token. */
  losses: ArrayLike<number>;
  /** Held-out losses with the step after which they were measured. */
  validation?: readonly { step: number; loss: number }[];
  /** The best mean loss that any model can reach (the entropy of the text), where it is known. */
  floor?: number;
  title?: string;
  /** The step of losses[0]; more than 1 for a resumed run. */
  firstStep?: number;
}

/**
 * The loss of a training run against its steps: every step faint, their moving average, held-out points, and the
 * entropy of the text as a dashed floor.
 * @throws RangeError where there are no losses or a value is not finite.
 */
export function lossCurve({ losses, validation = [], floor, title = "Loss while training", firstStep = 1 }:
LossCurveInput): Figure {
  requireNotEmpty("losses", losses);
  requireFinite("losses", losses);
  requireFinite("validation losses", validation.map(({ loss }) => loss));
  if (floor !== undefined) requireFinite("floor", [floor]);

  const [train, heldOut] = SERIES;
  const average = smoothed(losses, { keep: smoothingFor(losses.length) });
  const { first, stride, indices } = thinned(losses.length, MOST_POINTS);
  const x = { x0: firstStep + first, dx: stride };
  const marks = losses.length === 1 ? { mode: "markers" } : { mode: "lines" };
  const data: object[] = [
    { type: "scatter", ...marks, name: "training, each step", ...x, y: indices.map((i) => losses[i]),
      line: { color: train.color, width: 1 }, opacity: 0.3, hoverinfo: "skip" },
    { type: "scatter", ...marks, name: "training, moving average", ...x, y: indices.map((i) => average[i]),
      line: { color: train.color, width: 2.5 } },
  ];
  if (validation.length > 0) {
    data.push({
      type: "scatter", mode: "lines+markers", name: "held-out text", x: validation.map(({ step }) => step),
      y: validation.map(({ loss }) => loss), line: { color: heldOut.color, dash: heldOut.dash, width: 2 },
      marker: { symbol: heldOut.symbol, size: 9, line: { color: "#ffffff", width: 1 } },
    });
  }
  return figure(data, {
    title,
    xaxis: axis("step"),
    yaxis: axis("loss (nats per token)", { range: lossRange(losses, validation, floor) }),
    legend: { x: 1, xanchor: "right", y: 1, yanchor: "top", bgcolor: "rgba(255,255,255,0.8)" },
    ...(floor === undefined ? {} : floorLine(floor)),
  }, describe({ losses, average, validation, floor, title, firstStep }));
}

/** How much the moving average keeps: it looks back over about a hundredth of the run, 50 steps at most. */
export function smoothingFor(steps: number): number {
  return 1 - 1 / Math.max(1, Math.min(50, steps / 100));
}

/** Where the loss axis begins and ends: room for the floor's label below, the first losses above. */
export function lossRange(
  losses: ArrayLike<number>, validation: readonly { loss: number }[], floor: number | undefined,
): [number, number] {
  const values = [...Array.from(losses), ...validation.map(({ loss }) => loss)];
  if (floor !== undefined) values.push(floor);
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const room = Math.max(high - low, 0.1) * 0.08;
  return [low - (floor === undefined ? room : 1.6 * room), high + room];
}

function floorLine(floor: number): Record<string, unknown> {
  const text = `entropy of the text: ${written(floor)}`;
  return {
    shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: floor, y1: floor,
      line: { color: INK, width: 1.5, dash: "dash" } }],
    annotations: [{ xref: "paper", x: 0.01, xanchor: "left", y: floor, yanchor: "top", text, showarrow: false }],
  };
}

function describe({ losses, average, validation, floor, title, firstStep }: Required<Omit<LossCurveInput, "floor">> &
{ average: number[]; floor?: number }): string {
  const last = losses.length - 1;
  const parts = [
    `${title}: training loss over ${losses.length} steps, from ${written(losses[0])} nats per token at step ` +
      `${firstStep} to ${written(average[last])} (moving average) at step ${firstStep + last}.`,
  ];
  if (validation.length > 0) {
    const end = validation[validation.length - 1];
    const best = validation.reduce((a, b) => (b.loss < a.loss ? b : a));
    parts.push(`Held-out loss: ${written(end.loss)} at step ${end.step}` +
      (best.step === end.step ? ", the lowest." : `; lowest ${written(best.loss)} at step ${best.step}.`));
  }
  if (floor !== undefined) {
    const gap = average[last] - floor;
    parts.push(`Entropy of the text (dashed floor): ${written(floor)}; the average ends ${written(Math.abs(gap))} ` +
      `${gap < 0 ? "below" : "above"} it.`);
  }
  return parts.join(" ");
}
