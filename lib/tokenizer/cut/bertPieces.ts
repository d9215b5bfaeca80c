import { isWhiteSpace, membership, runs, type Span } from "../codePointRanges";
import { PUNCTUATION } from "../normalize/unicodeSets";

const isPunctuation = membership(PUNCTUATION);

/**
 * BERT's words: what stands between white space and punctuation, and each sign of punctuation by itself:
 * `"don't go."` → don ' t go .
 */
export function bertPieces(text: string): Span[] {
  return runs(text, (point) => (isWhiteSpace(point) ? 0 : isPunctuation(point) ? -1 : 1));
}
