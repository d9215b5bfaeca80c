import type { Random } from "byhand";
import { type Check, type PlainValue, type Policy, valueCheck } from "byhand-course";
import {
  counting, losing, matching, measuring, merging, notBytes, ranking, rankZeroWaits, searching,
} from "./03-tokenization.messages";
import {
  bitsVariant, countVariant, longestVariant, mergeVariant, rankVariant, unknownVariant, viterbiVariant,
} from "./03-tokenization.mistakes";

/** The lessons that this one builds on. */
export const needs = ["00-welcome"];

export const policy: Policy = { imports: [], forbidden: {} };

type Pair = [left: string, right: string];

const letters = (word: string): string[] => [...word];
const word = (text: string, count: number): { tokens: string[]; count: number } => ({ tokens: letters(text), count });
const pairs = (...texts: string[]): Pair[] => texts.map((text) => text.split(" ") as Pair);

/** A word of these letters. */
export const randomText = (random: Random, alphabet: string, length: number): string =>
  Array.from({ length }, () => [...alphabet][random.integer([...alphabet].length)]).join("");

/** Words of few letters, so that pairs come again and again. */
const randomWords = (random: Random): { tokens: string[]; count: number }[] =>
  Array.from({ length: 12 }, () => word(randomText(random, "aab", 2 + random.integer(6)), 1 + random.integer(5)));

/** Merges as training learns them from such words: the most frequent pair first. */
export function learned(random: Random, { alphabet = "abc", size = 10 } = {}): Pair[] {
  let words = Array.from({ length: 20 }, () => word(randomText(random, alphabet, 3 + random.integer(8)), 1 + random.integer(9)));
  const merges: Pair[] = [];
  while (merges.length < size) {
    const counts = countVariant({})(words);
    if (counts.length === 0) break;
    const { pair } = counts.reduce((best, each) => (each.count > best.count ? each : best));
    merges.push([...pair] as Pair);
    words = words.map(({ tokens, count }) => ({ tokens: mergeVariant({})(tokens, pair), count }));
  }
  return merges;
}

const BERT = ["[UNK]", "un", "##aff", "##able", "##a", "##b", "##le", "aff", "able", "a", "u", "##n", "##u", "##af"];

/** Pieces of few letters with scores; every letter is one. No two ways are equally probable. */
export function randomPieces(random: Random, alphabet: string, { longest = 4, count = 14 } = {}): [string, number][] {
  const texts = new Set(alphabet);
  while (texts.size < count) texts.add(randomText(random, alphabet, 2 + random.integer(longest - 1)));
  return [...texts].map((text) => [text, -1 - 6 * random.uniform()]);
}

/** What an encoding says of a text whose tokens stand between bars; those in brackets are unknown. */
function encoded(marked: string): PlainValue[] {
  const tokens = marked.split("|");
  const text = tokens.join("").replace(/[[\]]/g, "");
  const ids: number[] = [];
  const offsets: number[][] = [];
  let at = 0;
  for (const token of tokens) {
    const plain = token.replace(/[[\]]/g, "");
    if (plain.trim() !== "") {
      ids.push(token.startsWith("[") ? 1 : 2 + ids.length);
      offsets.push([at, at + plain.length]);
    }
    at += plain.length;
  }
  return [text, { ids, offsets }, 1];
}

const randomSentence = (random: Random): string =>
  Array.from({ length: 12 }, () => {
    const text = randomText(random, "abcdé漢👍", 1 + random.integer(7));
    return random.uniform() < 0.3 ? `[${text}]` : text;
  }).join("| |");

