import { WHITE_SPACE } from "../codePointRanges";
import { LETTERS, NUMBERS } from "./unicode16";

export const [OTHER, LETTER, NUMBER, WHITE] = [0, 1, 2, 3];
/** The kind of each code point; those past the last letter are all OTHER. */
const KINDS = new Uint8Array(LETTERS[LETTERS.length - 1][1] + 1);
for (const [ranges, kind] of [[LETTERS, LETTER], [NUMBERS, NUMBER], [WHITE_SPACE, WHITE]] as const) {
  for (const [first, last] of ranges) KINDS.fill(kind, first, last + 1);
}

/** The kind of the character at this place; OTHER at the end of the text. */
export function kindAt(text: string, at: number): number {
  return at < text.length ? (KINDS[text.codePointAt(at)!] ?? OTHER) : OTHER;
}

/** The end of the characters of one kind that begin at `start`, at most so many of them. */
export function runEnd(text: string, start: number, kind: number, most = Infinity): number {
  let at = start;
  for (let count = 0; at < text.length && count < most; count++) {
    const point = text.codePointAt(at)!;
    if ((KINDS[point] ?? OTHER) !== kind) break;
    at += point > 0xffff ? 2 : 1;
  }
  return at;
}
