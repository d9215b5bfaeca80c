import { LETTERS, NUMBERS, type Ranges } from "./unicode16";

const [OTHER, LETTER, NUMBER, WHITE] = [0, 1, 2, 3];
const [SPACE, APOSTROPHE] = [0x20, 0x27];
const WHITE_SPACE: Ranges = [
  [0x09, 0x0d], [0x20, 0x20], [0x85, 0x85], [0xa0, 0xa0], [0x1680, 0x1680], [0x2000, 0x200a], [0x2028, 0x2029],
  [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000],
];
/** The kind of each code point; those past the last letter are all OTHER. */
const KINDS = new Uint8Array(LETTERS[LETTERS.length - 1][1] + 1);
for (const [ranges, kind] of [[LETTERS, LETTER], [NUMBERS, NUMBER], [WHITE_SPACE, WHITE]] as const) {
  for (const [first, last] of ranges) KINDS.fill(kind, first, last + 1);
}

/**
 * Where the piece ends that begins at `start`, by GPT-2's pattern, read from left to right without going back:
 *
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
 */
export function gpt2PieceEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === APOSTROPHE) {
    const length = contractionLength(text, start);
    if (length > 0) return start + length;
  }
  const next = start + 1;
  const begin = first === SPACE && next < text.length && kindAt(text, next) !== WHITE ? next : start;
  const kind = kindAt(text, begin);
  const end = runEnd(text, begin, kind);
  // White space before something else leaves its last character to that: `\s+(?!\S)`.
  return kind === WHITE && end < text.length && end > next ? end - 1 : end;
}

/** The end of the characters of one kind. */
function runEnd(text: string, start: number, kind: number): number {
  let at = start;
  while (at < text.length) {
    const point = text.codePointAt(at)!;
    if ((KINDS[point] ?? OTHER) !== kind) break;
    at += point > 0xffff ? 2 : 1;
  }
  return at;
}

function kindAt(text: string, at: number): number {
  return KINDS[text.codePointAt(at)!] ?? OTHER;
}

function contractionLength(text: string, start: number): number {
  const letter = text[start + 1];
  if (letter === "s" || letter === "t" || letter === "m" || letter === "d") return 2;
  const two = text.slice(start + 1, start + 3);
  return two === "re" || two === "ve" || two === "ll" ? 3 : 0;
}
