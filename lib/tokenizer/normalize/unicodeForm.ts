import { classOf } from "../codePointRanges";
import type { Edit } from "./alignedText";
import { NEWER } from "./unicodeSets";

/** NFC composes é from e and ´, NFD takes it apart; NFKC and NFKD also replace ﬁ by fi and ① by 1. */
export type UnicodeForm = "NFC" | "NFD" | "NFKC" | "NFKD";

/**
 * What can change with the character before it: marks, and letters that compose backwards, which are the vowels and final
 * consonants of Hangul and the half-wide signs for Japanese voices.
 */
const JOINERS =
  "\\p{M}\\u{1161}-\\u{1175}\\u{11a8}-\\u{11c2}\\u{3133}-\\u{3163}\\u{ff9e}\\u{ff9f}\\u{ffa3}-\\u{ffdc}";
const newer = classOf(NEWER);
const joiner = `(?:(?![${newer}])[${JOINERS}])`;
/** Characters that can change together; one of ASCII alone never changes. */
const GROUPS = new RegExp(`[${newer}]|[\\0-\\x7f]${joiner}+|[^\\0-\\x7f]${joiner}*`, "gu");
const HAS_NEWER = new RegExp(`[${newer}]`, "u");

/**
 * The edits that bring a text into a Unicode form, as of Unicode 12 with every Node.
 * Source: Unicode Standard Annex #15.
 */
export function unicodeForm(form: UnicodeForm): (text: string) => Edit[] {
  return (text) => {
    if (text.normalize(form) === text && !HAS_NEWER.test(text)) return [];
    const edits: Edit[] = [];
    for (const { 0: group, index } of text.matchAll(GROUPS)) {
      const normalized = HAS_NEWER.test(group) ? group : group.normalize(form);
      if (normalized !== group) edits.push({ start: index, end: index + group.length, text: normalized });
    }
    return edits;
  };
}
