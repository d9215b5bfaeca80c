import { visibleToken } from "./tokens";

const WIDE = /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u;
const COMBINING = /[\p{M}\u200b-\u200d]/u;

/** A token as it is drawn: text, or bytes that may hold a part of a character only. */
export type ShownToken = string | Uint8Array;

/** A token with everything visible: blanks as signs, bytes that make no whole character as "‹F0 9F›". */
export function shownToken(token: ShownToken): string {
  if (typeof token === "string" || token.length === 0) return visibleToken(String(token));
  let text = "";
  let stray: number[] = [];
  const putStray = (): void => {
    if (stray.length > 0) text += `‹${Buffer.from(stray).toString("hex").toUpperCase().replace(/..(?=.)/g, "$& ")}›`;
    stray = [];
  };
  for (let at = 0; at < token.length;) {
    const length = bytesOfCharacter(token[at]);
    const character = wholeCharacter(token.subarray(at, at + length));
    if (character === undefined) {
      stray.push(token[at]);
      at++;
    } else {
      putStray();
      text += visibleToken(character);
      at += length;
    }
  }
  putStray();
  return text;
}

/** How many columns a text takes in letters of one width: none for accents of their own, two for 漢 and 🙂. */
export function columnsOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (COMBINING.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1), 0);
}

/** The bytes of a character of UTF-8 by its first one (RFC 3629, section 3). */
function bytesOfCharacter(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

function wholeCharacter(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
