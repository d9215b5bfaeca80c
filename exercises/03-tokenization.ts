// Lesson 03, your part: texts, lists and numbers, no tensors. Nothing needs to be imported.

/** Two tokens that stand side by side. */
export type Pair = readonly [left: string, right: string];

/** A piece of the training text, cut into tokens, and how often the text has it. */
export type Word = { tokens: readonly string[]; count: number };

/**
 * How often each pair of neighbours occurs in a text. Pairs are counted within words, never from one word to the next.
 *
 * A word that the text has `count` times gives `count` to each of its places. In a a a the pair a a stands at two places.
 *
 * By hand: a b a b (3 times) and b a (once): the pair a b has 3 + 3 = 6, the pair b a has 3 + 1 = 4.
 *
 * @returns each pair once, in the order in which they first occur
 */
export function countPairs(words: readonly Word[]): { pair: Pair; count: number }[] {
  const counts = new Map<string, { pair: Pair; count: number }>(); // by a key that only this pair has
  // For each place of each word: has counts the pair's key? `${left} ${right}` is one; no token holds a space.
  todo("countPairs: fill counts");
  return [...counts.values()];
}

/**
 * Puts one token, `left + right`, in place of each such pair, from left to right. No token is used twice.
 *
 * By hand: h e h e r with the pair h e → he he r. And a a a with the pair a a → aa a.
 */
export function mergePair(tokens: readonly string[], [left, right]: Pair): string[] {
  const merged: string[] = [];
  // Go through tokens by their place. After a merge, the right one is used up, too.
  todo("mergePair: fill merged");
  return merged;
}

/**
 * Cuts a new word as byte-pair encoding does: again and again, the pair of lowest rank is merged.
 *
 * A pair's rank is its place among the merges, so `merges[0]`, which training learned first, goes first wherever it
 * stands. Of several places with the same pair, the leftmost goes first. It ends when no two neighbours are among the
 * merges. (Training learns a pair's parts before the pair. So going through the merges once, in order, does the same.)
 *
 * By hand: merges (e r), (t h), (th e) and the letters t h e r e. Ranks of the neighbours: t h has 1, h e none, e r has
 * 0, r e none. So e r goes first: t h er e. Then t h: th er e. Now th e are no neighbours, and it ends: th, er, e.
 *
 * @param letters what to begin with
 * @param merges  the pairs that may be merged, in the order in which training learned them
 */
export function mergeByRank(letters: readonly string[], merges: readonly Pair[]): string[] {
  const ranks = new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  const tokens = [...letters];
  for (;;) {
    // Which place has the pair of lowest rank? If there is none, return tokens. Else merge there.
    return todo("mergeByRank: the loop");
  }
}

/**
 * Cuts a word as WordPiece does: the longest token that it begins with, then the longest that goes on, to its end.
 *
 * Tokens that go on in a word stand in the vocabulary with ## before them. A choice is never taken back: where no token
 * goes on, the whole word is `[UNK]`.
 *
 * By hand: vocabulary [UNK], un, ##aff, ##able, ##a. "unaffable" → un, ##aff, ##able. "unfair" → [UNK], since no token
 * goes on with f.
 *
 * @param vocabulary all tokens
 * @returns the tokens as they stand in the vocabulary, or ["[UNK]"]; none, [], for an empty word
 */
export function longestMatchFirst(word: string, vocabulary: readonly string[]): string[] {
  const known = new Set(vocabulary);
  const tokens: string[] = [];
  let start = 0; // up to here the word is cut
  while (start < word.length) {
    // Begin with all that is left, word.slice(start), and shorten it until its token is known.
    todo("longestMatchFirst: the next token; [\"[UNK]\"] where there is none");
  }
  return tokens;
}

/**
 * The most probable way to cut a text into pieces, as the Unigram tokenizer does.
 *
 * Each piece comes by itself, so probabilities are multiplied, and their logarithms, the scores, are added:
 * `best[end] = max over start of best[start] + score(text from start to end)`, from left to right; `best[0] = 0`.
 *
 * By hand: "abc" with scores a −2, b −2, c −2, ab −3, bc −1. best[1] = −2 (a). best[2] = max(−2 − 2, −3) = −3 (ab).
 * best[3] = max(−3 − 2, −2 − 1) = −3 (a, then bc). → pieces a, bc with score −3.
 *
 * @param text   every character of it is a piece; not empty
 * @param pieces each piece with its score, the logarithm of its probability
 * @returns the pieces from left to right, and the sum of their scores; of ways with the same score, any
 */
export function viterbi(
  text: string,
  pieces: readonly (readonly [piece: string, score: number])[],
): { pieces: string[]; score: number } {
  const scores = new Map(pieces);
  const best = [0, ...Array<number>(text.length).fill(-Infinity)]; // best[end]: the best score of text.slice(0, end)
  const lastStart: number[] = []; // lastStart[end]: where the last piece of that way begins
  // 1. For each end from 1 on, try every start before it; scores.get(…) is undefined for what is no piece.
  // 2. Then go back from the end of the text: its last piece begins at lastStart[text.length], and so on.
  const found: string[] = todo("viterbi: the pieces");
  return { pieces: found, score: best[text.length] };
}

/**
 * How much of a text became unknown, in a measure that can be compared between tokenizers: of the text's characters but
 * white space, the share that unknown tokens stand for.
 *
 * Characters are code points, which `[...text]` gives: "👍" is one of them, though its length is 2.
 *
 * By hand: "a 👍 cat" has the characters a 👍 c a t, and [UNK] stands for 👍: 1/5. (Of its three tokens it is 1/3.)
 *
 * @param text      not only white space
 * @param encoding  the id of each token, and where it comes from: text.slice(start, end)
 * @param unknownId the id of [UNK]
 * @returns from 0 to 1
 */
export function unknownShare(
  text: string,
  { ids, offsets }: { ids: readonly number[]; offsets: readonly (readonly [start: number, end: number])[] },
  unknownId: number,
): number {
  const visible = (part: string): number => [...part].filter((character) => character.trim() !== "").length;
  // visible(part) counts the characters of a part of the text but its white space.
  return todo("unknownShare: lost characters / all characters");
}

/**
 * How many bits a model needs for each byte of a text, a loss that can be compared between tokenizers.
 *
 * `bits = nats / ln 2`; the bytes are those of the text in UTF-8. There a code point below 0x80 takes one byte, below
 * 0x800 two, below 0x10000 three, and any other four. Count by this rule: the language itself has no TextEncoder, which
 * the lesson's first cells use; browsers and Node.js add it.
 *
 * By hand: a model that gives "né" a total loss of 4.1589 nats needs 4.1589 / 0.6931 = 6 bits. "né" has 3 bytes (n takes
 * one, é two), so that is 2 bits per byte.
 *
 * @param totalNats the losses of all the text's tokens, summed
 * @param text      not empty
 */
export function bitsPerByte(totalNats: number, text: string): number {
  // `for (const character of text)` goes from code point to code point; character.codePointAt(0)! is its number.
  const bytes: number = todo("bitsPerByte: how many bytes the text has in UTF-8");
  return todo("bitsPerByte: all bits / all bytes");
}

/** Stands where something is not written yet. */
function todo(what: string): never {
  throw new Error(`TODO: write ${what}`);
}