export const checks: Record<string, Check[]> = {
  countPairs: [
    valueCheck("a b a b three times and b a once: a b has 6, b a has 4", {
      points: 1, inputs: [[word("abab", 3), word("ba", 1)]], mistakes: counting,
      expected: [{ pair: ["a", "b"], count: 6 }, { pair: ["b", "a"], count: 4 }],
    }),
    valueCheck("no pair goes from one word to the next", {
      points: 1, inputs: [[word("ab", 1), word("ba", 1), word("c", 1)]], mistakes: counting,
      expected: [{ pair: ["a", "b"], count: 1 }, { pair: ["b", "a"], count: 1 }],
    }),
    valueCheck("a a a a has the pair a a at three places", {
      points: 1, inputs: [[word("aaaa", 5)]], expected: [{ pair: ["a", "a"], count: 15 }], mistakes: counting,
    }),
    valueCheck("tokens that were merged before: a bc is not ab c", {
      points: 1, mistakes: counting,
      inputs: [[{ tokens: ["a", "bc"], count: 2 }, { tokens: ["ab", "c"], count: 1 }]],
      expected: [{ pair: ["a", "bc"], count: 2 }, { pair: ["ab", "c"], count: 1 }],
    }),
    valueCheck("twelve random words", {
      points: 1, inputs: (random) => [randomWords(random)], expected: countVariant({}), mistakes: counting,
    }),
  ],
  mergePair: [
    valueCheck("h e h e r with h e gives he he r", {
      points: 1, inputs: [letters("heher"), ["h", "e"]], expected: ["he", "he", "r"], mistakes: merging,
    }),
    valueCheck("a a a with a a gives aa a", {
      points: 1, inputs: [letters("aaa"), ["a", "a"]], expected: ["aa", "a"], mistakes: merging,
    }),
    valueCheck("a token is compared as a whole: xa b has no a b", {
      points: 1, inputs: [["xa", "b", "a", "b"], ["a", "b"]], expected: ["xa", "b", "ab"], mistakes: merging,
    }),
    valueCheck("a word without the pair stays as it is", {
      points: 1, inputs: [letters("her"), ["e", "h"]], expected: ["h", "e", "r"], mistakes: merging,
    }),
    valueCheck("a random word of sixty letters", {
      points: 1, expected: mergeVariant({}), mistakes: merging,
      inputs: (random) => [letters(randomText(random, "aab", 60)), ["a", random.uniform() < 0.5 ? "a" : "b"]],
    }),
  ],
  mergeByRank: [
    valueCheck("t h e r e with (e r), (t h), (th e) gives th er e", {
      points: 1, inputs: [letters("there"), pairs("e r", "t h", "th e")], expected: ["th", "er", "e"],
      mistakes: [...rankZeroWaits, ...ranking],
    }),
    valueCheck("a frequent pair waits for one of lower rank", {
      points: 1, inputs: [letters("babcab"), pairs("c c", "b a", "a b", "c a")], expected: ["ba", "b", "c", "ab"],
      mistakes: ranking,
    }),
    valueCheck("a a a a a with (b a), (a a), (aa aa) gives aaaa a", {
      points: 1, inputs: [letters("aaaaa"), pairs("b a", "a a", "aa aa")], expected: ["aaaa", "a"], mistakes: ranking,
    }),
    valueCheck("the very pair must be among the merges", {
      points: 1, inputs: [letters("them"), pairs("e r", "h e", "th e")], expected: ["t", "he", "m"], mistakes: ranking,
    }),
    valueCheck("a random word with merges that were learned", {
      points: 2, expected: rankVariant({}), mistakes: ranking,
      inputs: (random) => [letters(randomText(random, "abc", 60)), learned(random)],
    }),
    valueCheck("a single letter", { points: 1, inputs: [["a"], pairs("a a")], expected: ["a"], mistakes: ranking }),
  ],
  longestMatchFirst: [
    valueCheck("unaffable is un ##aff ##able", {
      points: 1, inputs: ["unaffable", BERT], expected: ["un", "##aff", "##able"], mistakes: matching,
    }),
    valueCheck("the first piece has no ##, and a later one always has", {
      points: 1, expected: ["aba", "##cc", "##ba", "##ba"], mistakes: matching,
      inputs: ["abaccbaba", ["[UNK]", "ab", "aba", "##ab", "##ba", "##b", "##a", "##c", "##cc", "c", "##abab", "ba", "baba"]],
    }),
    valueCheck("a word that can't be finished is [UNK] as a whole", {
      points: 1, inputs: ["unaffixable", BERT], expected: ["[UNK]"], mistakes: matching,
    }),
    valueCheck("a choice is not taken back: abc with ab, a, ##bc is [UNK]", {
      points: 1, inputs: ["abc", ["[UNK]", "ab", "a", "##bc", "##b"]], expected: ["[UNK]"], mistakes: matching,
    }),
    valueCheck("a random word", {
      points: 1, expected: longestVariant({}), mistakes: matching,
      inputs: (random) => {
        const parts = Array.from({ length: 12 }, () => randomText(random, "abc", 2 + random.integer(3)));
        const vocabulary = new Set(["[UNK]", ..."abc", "##a", "##b", "##c", ...parts, ...parts.map((part) => `##${part}`)]);
        return [randomText(random, "abc", 25), [...vocabulary]];
      },
    }),
  ],
  viterbi: [
    valueCheck("abc is a bc, with −3", {
      points: 1, inputs: ["abc", [["a", -2], ["b", -2], ["c", -2], ["ab", -3], ["bc", -1]]], mistakes: searching,
      expected: { pieces: ["a", "bc"], score: -3 },
    }),
    valueCheck("the longest piece first would be a trap", {
      points: 1, inputs: ["abab", [["a", -2], ["b", -2], ["aba", -4], ["ab", -1.5], ["abab", -6]]], mistakes: searching,
      expected: { pieces: ["ab", "ab"], score: -3 },
    }),
    valueCheck("one rare piece against three common ones", {
      points: 1, inputs: ["aab", [["a", -0.5], ["b", -0.7], ["aab", -5]]], mistakes: searching,
      expected: { pieces: ["a", "a", "b"], score: -1.7 },
    }),
    valueCheck("twenty random letters", {
      points: 2, expected: viterbiVariant({}), mistakes: searching,
      inputs: (random) => [randomText(random, "abc", 20), randomPieces(random, "abc")],
    }),
    valueCheck("two hundred random letters, whose ways nobody could count", {
      points: 1, expected: viterbiVariant({}), mistakes: searching,
      inputs: (random) => [randomText(random, "ab", 200), randomPieces(random, "ab", { longest: 6, count: 20 })],
    }),
  ],
  unknownShare: [
    valueCheck("a 👍 cat, where [UNK] stands for 👍: 1/5", {
      points: 1, inputs: encoded("a| |[👍]| |cat"), expected: 1 / 5, mistakes: losing,
    }),
    valueCheck("one long unknown word among short ones", {
      points: 1, inputs: encoded("it| |was| |[honorificabilitudinitatibus]"), expected: 27 / 32, mistakes: losing,
    }),
    valueCheck("nothing is unknown", { points: 1, inputs: encoded("a| |cat"), expected: 0, mistakes: losing }),
    valueCheck("an unknown token can hold white space", {
      points: 1, inputs: encoded("a|[ big cat]| |sat"), expected: 6 / 10, mistakes: losing,
    }),
    valueCheck("a random sentence", {
      points: 1, inputs: (random) => encoded(randomSentence(random)), expected: unknownVariant({}), mistakes: losing,
    }),
  ],
  bitsPerByte: [
    valueCheck("né with 4.1589 nats: 2 bits per byte", {
      points: 1, inputs: [6 * Math.LN2, "né"], expected: 2, mistakes: [...notBytes, ...measuring],
    }),
    valueCheck("English: as many bytes as characters", {
      points: 1, inputs: [12 * Math.LN2, "cats"], expected: 3, mistakes: measuring,
    }),
    valueCheck("€ takes three bytes, 👍 four", {
      points: 1, inputs: [14 * Math.LN2, "€👍"], expected: 2, mistakes: measuring,
    }),
    valueCheck("a random text in several scripts", {
      points: 1, expected: bitsVariant({}), mistakes: measuring,
      inputs: (random) => [50 + 100 * random.uniform(), randomText(random, "abé漢ж👍", 30 + random.integer(30))],
    }),
  ],
};
