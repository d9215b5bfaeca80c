import type { TrainingProgress } from "../training";
import { requireNotEmpty } from "./checks";
import { inNotebook, liveHtml } from "./display";
import type { Figure } from "./figure";
import { lines } from "./lines";
import { averaged, brokenFrom, liveComparisonHtml, type LiveRun } from "./liveComparisonSvg";
import { duration, significant } from "./numbers";
import { show } from "./show";
import { thinned } from "./smoothing";
import { escapeHtml } from "./tokens";

const REPAINT = 250; // milliseconds: about four times a second, little beside a training step
const MOST_POINTS = 80; // of smooth curves

/** Settings of a live comparison. */
export interface LiveComparisonOptions {
  title?: string;
  /** The clock, in milliseconds. */
  now?: () => number;
}

/**
 * The losses of several models that are trained one after the other, in one picture that grows, with the time left for
 * all of them; at the end a figure. Outside a notebook it is silent.
 *
 * Name the runs in the order in which they will be trained and give `of(name)` to `train` as `onProgress`; a run that is
 * there already comes in with {@link add}. Then call `finish`.
 */
export class LiveComparison {
  private readonly live = liveHtml();
  private readonly runs: LiveRun[];
  private started: number | undefined;
  private painted = -Infinity;

  /** @throws RangeError where there are no names, or one comes twice. */
  constructor(names: readonly string[], private readonly options: LiveComparisonOptions = {}) {
    requireNotEmpty("names", names);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) throw new RangeError(`names holds "${twice}" twice: each run needs a name of its own`);
    this.runs = names.map((name) => ({ name, losses: [], steps: 0 }));
  }

  /** Takes the losses of a run that was made before. */
  add(name: string, losses: readonly number[]): void {
    Object.assign(this.run(name), { losses: [...losses], steps: losses.length, before: true });
  }

  /** What follows one run's training; repaints at most four times a second, and always at a run's end. */
  of(name: string): (progress: Pick<TrainingProgress, "losses" | "step" | "steps">) => void {
    const run = this.run(name);
    return ({ losses, step, steps }) => {
      Object.assign(run, { losses, steps });
      const time = this.now();
      this.started ??= time;
      if (time - this.painted < REPAINT && step < steps) return;
      this.painted = time;
      if (inNotebook()) this.live.update(liveComparisonHtml(this.runs, this.secondsLeft()), this.line());
    };
  }

  /**
   * Puts a line in the live picture's place, with the runs that broke, and shows all curves as a figure.
   * @param options.figure false where the line is enough
   */
  finish({ figure = true }: { figure?: boolean } = {}): void {
    const trained = this.runs.filter(({ losses }) => losses.length > 0);
    if (trained.length === 0 || !inNotebook()) return;
    const broken = trained.flatMap((run) => {
      const bad = brokenFrom(run);
      return bad === undefined ? [] : [`"${run.name}": the loss is ${run.losses[bad]} from step ${bad + 1} on`];
    });
    const line = [this.line(), ...broken].join("; ");
    this.live.update(`<div>${escapeHtml(line)}</div>`, line);
    this.live.done();
    const drawn = trained.filter((run) => brokenFrom(run) !== 0);
    if (figure && drawn.length > 0) show(this.figure(drawn));
  }

  private figure(runs: readonly LiveRun[]): Figure {
    const series = runs.map((run) => {
      const average = averaged(run);
      const { indices } = thinned(average.length, MOST_POINTS);
      return { name: run.name, x: indices.map((i) => i + 1), y: indices.map((i) => significant(average[i])) };
    });
    const { title } = this.options;
    return lines(series, { title, x: "step", y: "loss (nats, moving average)", markers: false });
  }

  /** "5 models, 1500 steps in 1 min 2 s" */
  private line(): string {
    const fresh = this.runs.filter(({ before, losses }) => !before && losses.length > 0);
    const steps = fresh.reduce((sum, { losses }) => sum + losses.length, 0);
    const time = duration((this.now() - (this.started ?? this.now())) / 1000);
    return `${fresh.length} of ${this.runs.filter(({ before }) => !before).length} models, ${steps} steps in ${time}`;
  }

  /** By the speed so far, as if all runs were as long and as fast as those that have begun. */
  private secondsLeft(): number {
    const fresh = this.runs.filter(({ before }) => !before);
    const done = fresh.reduce((sum, { losses }) => sum + losses.length, 0);
    const longest = Math.max(...fresh.map(({ steps }) => steps));
    const all = fresh.reduce((sum, { steps }) => sum + (steps || longest), 0);
    return ((this.now() - this.started!) / 1000 / done) * (all - done);
  }

  private run(name: string): LiveRun {
    const run = this.runs.find((each) => each.name === name);
    if (run) return run;
    throw new RangeError(`there is no run "${name}": there are ${this.runs.map((each) => each.name).join(", ")}`);
  }

  private now(): number {
    return this.options.now?.() ?? performance.now();
  }
}
