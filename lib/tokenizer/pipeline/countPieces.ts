import { wellFormed } from "../codePoints";
import { cutText, type PreTokenizer } from "../cut/preTokenizer";
import { AlignedText } from "../normalize/alignedText";
import { normalize, type Normalizer } from "../normalize/normalizer";

/**
 * The different pieces of a text, and how often it has each, in the order of their first occurrence.
 * @throws TypeError for a text that is no string; RangeError where nothing is left of it to learn from.
 */
export function countPieces(text: string, normalizer: Normalizer | null, preTokenizer: PreTokenizer | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (const piece of cutText(AlignedText.of(normalize(wellFormed(text), normalizer)), preTokenizer)) {
    counts.set(piece.text, (counts.get(piece.text) ?? 0) + 1);
  }
  if (counts.size > 0) return counts;
  throw new RangeError(`text is ${text === "" ? "empty" : "white space only"}: give the text that the tokens shall be learned from`);
}

/** How often each character occurs in all pieces. */
export function countCharacters(pieces: ReadonlyMap<string, number>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [piece, count] of pieces) {
    for (const character of piece) counts.set(character, (counts.get(character) ?? 0) + count);
  }
  return counts;
}
