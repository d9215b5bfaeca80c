import type { PretrainingText } from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { everyOutcome, fewWords, type Library, sumsBy } from "./fewWords";

const SHARES = [0.15, 0.4];

/** A sentence and how probable it is. */
interface Sentence { words: string[]; probability: number }

let library: Library;
let texts: PretrainingText[][]; // for each of the shares
let ordinary: string[];
let firsts: Sentence[];
let seconds: Sentence[];
let neighbours: { first: string[]; second: string[]; probability: number }[];

beforeAll(async () => {
  library = await fewWords();
  const { BERT_SPECIAL_TOKENS, BERT_TEMPLATE, drawMasking, drawPairs, maskingVocabulary, maskTokens, Random } = library;
  const tokenizer = library.WordTokenizer.train(library.miniVocabulary().join(" "), {
    specialTokens: BERT_SPECIAL_TOKENS, template: BERT_TEMPLATE,
  });
  const vocabulary = maskingVocabulary(tokenizer);
  ordinary = vocabulary.ordinaryIds.map((id) => tokenizer.token(id));
  // Masked pairs as a BERT is trained on them, by the library's own functions.
  texts = SHARES.map((share) => {
    const documents = library.miniDocuments({ count: 45, seed: 3 });
    const random = new Random(1);
    return library.nextSentencePairs(documents, drawPairs(documents, { random })).map(({ first, second, isNext }) => {
      const original = tokenizer.encodeWithOffsets(first, { pair: second }).ids;
      const draws = drawMasking(original.length, { vocabulary, random });
      const { ids, labels } = maskTokens(original, draws, { ...vocabulary, share });
      return {
        tokens: ids.map((id) => tokenizer.token(id)), isNext,
        chosen: labels.map((id) => (id === -100 ? null : tokenizer.token(id))),
      };
    });
  });
  // All documents that there are.
  const documents = everyOutcome(library, () => library.miniDocuments({ count: 1 })[0]!);
  const sentences = (places: number[]): Sentence[] => {
    const sums = places.map((place) => sumsBy(documents, (document) => document[place]!));
    return sums.flatMap((sum) => [...sum].map(([text, p]) => ({ words: text.split(" "), probability: p / places.length })));
  };
  firsts = sentences([0, 1]);
  seconds = sentences([0, 1, 2]);
  neighbours = [0, 1].flatMap((place) => [...sumsBy(documents, (document) => `${document[place]}|${document[place + 1]}`)])
    .map(([text, p]) => {
      const [first, second] = text.split("|").map((sentence) => sentence.split(" "));
      return { first: first!, second: second!, probability: p / 2 };
    });
});

/** How probable it is that a word is seen as another, by the paper's recipe, case by case; and that it was chosen then. */
function seenAs(seen: string, truth: string, share: number): { chosen: number; either: number } {
  const cases = [
    { chosen: false, seen: truth, probability: 1 - share },
    { chosen: true, seen: "[MASK]", probability: share * 0.8 },
    ...ordinary.map((word) => ({ chosen: true, seen: word, probability: (share * 0.1) / ordinary.length })),
    { chosen: true, seen: truth, probability: share * 0.1 },
  ].filter((one) => one.seen === seen);
  const sum = (some: typeof cases): number => some.reduce((all, { probability }) => all + probability, 0);
  return { chosen: sum(cases.filter(({ chosen }) => chosen)), either: sum(cases) };
}

/** Both floors of a text by going through all pairs of sentences that could have been seen so. */
function counted({ tokens, chosen, isNext }: PretrainingText, share: number): { tokens: number[]; nextSentence: number } {
  const end = tokens.indexOf("[SEP]");
  const seen = [tokens.slice(1, end), tokens.slice(end + 1, -1)];
  const truths = [chosen.slice(1, end), chosen.slice(end + 1, -1)];
  const known = new Map<string, ReturnType<typeof seenAs>>();
  /** The probability that a sentence is seen as this one is, where the word at a place is known to have been chosen. */
  const likelihood = (side: 0 | 1, words: string[], place: number): number => {
    if (words.length !== seen[side]!.length) return 0;
    return words.reduce((product, truth, i) => {
      if (product === 0) return 0;
      const key = `${seen[side]![i]} ${truth}`;
      if (!known.has(key)) known.set(key, seenAs(seen[side]![i]!, truth, share));
      return product * known.get(key)![i === place ? "chosen" : "either"];
    }, 1);
  };
  /** The probability of what is seen with a condition on the original sentences, of neighbours and of strangers. */
  const seenWhere = (fits: (side: 0 | 1, words: string[]) => boolean, places: [number, number] = [-1, -1]): [number, number] => {
    const side = (which: 0 | 1, sentences: Sentence[]): number => sentences.reduce((sum, { words, probability }) =>
      (fits(which, words) ? sum + probability * likelihood(which, words, places[which]) : sum), 0);
    const together = neighbours.reduce((sum, { first, second, probability }) => (fits(0, first) && fits(1, second)
      ? sum + probability * likelihood(0, first, places[0]) * likelihood(1, second, places[1]) : sum), 0);
    return [together / 2, (side(0, firsts) * side(1, seconds)) / 2];
  };
  const [next, random] = seenWhere(() => true);
  const nats: number[] = [];
  for (const side of [0, 1] as const) {
    for (const [place, truth] of truths[side]!.entries()) {
      if (truth === null) continue;
      const places: [number, number] = side === 0 ? [place, -1] : [-1, place];
      const right = seenWhere((which, words) => which !== side || words[place] === truth, places);
      const all = seenWhere(() => true, places);
      nats.push(-Math.log((right[0] + right[1]) / (all[0] + all[1])));
    }
  }
  return { tokens: nats, nextSentence: -Math.log((isNext ? next : random) / (next + random)) };
}

