/** Seconds by the way in which something was done, one for each round. */
export type Rounds = Record<string, number[]>;

/** What some work gives, and how long it takes. */
export function timed<T>(work: () => T): { seconds: number; result: T } {
  const begin = performance.now();
  const result = work();
  return { seconds: (performance.now() - begin) / 1000, result };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** To so many digits behind the point. */
export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/**
 * Our time by theirs: the median over the rounds of times of the same round, so that other work on the machine weighs on
 * both sides alike. Theirs is the fastest of the named ways in each round; NaN where there is none.
 */
export function timesTheBest(rounds: Rounds, ours: string, theirs: readonly string[]): number {
  const there = theirs.filter((way) => rounds[way]);
  if (there.length === 0) return NaN;
  return median(rounds[ours]!.map((own, round) => own / Math.min(...there.map((way) => rounds[way]![round]!))));
}
