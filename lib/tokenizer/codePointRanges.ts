/** Ranges of code points, both ends included. */
export type Ranges = readonly (readonly [first: number, last: number])[];

/**
 * The ranges that a text lists: each pair of numbers, in base 36, is one range: how far its first code point is behind
 * the range before, and how many follow the first.
 */
export function ranges(steps: string): Ranges {
  const numbers = steps.split(" ").map((step) => parseInt(step, 36));
  const found: [number, number][] = [];
  for (let i = 0, last = 0; i < numbers.length; i += 2) {
    const first = last + numbers[i];
    last = first + numbers[i + 1];
    found.push([first, last]);
  }
  return found;
}

/** The inside of a regular expression's class: `\u{41}-\u{5a}\u{61}-\u{7a}…`; the expression needs the flag u. */
export function classOf(points: Ranges): string {
  return points.map((range) => range.map((point) => `\\u{${point.toString(16)}}`).join("-")).join("");
}

/** Whether a code point is in the set, looked up in a table of bits, which is made when first needed. */
export function membership(points: Ranges): (point: number) => boolean {
  let bits: Uint32Array | undefined;
  return (point) => {
    bits ??= bitsOf(points);
    return (bits[point >> 5] & (1 << (point & 31))) !== 0;
  };
}

function bitsOf(points: Ranges): Uint32Array {
  const bits = new Uint32Array(0x110000 >> 5);
  for (const [first, last] of points) {
    for (let point = first; point <= last; point++) bits[point >> 5] |= 1 << (point & 31);
  }
  return bits;
}

/** A stretch of a text, from `start` up to `end`, counted in UTF-16 units. */
export type Span = readonly [start: number, end: number];

/** The longest stretches of code points of one kind; kind 0 is left out, and each point of the kind -1 stands alone. */
export function runs(text: string, kindOf: (point: number) => number): Span[] {
  const stretches: Span[] = [];
  let [start, kind] = [0, 0];
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at)!;
    const next = kindOf(point);
    if (next !== kind || next === -1) {
      if (kind !== 0) stretches.push([start, at]);
      [start, kind] = [at, next];
    }
    at += point > 0xffff ? 2 : 1;
  }
  if (kind !== 0) stretches.push([start, text.length]);
  return stretches;
}

/** White space by Unicode, which has not changed in years; JavaScript's \s takes U+FEFF for such and U+0085 not. */
export const WHITE_SPACE: Ranges = [
  [0x09, 0x0d], [0x20, 0x20], [0x85, 0x85], [0xa0, 0xa0], [0x1680, 0x1680], [0x2000, 0x200a], [0x2028, 0x2029],
  [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000],
];
export const isWhiteSpace = membership(WHITE_SPACE);
