import { describe, expect, it } from "vitest";
import { smoothed, thinned } from "../../../lib/plot/smoothing";

describe("smoothed()", () => {
  it("leaves a constant curve as it is from the first value on, which no uncorrected average does", () => {
    for (const value of smoothed([3, 3, 3, 3], { keep: 0.9 })) expect(value).toBeCloseTo(3, 12);
    const uncorrected = 0.1 * 3;
    expect(uncorrected).not.toBeCloseTo(3, 1);
  });

  it("equals the closed form: the weighted mean of the past with weights β^(t−i)", () => {
    const values = [4, 1, -2, 7, 3];
    const got = smoothed(values, { keep: 0.6 });
    values.forEach((_, t) => {
      const weights = values.slice(0, t + 1).map((_, i) => 0.6 ** (t - i));
      const sum = weights.reduce((a, b) => a + b, 0);
      const expected = weights.reduce((total, weight, i) => total + weight * values[i], 0) / sum;
      expect(got[t]).toBeCloseTo(expected, 12);
    });
  });

  it("refuses a share outside [0, 1) and a loss that is not a number", () => {
    expect(() => smoothed([1], { keep: 1 })).toThrow("keep is 1: expected at least 0 and below 1");
    expect(() => smoothed([1, NaN])).toThrow("values[1] is NaN");
  });
});

describe("thinned()", () => {
  const sizes = [[1, 10], [10, 10], [11, 10], [2000, 800], [99_999, 800]];
  it.each(sizes)("of %i points draws at most %i, evenly spaced, the last too", (n, most) => {
    const { first, stride, indices } = thinned(n, most);
    expect(indices.length).toBeLessThanOrEqual(most);
    expect(indices.at(-1)).toBe(n - 1);
    expect(indices).toEqual(indices.map((_, i) => first + i * stride));
  });
});
