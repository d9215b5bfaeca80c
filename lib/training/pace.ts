const WINDOW = 100;

/** How fast a run goes, and how long it still takes. */
export class Pace {
  private readonly recent: number[] = [];
  private stepping = 0;
  private steps = 0;
  private evaluation: number | null = null;

  /** @param tokens how many a batch has, and an evaluation */
  constructor(private readonly tokens: { perStep: number; perEvaluation: number }) {}

  /** Takes note of a step and all that went with it (drawing, checkpoints), but no evaluation. */
  stepTook(seconds: number): void {
    this.steps++;
    this.stepping += seconds;
    // The first step also warms the engine up: it would make the estimate too long.
    if (this.steps === 2) this.recent.length = 0;
    this.recent.push(seconds);
    if (this.recent.length > WINDOW) this.recent.shift();
  }

  evaluationTook(seconds: number): void {
    this.evaluation = seconds;
  }

  /** Trained tokens per second, evaluations not counted; 0 before the first step. */
  tokensPerSecond(): number {
    return this.stepping > 0 ? (this.steps * this.tokens.perStep) / this.stepping : 0;
  }

  /**
   * Seconds that so many steps and evaluations will take, by the mean of the last 100 steps.
   *
   * Until an evaluation has been seen, a token there counts as a third of a trained one (the forward pass without the
   * backward one, which is twice as long). NaN before the first step: nothing is known yet.
   */
  secondsLeft({ steps, evaluations }: { steps: number; evaluations: number }): number {
    const step = this.recent.reduce((sum, seconds) => sum + seconds, 0) / this.recent.length;
    const guess = (step / this.tokens.perStep / 3) * this.tokens.perEvaluation;
    return steps * step + (evaluations > 0 ? evaluations * (this.evaluation ?? guess) : 0);
  }
}
