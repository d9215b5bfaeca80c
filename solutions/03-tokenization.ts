// Lesson 03, your part: texts, lists and numbers, no tensors. Nothing needs to be imported.

// BEGIN TEACHER
import * as byhand from "byhand";
import type { TeacherNotes } from "byhand-course";
import {
  bitsMistakes, countMistakes, longestMistakes, mergeMistakes, rankMistakes, unknownMistakes, viterbiMistakes,
} from "../test/exercises/03-tokenization.mistakes";
// END TEACHER

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
  // BEGIN SOLUTION
  // STUB: // For each place of each word: has counts the pair's key? `${left} ${right}` is one; no token holds a space.
  // STUB: todo("countPairs: fill counts");
  for (const { tokens, count } of words) {
    for (let i = 0; i + 1 < tokens.length; i++) {
      const key = `${tokens[i]} ${tokens[i + 1]}`;
      const entry = counts.get(key);
      if (entry) entry.count += count;
      else counts.set(key, { pair: [tokens[i], tokens[i + 1]], count });
    }
  }
  // END SOLUTION
  return [...counts.values()];
}

/**
 * Puts one token, `left + right`, in place of each such pair, from left to right. No token is used twice.
 *
 * By hand: h e h e r with the pair h e → he he r. And a a a with the pair a a → aa a.
 */
