import { escapeHtml, inNotebook, showHtml } from "byhand";

/** The band that a figure of a lesson should lie in, ends included, and what to suspect where it doesn't. */
export interface Band {
  from: number;
  to: number;
  ifNot: string;
}

/** Whether lessons run in their shortened form (BYHAND_SHORT=1), in which `npm test` runs every cell but fewer steps. */
function shortened(): boolean {
  return process.env.BYHAND_SHORT === "1";
}

/**
 * How many steps to take: `full`, or in the shortened form a fiftieth of that, but no fewer than 3 and no more than 20
 * (and never more than `full`).
 *
 * @throws {RangeError} where `full` is not a whole number of at least one step
 */
export function steps(full: number): number {
  if (!Number.isInteger(full) || full < 1) {
    throw new RangeError(`steps is ${full}: expected a whole number of at least 1, such as steps(2000)`);
  }
  return shortened() ? Math.min(full, 20, Math.max(3, Math.round(full / 50))) : full;
}

/**
 * Shows a figure of the lesson beside the band that it should lie in. Outside, it says what to suspect; a shortened run
 * shows the figure and judges nothing.
 *
 * @throws {RangeError} where the band has no inside, and with BYHAND_BANDS=strict where the figure lies outside it
 */
export function shouldSee(what: string, value: number, band: Band): void {
  const { from, to, ifNot } = band;
  if (!(from <= to)) throw new RangeError(`the band of "${what}" goes from ${from} to ${to}: from must not be above to`);
  const inside = value >= from && value <= to;
  const range = `expected ${written(from, band)} to ${written(to, band)}`;
  const shown = `${what}: ${written(value, band)}`;
  if (shortened()) say("○", shown, `${range} at full length; this is a shortened run`, "#808080");
  else if (inside) say("✓", shown, range, "#0072b2");
  else say("✗", shown, `${range}; outside: ${ifNot}`, "#d55e00");
  if (!inside && !shortened() && process.env.BYHAND_BANDS === "strict") {
    throw new RangeError(`${shown} is outside its band, ${range}: ${ifNot}`);
  }
}

/** One line. Mark and words carry the meaning; the colour of the edge only repeats it, and the text follows Lab's theme. */
function say(mark: string, shown: string, remark: string, color: string): void {
  if (!inNotebook()) return console.log(`${mark} ${shown} (${remark})`);
  const html = `<div style="border-left: 4px solid ${color}; padding: .2em .8em; margin: .4em 0">` +
    `<b>${mark} ${escapeHtml(shown)}</b> ` +
    `<span style="opacity: .8">(${escapeHtml(remark)})</span></div>`;
  showHtml(html, `${mark} ${shown} (${remark})`);
}

/** As many decimals as tell the ends of the band apart, with one to spare: 1.7634 in [1.6, 1.8] is "1.76". */
function written(value: number, { from, to }: Band): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  const width = to - from;
  if (size < 1e-4) return Number(value.toPrecision(2)).toExponential();
  const decimals = width > 0 && Number.isFinite(width) ? Math.ceil(1 - Math.log10(width)) : 3;
  return String(Number(value.toFixed(Math.min(12, Math.max(0, decimals)))));
}
