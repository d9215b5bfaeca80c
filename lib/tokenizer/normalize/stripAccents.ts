import { membership, runs, type Ranges } from "../codePointRanges";
import type { Edit } from "./alignedText";
import { MARKS, NONSPACING_MARKS } from "./unicodeSets";

/** The edits that remove every mark: e and ´ become e. Bring the text into NFD first, for é is one character. */
export const stripAccents = removal(MARKS);

/** The same for marks without a width of their own only, as in BERT, so that vowel signs of Hindi and Thai partly stay. */
export const stripNonspacingMarks = removal(NONSPACING_MARKS);

function removal(points: Ranges): (text: string) => Edit[] {
  const isMark = membership(points);
  const kindOf = (point: number): number => (point >= 0x300 && isMark(point) ? 1 : 0);
  return (text) => runs(text, kindOf).map(([start, end]) => ({ start, end, text: "" }));
}
