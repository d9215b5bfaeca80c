/**
 * WordPiece's way to cut a word: the longest token that the word begins with, then the longest that goes on, and so on:
 * `"unaffable"` → un ##aff ##able. A greedy choice is not taken back.
 *
 * Source: Wu et al. 2016, and BERT's `WordpieceTokenizer`.
 *
 * @param vocabulary all tokens
 * @param prefix what tokens begin with that don't begin a word
 * @param unknown the one token of a word where no token goes on
 * @param longest words of more characters are unknown as a whole, too
 * @returns the tokens; each stands for its text without the prefix
 */
export function longestMatchFirst(
  word: string, vocabulary: ReadonlySet<string> | readonly string[],
  { prefix = "##", unknown = "[UNK]", longest = 100 }: { prefix?: string; unknown?: string; longest?: number } = {},
): string[] {
  const known = vocabulary instanceof Set ? (vocabulary as ReadonlySet<string>) : new Set(vocabulary);
  if (word.length > longest && [...word].length > longest) return [unknown];
  const tokens: string[] = [];
  for (let start = 0, end; start < word.length; start = end) {
    const before = start === 0 ? "" : prefix;
    end = word.length;
    while (end > start && !known.has(before + word.slice(start, end))) end--;
    if (end === start) return [unknown];
    tokens.push(before + word.slice(start, end));
  }
  return tokens;
}
