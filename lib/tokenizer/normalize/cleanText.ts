import { isWhiteSpace, membership } from "../codePointRanges";
import type { Edit } from "./alignedText";
import { CONTROLS } from "./unicodeSets";

const TO_REMOVE_OR_SPACE = /[\x01-\x1f\x7f\x8f\x9f\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/gu;
const TO_SPACE = /[\t\n\f\r\u1680-\ufffd]/u;
const isControl = membership(CONTROLS);

/**
 * The edits of BERT's clean text: control characters go, and so does U+FFFD; line ends and all other white space become
 * spaces. Source: `_clean_text` in https://github.com/google-research/bert/blob/master/tokenization.py.
 */
export function cleanText(text: string): Edit[] {
  const edits: Edit[] = [];
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at)!;
    const end = at + (point > 0xffff ? 2 : 1);
    if (isControl(point)) edits.push({ start: at, end, text: "" });
    else if (point !== 0x20 && isWhiteSpace(point)) edits.push({ start: at, end, text: " " });
    at = end;
  }
  return edits;
}

/**
 * The edits of SentencePiece's clean text ("nmt"): most control characters go; line ends, tabs, ▁, and signs without a
 * width such as U+200B, U+FEFF and U+FFFD become spaces.
 */
export function cleanForTranslation(text: string): Edit[] {
  return Array.from(text.matchAll(TO_REMOVE_OR_SPACE), ({ 0: found, index }) =>
    ({ start: index, end: index + 1, text: TO_SPACE.test(found) ? " " : "" }));
}
