import { type Check, type Mistake, valueCheck } from "byhand-course";
import { learned, randomPieces, randomText } from "./03-tokenization.checks";
import { counting, losing, matching, measuring, merging, ranking, searching } from "./03-tokenization.messages";
import {
  bitsVariant, countVariant, longestVariant, mergeVariant, rankVariant, unknownVariant, viterbiVariant,
} from "./03-tokenization.mistakes";

// Checks of lesson 03 that only a grader runs. Each is about what an answer that fits the public checks may still lack.

/** Answers that pass every public check, by exercise. */
export const fitted: Record<string, Mistake[]> = {
  countPairs: [{
    answer: ((words) => countVariant({})(words.slice(0, 20))) as ReturnType<typeof countVariant>,
    say: "only the first twenty words are counted: all of them are the text",
  }],
  mergePair: [{
    answer: ((tokens, pair) => [...mergeVariant({})(tokens.slice(0, 100), pair), ...tokens.slice(100)]) as
      ReturnType<typeof mergeVariant>,
    say: "nothing is merged after the first hundred tokens",
  }],
  mergeByRank: [{
    answer: ((letters, merges) => rankVariant({})(letters, merges.slice(0, 10))) as ReturnType<typeof rankVariant>,
    say: "only the first ten merges are looked at",
  }],
  longestMatchFirst: [{
    answer: ((word, vocabulary) =>
      longestVariant({})(word, vocabulary.filter((token) => token.replace("##", "").length <= 5))) as
      ReturnType<typeof longestVariant>,
    say: "longer tokens than five letters are never found: begin with all that is left of the word",
  }],
  viterbi: [{
    answer: ((text, pieces) => viterbiVariant({})(text, pieces.filter(([piece]) => piece.length <= 6))) as
      ReturnType<typeof viterbiVariant>,
    say: "pieces of more than six letters are never tried: try every start before an end",
  }],
  bitsPerByte: [{
    answer: bitsVariant({
      size: (text) => [...text].reduce((sum, character) =>
        sum + (/[\u0000-\u007f]/.test(character) ? 1 : /[\u0080-\u04ff]/.test(character) ? 2 : character.length === 2 ? 4 : 3), 0),
    }),
    say: "letters from U+0500 to U+07FF take two bytes, as Hebrew and Arabic ones do",
  }],
  unknownShare: [{
    answer: ((text, { ids, offsets }, unknownId) => {
      const seen = new Set<string>();
      const first = ids.map((id, i) => {
        const part = text.slice(...offsets[i]);
        if (id !== unknownId || seen.has(part)) return -1;
        seen.add(part);
        return id;
      });
      return unknownVariant({})(text, { ids: first, offsets }, unknownId);
    }) as ReturnType<typeof unknownVariant>,
    say: "an unknown word that comes again is counted once: every token counts",
  }],
};

export const hidden: Record<string, Check[]> = {
  countPairs: [
    valueCheck("eighty words", {
      points: 1,
      inputs: (random) => [Array.from({ length: 80 }, () =>
        ({ tokens: [...randomText(random, "abcd", 1 + random.integer(8))], count: 1 + random.integer(30) }))],
      expected: countVariant({}), mistakes: [...fitted.countPairs, ...counting],
    }),
  ],
  mergePair: [
    valueCheck("three hundred tokens", {
      points: 1,
      inputs: (random) => [[...randomText(random, "abc", 300)], ["a", "b"]],
      expected: mergeVariant({}), mistakes: [...fitted.mergePair, ...merging],
    }),
  ],
  mergeByRank: [
    valueCheck("forty merges", {
      points: 1,
      inputs: (random) => [[...randomText(random, "abcd", 120)], learned(random, { alphabet: "abcd", size: 40 })],
      expected: rankVariant({}), mistakes: [...fitted.mergeByRank, ...ranking],
    }),
  ],
  longestMatchFirst: [
    valueCheck("long tokens", {
      points: 1,
      inputs: (random) => {
        const parts = Array.from({ length: 6 }, () => randomText(random, "abc", 7 + random.integer(5)));
        const vocabulary = ["[UNK]", ..."abc", "##a", "##b", "##c", ...parts, ...parts.map((part) => `##${part}`)];
        return [parts.join(""), [...new Set(vocabulary)]];
      },
      expected: longestVariant({}), mistakes: [...fitted.longestMatchFirst, ...matching],
    }),
  ],
  viterbi: [
    valueCheck("long pieces", {
      points: 1,
      inputs: (random) => {
        const long = Array.from({ length: 5 }, (): [string, number] => [randomText(random, "abc", 8 + random.integer(6)), -4]);
        return [long.map(([piece]) => piece).join("b"), [...randomPieces(random, "abc"), ...long]];
      },
      expected: viterbiVariant({}), mistakes: [...fitted.viterbi, ...searching],
    }),
  ],
  unknownShare: [
    valueCheck("unknown words that come again", {
      points: 1,
      inputs: (random) => {
        const words = Array.from({ length: 20 }, (_, i) => (i % 3 === 0 ? "wyrd" : randomText(random, "abé漢", 1 + random.integer(6))));
        let at = 0;
        const offsets = words.map((word) => {
          const start = at;
          at += word.length + 1;
          return [start, start + word.length];
        });
        return [words.join(" "), { ids: words.map((word) => (word === "wyrd" ? 7 : 3)), offsets }, 7];
      },
      expected: unknownVariant({}), mistakes: [...fitted.unknownShare, ...losing],
    }),
  ],
  bitsPerByte: [
    valueCheck("a text in other scripts", {
      points: 1,
      inputs: (random) => [30 + 50 * random.uniform(), randomText(random, "a שלוםسلامé", 40)],
      expected: bitsVariant({}), mistakes: [...fitted.bitsPerByte, ...measuring],
    }),
  ],
};
