import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameBags } from "../../../../lib/data/miniEnglish/bagOfWords";
import { bestGuess } from "../../../../lib/data/miniEnglish/ceiling";
import { onlySentences } from "../../../../lib/data/miniEnglish/condense";
import { derive, different, pattern } from "../../../../lib/data/miniEnglish/pattern";
import { type Evidence, read } from "../../../../lib/data/miniEnglish/posterior";
import { Random } from "byhand";
import { anyLanguage, enumerateDerivations } from "./languages";

/** Evidence of every kind: visible, blank, and words that may be wrong. */
const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  word: fc.constantFrom("a", "b", "c", null), match: fc.constantFrom(1, 0.5), other: fc.constantFrom(0, 0.25, 1), wanted: fc.boolean(),
});
const likelihood = ({ word, match, other }: Evidence, is: string): number => (word === is ? match : other);

describe("read", () => {
  it("gives what counting all derivations gives: of the whole, and jointly with each wanted word", () => {
    const anyEvidences = fc.array(fc.array(anyEvidence, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 2 });
    fc.assert(fc.property(anyLanguage, anyEvidences,
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })), (language, evidence, lengths) => {
        const seen = language[0]!.sentences.map((_, i) => evidence[i]!.slice(0, lengths[i]));
        const { probability, words } = read(language, seen);
        let total = 0;
        const joint = new Map<string, number>();
        for (const { sentences, weight } of enumerateDerivations(language)) {
          if (sentences.some((sentence, i) => sentence.length !== seen[i]!.length)) continue;
          const p = sentences.reduce((product, sentence, i) =>
            sentence.reduce((inner, word, k) => inner * likelihood(seen[i]![k]!, word), product), weight);
          total += p;
          sentences.forEach((sentence, i) => sentence.forEach((word, k) => {
            const key = `${i} ${k} ${word}`;
            joint.set(key, (joint.get(key) ?? 0) + p);
          }));
        }
        expect(probability).toBeCloseTo(total, 10);
        words.forEach((sentence, i) => sentence.forEach((found, k) => {
          expect(found !== null).toBe(seen[i]![k]!.wanted);
          for (const word of ["a", "b", "c"]) {
            if (found) expect(found.get(word) ?? 0).toBeCloseTo(joint.get(`${i} ${k} ${word}`) ?? 0, 10);
          }
        }));
      }), { numRuns: 300 });
  });
});

/** Probability of each text, sentences joined by "|". */
function texts(derivations: readonly { sentences: string[][]; weight: number }[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const { sentences, weight } of derivations) {
    const text = sentences.map((words) => words.join(" ")).join("|");
    all.set(text, (all.get(text) ?? 0) + weight);
  }
  return all;
}

describe("onlySentences", () => {
  it("keeps the probability of each sentence's texts", () => {
    fc.assert(fc.property(anyLanguage, (language) => {
      const last = language[0]!.sentences.length - 1;
      const wanted = texts(enumerateDerivations(language).map((one) => ({ ...one, sentences: [one.sentences[last]!] })));
      const found = texts(enumerateDerivations(onlySentences(language, [last])));
      expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
      for (const [text, p] of wanted) expect(found.get(text)).toBeCloseTo(p, 10);
    }), { numRuns: 200 });
  });
});

describe("sameBags and bestGuess", () => {
  it("find all derivations with the same words in another order, and the likeliest label among them", () => {
    const sorted = (sentences: readonly (readonly string[])[]): string =>
      JSON.stringify(sentences.map((words) => [...words].sort()));
    fc.assert(fc.property(anyLanguage, fc.integer({ min: 1, max: 1000 }), (language, seed) => {
      const { sentences } = derive(language, new Random(seed));
      const wanted = enumerateDerivations(language).filter((one) => sorted(one.sentences) === sorted(sentences));
      const total = language.reduce((sum, { weight }) => sum + weight, 0);
      const found = sameBags(language, sentences);
      expect(found.reduce((sum, { probability }) => sum + probability, 0))
        .toBeCloseTo(wanted.reduce((sum, { weight }) => sum + weight, 0) / total, 10);
      const labels = new Map<string, number>();
      for (const { label, weight } of wanted) labels.set(label.join(" "), (labels.get(label.join(" ")) ?? 0) + weight);
      const best = Math.max(...labels.values()) / [...labels.values()].reduce((sum, p) => sum + p, 0);
      expect(bestGuess(found, ({ label }) => label.join(" "))).toBeCloseTo(best, 10);
    }), { numRuns: 300 });
  });
});

describe("pattern", () => {
  it("draws each text as often as its probability says", () => {
    const language = [
      pattern(["{who} likes {who.2} .", "{who.1} smiles ."], { who: different([["anna", "she"], ["ben", "he"], ["max", "he"]], 2) }),
      pattern(["anna likes {what} .", "she smiles ."], { what: [["ben"], ["tea"]] }, { weight: 2 }),
    ];
    const probabilities = texts(enumerateDerivations(language));
    const random = new Random(4);
    const n = 6000;
    const counts = texts(Array.from({ length: n }, () => ({ ...derive(language, random), weight: 1 })));
    for (const [text, weight] of probabilities) {
      const p = weight / 3; // the weights are 1 and 2
      expect(Math.abs((counts.get(text) ?? 0) - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)));
    }
    expect([...counts.keys()].filter((text) => !probabilities.has(text))).toEqual([]);
  });

  it("refuses a slot without a word, naming it", () => {
    expect(() => pattern(["{who.2} smiles"], { who: [["anna", "she"]] })).toThrow(/slot \{who.2\} has no word: variables are who/);
    expect(() => pattern(["{whom} smiles"], { who: [["anna"]] })).toThrow(/slot \{whom\} has no word/);
  });
});
