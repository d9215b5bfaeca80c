/** Seconds by the way in which something was done, one for each round. */
export type Rounds = Record<string, number[]>;

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
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
