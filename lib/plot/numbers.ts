/** The number rounded to `digits` significant decimal digits; whole numbers stay as they are. */
export function significant(value: number, digits = 4): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(digits));
}

/** A number as people write it: three significant digits, a real minus sign, thin spaces from 10 000 on. */
export function written(value: number, digits = 3): string {
  const rounded = significant(value, digits);
  const size = Math.abs(rounded);
  const sign = rounded < 0 ? "−" : "";
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
    const [mantissa, exponent] = size.toExponential().split("e");
    return `${sign}${mantissa}e${Number(exponent)}`.replace("e-", "e−");
  }
  const [whole, fraction] = String(size).split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  return `${sign}${grouped}${fraction ? `.${fraction}` : ""}`;
}

/** A share of one as a percentage: 0.1234 → "12.3 %", 0.0004 → "0.04 %". */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.01) return "< 0.01 %";
  return `${written(value, value < 1 && value > 0 ? 1 : 3)} %`;
}

/** A duration as people say it: 75 → "1 min 15 s", 0.42 → "0.4 s". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
