import { significant, written } from "./numbers";

const MOST = 8; // values that can all be written along an axis

/**
 * A logarithmic axis whose ticks bear full numbers, not plotly's "10 2 5 100".
 *
 * With `own`, a few values that leave room between them are the ticks themselves (4, 16, 64, 256). Otherwise the ticks
 * are 1, 2 and 5 of every power of ten, over more than three decades the powers alone, over less than one more digits.
 */
export function logAxis(values: readonly number[], { own = false }: { own?: boolean } = {}): Record<string, unknown> {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const ticks = (own || distinct.length === 1) && canAllBeWritten(distinct)
    ? distinct
    : roundNumbers(distinct[0], distinct[distinct.length - 1]);
  if (ticks.length === 0) return { type: "log", exponentformat: "none" };
  return { type: "log", tickmode: "array", tickvals: ticks, ticktext: ticks.map((tick) => written(tick, 4)) };
}

function canAllBeWritten(ascending: readonly number[]): boolean {
  const least = (ascending[ascending.length - 1] / ascending[0]) ** (1 / 12); // apart by a twelfth of the axis
  return ascending.length <= MOST &&
    ascending.every((value, i) => significant(value) === value && (i === 0 || value / ascending[i - 1] >= least));
}

function roundNumbers(low: number, high: number): number[] {
  const range = high / low;
  if (range > 1000) {
    const all = multiples([1], low, high);
    const step = Math.ceil(all.length / 10);
    return all.filter((_, i) => i % step === 0);
  }
  const choices = [[1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9]]
    .map((digits) => multiples(digits, low, high));
  return choices.find((ticks) => ticks.length >= 3) ?? []; // plotly's own ticks are even, and whole, over so little
}

/** The digits times every power of ten, as far as the axis reaches: it goes on a little beyond the values. */
function multiples(digits: readonly number[], low: number, high: number): number[] {
  const beyond = (high / low) ** 0.05;
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.log10(high) + 1; power++) {
    ticks.push(...digits.map((digit) => Number(`${digit}e${power}`)));
  }
  return ticks.filter((tick) => tick >= low / beyond && tick <= high * beyond);
}
