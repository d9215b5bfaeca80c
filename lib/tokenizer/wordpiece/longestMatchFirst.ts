/** A part of a word from `start` to `end`, and its token: with a prefix where it doesn't begin the word. */
export interface WordPart {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

/**
 * WordPiece's way to cut a word: the longest token that the word begins with, then the longest that goes on, and so on:
 * `"unaffable"` → un ##aff ##able. A greedy choice is not taken back.
 *
 * Source: Wu et al. 2016, and BERT's `WordpieceTokenizer`.
 *
 * @param has whether the vocabulary has a token
 * @param longest words of more characters are not cut at all
 * @returns undefined where no token goes on, or the word is too long: the whole word is then unknown
 */
export function longestMatchFirst(
  word: string, has: (token: string) => boolean, { prefix = "##", longest = 100 }: { prefix?: string; longest?: number } = {},
): WordPart[] | undefined {
  if (word.length > longest && [...word].length > longest) return undefined;
  const parts: WordPart[] = [];
  for (let start = 0; start < word.length; start = parts[parts.length - 1].end) {
    const before = start === 0 ? "" : prefix;
    let end = word.length;
    while (end > start && !has(before + word.slice(start, end))) end--;
    if (end === start) return undefined;
    parts.push({ token: before + word.slice(start, end), start, end });
  }
  return parts;
}
