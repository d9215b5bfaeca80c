/** Stands for every character that was not in the training text: U+FFFD REPLACEMENT CHARACTER. */
export const UNKNOWN_CHARACTER = "\uFFFD";

/** A character as messages show it: `"é" (U+00E9)`; line ends and the like are escaped. */
export function codePointName(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return `${JSON.stringify(character)} (U+${code})`;
}

/** @throws TypeError for what is no string; RangeError for half of a surrogate pair, which UTF-8 can't hold. */
export function requireWellFormed(text: string): void {
  requireString(text);
  const half = /\p{Surrogate}/u.exec(text);
  if (!half) return;
  const position = [...text.slice(0, half.index)].length;
  throw new RangeError(
    `text has ${codePointName(half[0])} at position ${position}, half of a surrogate pair: ` +
      "was it cut in the middle of a character? Cut Array.from(text) instead of text",
  );
}

/**
 * The text with U+FFFD for each half of a surrogate pair, as `TextEncoder` has it.
 * @throws TypeError for what is no string.
 */
export function wellFormed(text: string): string {
  requireString(text);
  return text.replace(/\p{Surrogate}/gu, UNKNOWN_CHARACTER);
}

function requireString(text: unknown): void {
  if (typeof text === "string") return;
  throw new TypeError(`text is ${text === null ? "null" : `of type ${typeof text}`}: expected a string`);
}

/** In the order of their code points, whatever the machine's language. */
export function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i].codePointAt(0)! - right[i].codePointAt(0)!;
  }
  return left.length - right.length;
}
