/**
 * Bytes that are no valid UTF-8 hide in a text as halves of surrogate pairs, U+DC80 for byte 0x80 to U+DCFF for 0xff,
 * which no valid text has: so any bytes can be split into words as a text is, and come back unchanged.
 * Source: PEP 383, Python's "surrogateescape".
 */
const ESCAPE = 0xdc00;

/** The UTF-8 bytes of a text, and the bytes themselves for those that {@link escapedText} has hidden in it. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes.push(unit);
    } else if (unit < 0x800) {
      bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f));
    } else if (unit >= 0xdc80 && unit <= 0xdcff) {
      bytes.push(unit - ESCAPE);
    } else if (unit >= 0xd800 && unit < 0xdc00) {
      const point = text.codePointAt(i++)!;
      bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
    } else {
      bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f));
    }
  }
  return bytes;
}

/** The text of these bytes; each byte that belongs to no valid character is hidden as U+DC80 … U+DCFF. */
export function escapedText(bytes: Uint8Array): string {
  let text = "";
  let begin = 0; // of the valid stretch
  for (let i = 0; i < bytes.length; ) {
    const length = characterLength(bytes, i);
    if (length === 0) {
      text += decode(bytes.subarray(begin, i)) + String.fromCharCode(ESCAPE + bytes[i]);
      begin = ++i;
    } else {
      i += length;
    }
  }
  return text + decode(bytes.subarray(begin));
}

/** How many bytes the character at `start` has; 0 where no valid one begins. Source: Unicode, table 3-7. */
function characterLength(bytes: ArrayLike<number>, start: number): number {
  const first = bytes[start];
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80; // below: a longer form than needed
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf; // above: surrogates, or past U+10FFFF
  for (let i = 1; i < length; i++) {
    const byte = bytes[start + i]; // undefined past the end compares false
    if (!(byte >= (i === 1 ? lowest : 0x80) && byte <= (i === 1 ? highest : 0xbf))) return 0;
  }
  return length;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes); // else it would swallow a U+FEFF at the beginning
}
