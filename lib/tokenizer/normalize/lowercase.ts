import type { Edit } from "./alignedText";

/** What may have a small letter: capitals, titles (ǅ), Roman numbers and letters in circles; and all that is new. */
const CANDIDATES = /[\p{Changes_When_Lowercased}\u1c89\ua7cb-\ua7dc\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}]/gu;
/** Capitals of Unicode 16 and 17 by their first, last and distance to the small letter, for a Node that knows them not. */
const NEW_CAPITALS = [
  [0x1c89, 0x1c89, 1], [0xa7cb, 0xa7cb, 0x264 - 0xa7cb], [0xa7cc, 0xa7cc, 1], [0xa7ce, 0xa7ce, 1], [0xa7d2, 0xa7d2, 1],
  [0xa7d4, 0xa7d4, 1], [0xa7da, 0xa7da, 1], [0xa7dc, 0xa7dc, 0x19b - 0xa7dc], [0x10d50, 0x10d65, 32], [0x16ea0, 0x16eb8, 27],
] as const;

/**
 * The edits that put small letters for capitals, character by character.
 *
 * So Σ becomes σ at the end of a word, too, where `toLowerCase` would write ς.
 */
export function lowercase(text: string): Edit[] {
  const edits: Edit[] = [];
  for (const { 0: capital, index } of text.matchAll(CANDIDATES)) {
    const small = smallLetter(capital);
    if (small !== capital) edits.push({ start: index, end: index + capital.length, text: small });
  }
  return edits;
}

function smallLetter(capital: string): string {
  const point = capital.codePointAt(0)!;
  const found = NEW_CAPITALS.find(([first, last]) => point >= first && point <= last);
  return found ? String.fromCodePoint(point + found[2]) : capital.toLowerCase();
}
