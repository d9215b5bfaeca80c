/** The places of the `count` largest values, the largest first, of equal ones the first; none that is −∞. */
export function largestFirst(values: Float32Array | Float64Array, count: number): number[] {
  // The numbers alone sort far faster than places do, of which only those at or above the threshold are left then.
  const threshold = values.slice().sort()[Math.max(0, values.length - count)];
  const kept = [...values.keys()].filter((place) => values[place] >= threshold && values[place] > -Infinity);
  return kept.sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
}
