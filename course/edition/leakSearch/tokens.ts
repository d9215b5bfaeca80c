/** Words, numbers and single signs. What stands in quotes is cut up like everything else, so any text has tokens. */
export function tokens(text: string): string[] {
  return text.match(/[\p{L}_$][\p{L}\p{N}_$]*|\d+(?:\.\d+)?|[^\s\p{L}\p{N}]/gu) ?? [];
}

/** How many different words are among some tokens. */
export function wordsIn(some: string[]): number {
  return new Set(some.filter((token) => /^[\p{L}_$]/u.test(token))).size;
}

/** Code without its comments; an address such as https://… is none. */
export function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, " ").replace(/(^|[\s;{}(),])\/\/[^\n]*/g, "$1");
}

/** Lines without what is put before each of them: comment signs, quotation marks of mail, diff signs, line numbers. */
export function withoutLineStarts(text: string): string {
  return text.replace(/^[ \t]*(?:(?:\/\/+|[*>#|+-]|\d+[:.|]?)[ \t]?)+/gm, "");
}
