import { shown } from "../../system/shown";
import { requireWhole } from "../../tensor/checks";
import { sliceEncoding, type Encoding } from "./encoding";

export interface Truncation {
  /** The most tokens that an encoding may have, those of the template counted. */
  maxLength: number;
  /** Which text of a pair gives way: the longer one until both are of one length, or always the same. */
  strategy?: "longestFirst" | "onlyFirst" | "onlySecond";
  /** How many tokens what overflowed repeats of what came before it. */
  stride?: number;
  /** On which side tokens are cut off. */
  side?: "right" | "left";
}

/**
 * The parts of one or two texts that fit into the length, each with what overflowed.
 * @param added how many tokens the template will add
 * @throws RangeError where the length has no room for the template, the stride none for progress, the text that shall give
 * way is missing or too short, or an option is unknown.
 */
export function truncate(
  [first, second]: readonly [Encoding, Encoding?],
  { maxLength, strategy = "longestFirst", stride = 0, side = "right" }: Truncation,
  added = 0,
): [Encoding, Encoding?] {
  requireTruncation({ maxLength, strategy, stride, side });
  const room = maxLength - added;
  if (room < 0) {
    throw new RangeError(`truncation.maxLength is ${maxLength}: expected at least ${added}, for the template adds so many tokens`);
  }
  const [n1, n2] = [first.ids.length, second?.ids.length ?? 0];
  if (n1 + n2 <= room) return [first, second];
  let [keep1, keep2] = [n1, n2];
  if (strategy === "longestFirst") {
    [keep1, keep2] = second ? evenLengths(n1, n2, room) : [room, 0];
  } else {
    if (strategy === "onlySecond" && !second) {
      throw new RangeError('truncation.strategy is "onlySecond", but there is one text: give a pair, or choose "longestFirst"');
    }
    const kept = strategy === "onlyFirst" ? room - n2 : room - n1;
    if (kept <= 0) {
      throw new RangeError(
        `truncation.maxLength is ${maxLength}: the ${strategy === "onlyFirst" ? "first" : "second"} text alone can't give way ` +
          `enough (${n1} and ${n2} tokens, ${added} of the template): raise maxLength, or choose "longestFirst"`,
      );
    }
    if (strategy === "onlyFirst") keep1 = kept;
    else keep2 = kept;
  }
  return [cut(first, keep1, stride, side), second && cut(second, keep2, stride, side)];
}

/** How many tokens of each text stay: the shorter one's all where they are not more than half. Both share what is odd. */
function evenLengths(n1: number, n2: number, room: number): [number, number] {
  const shorter = Math.min(n1, n2);
  const longer = Math.max(shorter, room - shorter);
  const [less, more] = shorter + longer > room ? [Math.floor(room / 2), Math.ceil(room / 2)] : [shorter, longer];
  return n1 > n2 ? [more, less] : [less, more];
}

/** The first so many tokens (the last where the left side is cut off), and the rest in windows of the same length. */
function cut(encoding: Encoding, length: number, stride: number, side: "right" | "left"): Encoding {
  const total = encoding.ids.length;
  if (length >= total) return encoding;
  if (length === 0) return { ...sliceEncoding(encoding, 0, 0), overflowing: [encoding] };
  if (stride >= length) {
    throw new RangeError(`truncation.stride is ${stride}: expected less than the ${length} tokens that fit of this text`);
  }
  const windows: Encoding[] = [];
  for (let from = 0; ; from += length - stride) {
    const [start, end] = side === "right"
      ? [from, Math.min(from + length, total)] : [Math.max(0, total - from - length), total - from];
    windows.push(sliceEncoding(encoding, start, end));
    if (side === "right" ? end === total : start === 0) break;
  }
  const [main, ...overflowing] = windows;
  return { ...main, overflowing };
}

/** @throws RangeError for numbers that are not whole, and for words that name no strategy or side. */
export function requireTruncation({ maxLength, strategy = "longestFirst", stride = 0, side = "right" }: Truncation): void {
  requireWhole("truncation.maxLength", maxLength);
  requireWhole("truncation.stride", stride, 0);
  if (!["longestFirst", "onlyFirst", "onlySecond"].includes(strategy)) {
    throw new RangeError(`truncation.strategy is ${shown(strategy)}: expected "longestFirst", "onlyFirst" or "onlySecond"`);
  }
  if (side === "left" || side === "right") return;
  throw new RangeError(`truncation.side is ${shown(side)}: expected "right" or "left"`);
}
