import type { Edit } from "./alignedText";

/** The blocks of Chinese characters, which Japanese and Korean texts have, too; not their own alphabets. */
const IDEOGRAPH =
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

/**
 * The edits that put a space on both sides of each Chinese character, for there are none between words: 漢字 → " 漢  字 ".
 * Source: `_tokenize_chinese_chars` in https://github.com/google-research/bert/blob/master/tokenization.py.
 */
export function cjkSpacing(text: string): Edit[] {
  return Array.from(text.matchAll(IDEOGRAPH), ({ 0: found, index }) =>
    ({ start: index, end: index + found.length, text: ` ${found} ` }));
}
