import { isWhiteSpace, membership, runs, type Span } from "../codePointRanges";
import { WORD_CHARACTERS } from "../normalize/unicodeSets";

/** Letters, marks, digits and connectors such as _. */
export const isWordCharacter = membership(WORD_CHARACTERS);

/** Runs of letters and digits, and runs of other signs: `"don't go..."` → don ' t go ... (Hugging Face's `Whitespace`). */
export function wordAndSignPieces(text: string): Span[] {
  return runs(text, (point) => (isWordCharacter(point) ? 1 : isWhiteSpace(point) ? 0 : 2));
}

/** What stands between white space: `"don't go."` → don't go. (Hugging Face's `WhitespaceSplit`). */
export function whitespacePieces(text: string): Span[] {
  return runs(text, (point) => (isWhiteSpace(point) ? 0 : 1));
}