export function mergePair(tokens: readonly string[], [left, right]: Pair): string[] {
  const merged: string[] = [];
  // BEGIN SOLUTION
  // STUB: // Go through tokens by their place. After a merge, the right one is used up, too.
  // STUB: todo("mergePair: fill merged");
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] === left && tokens[i + 1] === right) {
      merged.push(left + right);
      i++;
    } else {
      merged.push(tokens[i]);
    }
  }
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: for (;;) {
  // STUB:   // Which place has the pair of lowest rank? If there is none, return tokens. Else merge there.
  // STUB:   return todo("mergeByRank: the loop");
  // STUB: }
  for (;;) {
    let [lowest, at] = [Infinity, -1];
    for (let i = 0; i + 1 < tokens.length; i++) {
      const rank = ranks.get(`${tokens[i]} ${tokens[i + 1]}`) ?? Infinity;
      if (rank < lowest) [lowest, at] = [rank, i];
    }
    if (at < 0) return tokens;
    tokens.splice(at, 2, tokens[at] + tokens[at + 1]);
  }
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: while (start < word.length) {
  // STUB:   // Begin with all that is left, word.slice(start), and shorten it until its token is known.
  // STUB:   todo("longestMatchFirst: the next token; [\"[UNK]\"] where there is none");
  // STUB: }
  while (start < word.length) {
    const mark = start === 0 ? "" : "##";
    let end = word.length;
    while (end > start && !known.has(mark + word.slice(start, end))) end--;
    if (end === start) return ["[UNK]"];
    tokens.push(mark + word.slice(start, end));
    start = end;
  }
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: // 1. For each end from 1 on, try every start before it; scores.get(…) is undefined for what is no piece.
  // STUB: // 2. Then go back from the end of the text: its last piece begins at lastStart[text.length], and so on.
  // STUB: const found: string[] = todo("viterbi: the pieces");
  for (let end = 1; end <= text.length; end++) {
    for (let start = 0; start < end; start++) {
      const score = scores.get(text.slice(start, end));
      if (score === undefined || best[start] + score <= best[end]) continue;
      best[end] = best[start] + score;
      lastStart[end] = start;
    }
  }
  const found: string[] = [];
  for (let end = text.length; end > 0; end = lastStart[end]) found.unshift(text.slice(lastStart[end], end));
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: // visible(part) counts the characters of a part of the text but its white space.
  // STUB: return todo("unknownShare: lost characters / all characters");
  let lost = 0;
  ids.forEach((id, i) => {
    const [start, end] = offsets[i];
    if (id === unknownId) lost += visible(text.slice(start, end));
  });
  return lost / visible(text);
  // END SOLUTION
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
  // BEGIN SOLUTION
  // STUB: // `for (const character of text)` goes from code point to code point; character.codePointAt(0)! is its number.
  // STUB: const bytes: number = todo("bitsPerByte: how many bytes the text has in UTF-8");
  // STUB: return todo("bitsPerByte: all bits / all bytes");
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return totalNats / Math.LN2 / bytes;
  // END SOLUTION
}

// BEGIN TEACHER
export const exercises: TeacherNotes = {
  countPairs: {
    part: "countPairs",
    hints: [
      "How many places has a word of four tokens where two stand side by side? Where is the last of them?",
      "A loop over words, in it one over i from 0 while i + 1 < tokens.length. The pair is tokens[i], tokens[i + 1]; where "
        + "counts has its key already, add the word's count, else put it in.",
      "const key = `${tokens[i]} ${tokens[i + 1]}`; const entry = counts.get(key); if (entry) entry.count += count; else "
        + "counts.set(key, { pair: [tokens[i], tokens[i + 1]], count });",
    ],
    wrong: {
      acrossWords: {
        because: "counts from one word to the next", message: "from one word to the next", answer: countMistakes.acrossWords,
      },
      eachWordOnce: {
        because: "counts every place as 1", message: "as often as its word", answer: countMistakes.eachWordOnce,
      },
      addsOne: {
        because: "adds 1 for a pair found again", message: "is found again adds 1", answer: countMistakes.addsOne,
      },
      beginsWithOne: {
        because: "begins each pair with 1", message: "first place counts 1", answer: countMistakes.beginsWithOne,
      },
      pastTheEnd: {
        because: "looks past the last token", message: "after the last token", answer: countMistakes.pastTheEnd,
      },
      onceInAWord: {
        because: "counts a pair once in a word", message: "at two places of one word", answer: countMistakes.onceInAWord,
      },
      withoutOverlap: {
        because: "counts a a once in a a a", message: "a a stands at two places", answer: countMistakes.withoutOverlap,
      },
      overwritten: { because: "overwrites instead of adding", message: "is replaced", answer: countMistakes.overwritten },
      joinedKey: { because: "joins two tokens to a key", message: "a bc and ab c", answer: countMistakes.joinedKey },
      withoutOrder: { because: "takes a b and b a for one", message: "are two pairs", answer: countMistakes.withoutOrder },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.countPairs },
    },
  },
  mergePair: {
    part: "mergePair",
    hints: [
      "Write down what should come of a a a a a with the pair a a. At which places did you look, and which did you skip?",
      "A loop over the places i. Where tokens[i] is left and tokens[i + 1] is right, push left + right and skip one place "
        + "more; else push tokens[i].",
      "for (let i = 0; i < tokens.length; i++) { if (tokens[i] === left && tokens[i + 1] === right) { merged.push(left + "
        + "right); i++; } else merged.push(tokens[i]); }",
    ],
    wrong: {
      skipsTwo: {
        because: "skips one token too many", message: "one token too many is skipped", answer: mergeMistakes.skipsTwo,
      },
      usesTwice: { because: "uses a token twice", message: "is used twice", answer: mergeMistakes.usesTwice },
      rightToLeft: { because: "begins at the end", message: "from left to right", answer: mergeMistakes.rightToLeft },
      onlyTheFirst: { because: "merges one place only", message: "at every place", answer: mergeMistakes.onlyTheFirst },
      inTheText: {
        because: "replaces in the joined text", message: "inside of longer tokens", answer: mergeMistakes.inTheText,
      },
      dropsTheLast: { because: "loses the last token", message: "the last token is lost", answer: mergeMistakes.dropsTheLast },
      bothWays: { because: "merges the turned pair, too", message: "the other way round", answer: mergeMistakes.bothWays },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.mergePair },
    },
  },
  mergeByRank: {
    part: "mergeByRank",
    hints: [
      "Do the example of the statement on paper. Before each merge you looked at ALL neighbours. Why is the first that may "
        + "be merged not the one?",
      "In the loop: go through all places i, look up the rank of `${tokens[i]} ${tokens[i + 1]}`, and keep the lowest and its "
        + "place. None? Return. Else tokens.splice(at, 2, tokens[at] + tokens[at + 1]).",
      "let [lowest, at] = [Infinity, -1];\nfor (let i = 0; i + 1 < tokens.length; i++) {\n"
        + "const rank = ranks.get(…) ?? Infinity;\nif (rank < lowest) [lowest, at] = [rank, i];\n}\n"
        + "if (at < 0) return tokens;\ntokens.splice(…);",
    ],
    wrong: {
      zeroIsFalse: {
        because: "takes rank 0 for none", message: "rank 0 is a rank too", answer: rankMistakes.zeroIsFalse,
      },
      neverTheSameList: {
        because: "looks for a new list among the merges", message: "never === each other", answer: rankMistakes.neverTheSameList,
      },
      minusOneIsLowest: {
        because: "takes −1 for a rank", message: "is below every rank", answer: rankMistakes.minusOneIsLowest,
      },
      byFrequency: {
        because: "merges the pair that is most frequent here", message: "most frequent in this word",
        answer: rankMistakes.byFrequency,
      },
      inTextOrder: {
        because: "merges whatever comes first in the text", message: "first in the text", answer: rankMistakes.inTextOrder,
      },
      byLength: { because: "merges what gives the longest token", message: "the longest token", answer: rankMistakes.byLength },
      highestFirst: { because: "begins with the last merge", message: "the highest rank", answer: rankMistakes.highestFirst },
      once: { because: "stops after one merge", message: "only one merge", answer: rankMistakes.once },
      anyKnownToken: {
        because: "merges whatever gives a known token", message: "this very pair", answer: rankMistakes.anyKnownToken,
      },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.mergeByRank },
    },
  },
  longestMatchFirst: {
    part: "longestMatchFirst",
    hints: [
      "Which texts would you look for in the vocabulary, and in which order, when \"un\" of \"unaffable\" is cut off already?",
      "Let end begin at word.length and count it down while the token of word.slice(start, end) is not known; before the "
        + "slice goes ##, but for the first piece. Did end come down to start? Then the word is [UNK].",
      "const mark = start === 0 ? \"\" : \"##\"; let end = word.length; while (end > start && !known.has(mark + "
        + "word.slice(start, end))) end--; if (end === start) return [\"[UNK]\"]; tokens.push(…); start = end;",
    ],
    wrong: {
      markOnFirst: {
        because: "puts ## on the first piece", message: "## on the first piece", answer: longestMistakes.markOnFirst,
      },
      noMark: { because: "looks for pieces without ##", message: "without its ##", answer: longestMistakes.noMark },
      bothForms: {
        because: "takes pieces with ## or without", message: "with ## or without it", answer: longestMistakes.bothForms,
      },
      markDropped: {
        because: "gives pieces without ##", message: "as they stand in the vocabulary", answer: longestMistakes.markDropped,
      },
      shortestFirst: { because: "takes the shortest", message: "the shortest token", answer: longestMistakes.shortestFirst },
      keepsTheRest: {
        because: "keeps the pieces before an unknown one", message: "the whole word is", answer: longestMistakes.keepsTheRest,
      },
      skipsUnknown: { because: "skips what is unknown", message: "is left out", answer: longestMistakes.skipsUnknown },
      fewest: { because: "looks for the fewest pieces", message: "never taken back", answer: longestMistakes.fewest },
      theLibrarys: {
        because: "hands in the library's own part", message: "the library's own", answer: byhand.longestMatchFirst,
      },
    },
  },
  viterbi: {
    part: "viterbi",
    hints: [
      "If you knew the best way to every place before the end, how would you find the best way to the end? What could its last "
        + "piece be?",
      "Two loops: end from 1 to text.length, in it start from 0 to end − 1. Where best[start] + score is larger than "
        + "best[end], keep it, and keep start. Then walk back from the end, and put each piece in front.",
      "if (score === undefined || best[start] + score <= best[end]) continue;\nbest[end] = best[start] + score;\n"
        + "lastStart[end] = start;\n…\nfor (let end = text.length; end > 0; end = lastStart[end]) {\n"
        + "found.unshift(text.slice(lastStart[end], end));\n}",
    ],
    wrong: {
      greedy: { because: "takes the longest match first", message: "that is WordPiece's way", answer: viterbiMistakes.greedy },
      fewest: { because: "looks for the fewest pieces", message: "the fewest pieces", answer: viterbiMistakes.fewest },
      multiplied: { because: "multiplies logarithms", message: "logarithms are multiplied", answer: viterbiMistakes.multiplied },
      anyTextIsAPiece: {
        because: "takes any text for a piece", message: "no piece was taken as one", answer: viterbiMistakes.anyTextIsAPiece,
      },
      multipliedFromZero: {
        because: "multiplies, beginning with 0", message: "all of them become 0", answer: viterbiMistakes.multipliedFromZero,
      },
      addsProbabilities: {
        because: "adds probabilities", message: "without Math.exp", answer: viterbiMistakes.addsProbabilities,
      },
      onlyTheLast: {
        because: "forgets the way before the last piece", message: "the way before it", answer: viterbiMistakes.onlyTheLast,
      },
      allWays: { because: "adds up all ways", message: "of all ways together", answer: viterbiMistakes.allWays },
      backwards: {
        because: "gives the pieces backwards", message: "the last piece comes first", answer: viterbiMistakes.backwards,
      },
      mean: { because: "takes the best mean", message: "per piece", answer: viterbiMistakes.mean },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.viterbi },
    },
  },
  unknownShare: {
    part: "unknownShare",
    hints: [
      "One unknown token can be a letter, one can be \"Honorificabilitudinitatibus\". What do both take from the text?",
      "Go through ids with their place i. Where the id is unknownId, offsets[i] says which part of the text it stands for: add "
        + "the characters of that part. Divide by the characters of the whole text.",
      "For each id with its place i: const [start, end] = offsets[i], and where it is unknownId, "
        + "lost += visible(text.slice(start, end)). At the end lost / visible(text).",
    ],
    wrong: {
      ofTokens: { because: "takes the share of tokens", message: "the share of the tokens", answer: unknownMistakes.ofTokens },
      codeUnits: { because: "counts UTF-16 units", message: "UTF-16 units", answer: unknownMistakes.codeUnits },
      endMinusStart: {
        because: "counts end − start", message: "end − start counts", answer: unknownMistakes.endMinusStart,
      },
      spacesInAll: {
        because: "divides by [...text].length", message: "below the line", answer: unknownMistakes.spacesInAll,
      },
      withSpaces: { because: "counts white space", message: "white space is counted", answer: unknownMistakes.withSpaces },
      known: { because: "gives what is known", message: "what is known", answer: unknownMistakes.known },
      ofKnown: { because: "divides by what is known", message: "divided by what is known", answer: unknownMistakes.ofKnown },
      tokensPerCharacter: {
        because: "divides tokens by characters", message: "tokens are divided by characters",
        answer: unknownMistakes.tokensPerCharacter,
      },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.unknownShare },
    },
  },
  bitsPerByte: {
    part: "bitsPerByte",
    hints: [
      "ln 2 nats are one bit. Are 4.1589 nats more bits than nats, or fewer? And how many bytes has \"é\"?",
      "Add up the bytes in a loop, for (const character of text): one, two, three or four for each, by its "
        + "codePointAt(0). Divide the nats by Math.LN2, and that by the bytes.",
      "const point = character.codePointAt(0)!; bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : …; and at the end "
        + "totalNats / Math.LN2 / bytes",
    ],
    wrong: {
      codeUnits: {
        because: "counts code units for bytes", message: "text.length counts UTF-16 units", answer: bitsMistakes.codeUnits,
      },
      codePoints: {
        because: "counts characters for bytes", message: "characters are not bytes", answer: bitsMistakes.codePoints,
      },
      utf16: { because: "counts two bytes for each unit", message: "two bytes for each unit", answer: bitsMistakes.utf16 },
      nats: { because: "stays in nats", message: "these are nats", answer: bitsMistakes.nats },
      natsPerCharacter: {
        because: "gives nats per character", message: "nats per character", answer: bitsMistakes.natsPerCharacter,
      },
      timesLn2: { because: "multiplies by ln 2", message: "multiplied by ln 2", answer: bitsMistakes.timesLn2 },
      inAll: { because: "forgets the bytes", message: "of the whole text", answer: bitsMistakes.inAll },
      theLibrarys: { because: "hands in the library's own part", message: "the library's own", answer: byhand.bitsPerByte },
    },
  },
};
// END TEACHER
