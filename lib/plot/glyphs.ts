import { escapedText } from "../tokenizer/utf8";
import { visibleToken } from "./tokens";

const WIDE = /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u;
const COMBINING = /[\p{M}\u200b-\u200d]/u;

/** A token as it is drawn: text, or bytes that may hold a part of a character only. */
export type ShownToken = string | Uint8Array;

/** A token with everything visible: blanks as signs, bytes that make no whole character as "‹f0 9f›". */
export function shownToken(token: ShownToken): string {
  if (typeof token === "string") return visibleToken(token);
  const text = escapedText(token); // of a text with bytes hidden in it, only those are surrogates
  return text.split(/([\udc80-\udcff]+)/u).map((part, i) => (i % 2 === 0 ? part && visibleToken(part) : hex(part)))
    .join("") || visibleToken("");
}

function hex(hidden: string): string {
  return `‹${Array.from(hidden, (unit) => (unit.charCodeAt(0) & 0xff).toString(16)).join(" ")}›`;
}

/** How many columns a text takes in letters of one width: none for accents of their own, two for 漢 and 🙂. */
export function columnsOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (COMBINING.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1), 0);
}
