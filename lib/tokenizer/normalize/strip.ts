import { isWhiteSpace } from "../codePointRanges";
import type { Edit } from "./alignedText";

/** The edits that take white space off a text's beginning and end. */
export function strip(text: string, { left = true, right = true }: { left?: boolean; right?: boolean } = {}): Edit[] {
  let [start, end] = [0, text.length];
  while (left && start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (right && end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  const edits = [{ start: 0, end: start, text: "" }, { start: end, end: text.length, text: "" }];
  return edits.filter((edit) => edit.end > edit.start);
}
