import { requireWhole } from "../tensor/checks";

/**
 * A learning rate that rises in a straight line, then falls along half a cosine; steps are counted from 0.
 *
 *     step < warmup:  peak · (step + 1) / warmup
 *     then:           floor + ½ (peak − floor) (1 + cos(π · (step − warmup) / (total − warmup)))
 *     step ≥ total:   floor
 *
 * Loshchilov and Hutter, "SGDR" (2017), equation 5, without restarts.
 *
 * @param peak   the largest rate, reached at the end of the warm-up
 * @param warmup steps of warm-up, may be 0
 * @param total  steps of the whole run
 * @param floor  the rate at the end
 * @throws RangeError where a count is not a whole number, warmup exceeds total, or not 0 ≤ floor ≤ peak.
 */
export function warmupCosine({ peak, warmup = 0, total, floor = 0 }: {
  peak: number;
  warmup?: number;
  total: number;
  floor?: number;
}): (step: number) => number {
  requireWhole("total", total);
  requireWhole("warmup", warmup, 0);
  if (warmup > total) throw new RangeError(`warmup is ${warmup} steps but total only ${total}: warm up for fewer`);
  if (!(peak > 0 && peak < Infinity)) throw new RangeError(`peak is ${peak}: a learning rate is positive and finite`);
  if (!(floor >= 0 && floor <= peak)) throw new RangeError(`floor is ${floor}: give a rate from 0 to peak (${peak})`);
  return (step) => {
    if (step < warmup) return (peak * (step + 1)) / warmup;
    if (step >= total) return floor;
    const progress = (step - warmup) / (total - warmup); // 0 … 1
    return floor + 0.5 * (peak - floor) * (1 + Math.cos(Math.PI * progress));
  };
}