type Floor = ReturnType<typeof counted>;

/** The largest difference, in nats, between a library's floors and these. */
function differences({ pretrainingFloor }: Library, expected: Floor[][]): Record<keyof Floor, number> {
  const largest = (a: number[], b: number[]): number => {
    expect(a.length).toBe(b.length);
    return Math.max(...a.map((value, i) => Math.abs(Math.min(value, 99) - b[i]!)));
  };
  const found = SHARES.map((share, i) => pretrainingFloor(texts[i]!, { share }));
  return {
    tokens: Math.max(...found.map((floor, i) => largest(floor.tokens, expected[i]!.flatMap(({ tokens }) => tokens)))),
    nextSentence: Math.max(...found.map((floor, i) =>
      largest(floor.nextSentence, expected[i]!.map(({ nextSentence }) => nextSentence)))),
  };
}

describe("where a language is so small that all its texts can be counted, the floor", () => {
  let expected: Floor[][];
  beforeAll(() => {
    expected = SHARES.map((share, i) => texts[i]!.map((text) => counted(text, share)));
  });

  it("has words and texts enough to tell", () => {
    const sum = (list: { probability: number }[]): number => list.reduce((all, { probability }) => all + probability, 0);
    for (const all of [firsts, seconds, neighbours]) expect(sum(all)).toBeCloseTo(1, 9);
    expect(neighbours.length).toBeGreaterThan(1000);
    const nats = expected.flat().flatMap(({ tokens }) => tokens);
    expect(nats.length).toBeGreaterThan(300);
    for (const [low, high] of [[0, 1e-3], [0.1, 1], [1, 99]]) { // certain ones, doubtful ones, and surprises
      expect(nats.filter((value) => value >= low! && value < high!).length, `${low} to ${high}`).toBeGreaterThan(20);
    }
    const wrong = texts.flat().flatMap(({ tokens, chosen }) =>
      tokens.filter((token, i) => chosen[i] !== null && token !== "[MASK]"));
    expect(wrong.length).toBeGreaterThan(30);
  });

  it("is −ln of the share of those with the hidden word, or of neighbours, among all that could be seen so", () => {
    const { tokens, nextSentence } = differences(library, expected);
    expect(tokens).toBeLessThan(1e-9);
    expect(nextSentence).toBeLessThan(1e-9);
  });

  it.each<[string, keyof Floor, string, string, string]>([
    ["takes a word that is seen for the right one", "tokens", "pretrainingFloor.ts",
      "match: 1 - share + share * (kept + wrong), other: share * wrong", "match: 1, other: 0.0001"],
    ["forgets that a random word may be the right one", "tokens", "pretrainingFloor.ts",
      "{ word, match: kept + wrong, other: wrong, wanted: true }", "{ word, match: kept, other: wrong, wanted: true }"],
    ["does not know that a place was chosen", "tokens", "pretrainingFloor.ts",
      "{ word, match: kept + wrong, other: wrong, wanted: true }", "{ ...seen[i][position], wanted: true }"],
    ["has another vocabulary", "tokens", "pretrainingFloor.ts", "random / miniVocabulary().length", "random / 144"],
    ["gives what is seen elsewhere no doubt", "nextSentence", "pretrainingFloor.ts", "other: share * wrong }", "other: 1e-9 }"],
    ["takes every pair for neighbours", "tokens", "pairProbabilities.ts", "const asStrangers = (1 - nextShare)", "const asStrangers = 1e-9"],
    ["never has a document's first sentence for a random one", "nextSentence", "pairProbabilities.ts",
      "seconds: joined(places.map((i)", "seconds: joined(places.slice(1).map((i)"],
    ["has neighbours from a document's end only", "nextSentence", "pairProbabilities.ts",
      "pairs: joined(places.slice(1).map((i) =>", "pairs: joined(places.slice(2).map((i) =>"],
    ["has all kinds of documents alike", "tokens", "documentPatterns.ts", "weight: sum / patterns.length", "weight: 1"],
    ["counts equal patterns once", "nextSentence", "condense.ts", "part.weight + (merged.get(key)?.weight ?? 0)", "part.weight"],
    ["counts equal values once", "tokens", "condense.ts", "(found.get(key)?.probability ?? 0) + probabilities[i]", "probabilities[i]"],
    ["takes a pronoun and its name for strangers", "tokens", "posterior.ts", "each[i] *= likelihood(evidence, values[i][column])",
      "each[i] *= column > 0 && !evidence.wanted ? 1 : likelihood(evidence, values[i][column])"],
  ])("is told from one that %s", async (_, kind, file, from, to) => {
    const mutant = await fewWords(`data/miniEnglish/${file}`, { from, to });
    let difference = Infinity;
    try {
      difference = differences(mutant, expected)[kind];
    } catch {
      // It found such texts impossible.
    }
    expect(difference).toBeGreaterThan(1e-4);
  });
});
