import type { TrainingProgress } from "../training";
import { inNotebook, liveHtml } from "./display";
import { liveLossHtml, speed, statusLine, type LiveState } from "./liveLossSvg";
import { lossCurve } from "./lossCurve";
import { duration } from "./numbers";
import { show } from "./show";

const REPAINT = 250; // milliseconds: about four times a second, little beside a training step

/** Settings of a live loss curve. */
export interface LiveLossCurveOptions {
  /** Steps of the whole run, where they differ from those that training reports. */
  steps?: number;
  /** Entropy of the text in nats per token, drawn as a dashed floor. */
  floor?: number;
  title?: string;
  /** The clock, in milliseconds. */
  now?: () => number;
}

/**
 * A loss curve that grows while training, with a progress bar, the time left and the speed; at the end a figure.
 * Give `update` to `train` as `onProgress`, then call `finish`. Outside a notebook it is silent.
 */
export class LiveLossCurve {
  private readonly live = liveHtml();
  private readonly started: number;
  private painted = -Infinity;
  private last: LiveState | undefined;

  constructor(private readonly options: LiveLossCurveOptions = {}) {
    this.started = this.now();
  }

  /** Takes the state of training; repaints at most four times a second, and always at the first and last step. */
  update(progress: TrainingProgress): void {
    const { steps = progress.steps, floor } = this.options;
    this.last = { ...progress, steps, floor };
    const time = this.now();
    if (time - this.painted < REPAINT && progress.step < steps) return;
    this.painted = time;
    if (inNotebook()) this.live.update(liveLossHtml(this.last), statusLine(this.last));
  }

  /** Puts a line that sums the run up in the live picture's place, and shows the whole curve as a figure. */
  finish(): void {
    if (!this.last || !inNotebook()) return;
    const { step, steps, losses, validation, tokensPerSecond, floor } = this.last;
    const stopped = step < steps ? ` (stopped before ${steps})` : "";
    const time = duration((this.now() - this.started) / 1000);
    const bad = losses.findIndex((loss) => !Number.isFinite(loss));
    const first = step - losses.length + 1;
    const broken = bad < 0 ? [] : [`the loss is ${losses[bad]} from step ${first + bad} on: try a smaller ` +
      "learning rate"];
    const line = [`${step} steps${stopped} in ${time}`, ...speed(tokensPerSecond), ...broken].join(", ");
    this.live.update(`<div>${line}</div>`, line);
    this.live.done();
    const drawn = bad < 0 ? losses : losses.slice(0, bad);
    if (drawn.length > 0) {
      const heldOut = validation.filter(({ loss }) => Number.isFinite(loss));
      show(lossCurve({ losses: drawn, validation: heldOut, floor, firstStep: first, title: this.options.title }));
    }
    this.last = undefined;
  }

  private now(): number {
    return this.options.now?.() ?? performance.now();
  }
}
