import { requireFinite } from "./checks";

/**
 * The exponential moving average of a curve with bias correction: m_t = β·m_{t−1} + (1−β)·x_t, shown m_t / (1−β^t).
 *
 * Same length as `values`; a constant curve stays itself from the first value on.
 * Source: Kingma and Ba, "Adam" (2015), section 3.
 * @throws RangeError where not 0 ≤ `keep` (β) < 1, or a value is not finite.
 */
export function smoothed(values: ArrayLike<number>, { keep = 0.98 }: { keep?: number } = {}): number[] {
  if (!(keep >= 0 && keep < 1)) throw new RangeError(`keep is ${keep}: expected at least 0 and below 1`);
  requireFinite("values", values);
  let mean = 0;
  return Array.from(values, (value, i) => {
    mean = keep * mean + (1 - keep) * value;
    return mean / (1 - keep ** (i + 1));
  });
}

/** At most `most` indices below `count`, evenly spaced and always with the last: what is drawn of a long curve. */
export function thinned(count: number, most: number): { first: number; stride: number; indices: number[] } {
  const stride = Math.max(1, Math.ceil(count / most));
  const first = count === 0 ? 0 : (count - 1) % stride;
  const indices: number[] = [];
  for (let i = first; i < count; i += stride) indices.push(i);
  return { first, stride, indices };
}
