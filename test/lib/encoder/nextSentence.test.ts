import * as byhand from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

/** Documents whose sentences say where they stand: "2.3" is the fourth of the third. */
const documents = [4, 1, 3, 6].map((length, document) => Array.from({ length }, (_, i) => `${document}.${i}`));

const pairsOf = (library: typeof byhand, seed: number): byhand.NextSentencePair<string>[] =>
  library.nextSentencePairs(documents, library.drawPairs(documents, { random: new library.Random(seed) }));

/** What is wrong with many drawings of pairs; nothing, where they are as in the paper. */
function faults(library: typeof byhand): string[] {
  const found = new Set<string>();
  const seconds = new Map<string, number>();
  let [random, all] = [0, 0];
  for (let seed = 0; seed < 1500; seed++) {
    const pairs = pairsOf(library, seed);
    all += pairs.length;
    if (`${pairs.map(({ first }) => first)}` !== `${documents.flatMap((sentences) => sentences.slice(0, -1))}`) found.add("firsts");
    for (const { first, second, isNext } of pairs) {
      const [a, i] = first.split(".").map(Number);
      const [b, j] = second.split(".").map(Number);
      if (isNext && (a !== b || j !== i! + 1)) found.add("a next one that is not next");
      if (!isNext && a === b) found.add("a random one of the same document");
      if (!isNext) random++;
      if (!isNext && a === 0) seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
  }
  if (Math.abs(random / all - 0.5) > 4.4 * Math.sqrt(0.25 / all)) found.add("not half of them random");
  // Of document 0's random ones a third comes from each other document, and there from each sentence alike.
  const drawn = [...seconds.values()].reduce((sum, count) => sum + count, 0);
  for (const second of documents.slice(1).flat()) {
    const probability = 1 / 3 / documents[Number(second[0])]!.length;
    const share = (seconds.get(second) ?? 0) / drawn;
    if (Math.abs(share - probability) > 4.4 * Math.sqrt((probability * (1 - probability)) / drawn)) found.add(`${second} too often or rarely`);
  }
  return [...found];
}

describe("pairs for next-sentence prediction", () => {
  it("are every sentence with its next one, or half of the time with any sentence of another document", () => {
    expect(faults(byhand)).toEqual([]);
  });

  it.each([
    ["drew from the own document, too", "place < own ? place : place + 1", "place"],
    ["were mostly next ones", "share = 0.5", "share = 0.4"],
    ["took the sentence itself for its next one", "second: sentences[i + 1]", "second: sentences[i]"],
    ["drew first sentences only", "other[Math.floor(sentence * other.length)]", "other[0]"],
  ])("would be found out if they %s", async (_, from, to) => {
    expect(faults(await mutated("encoder/nextSentence.ts", { from, to }))).not.toEqual([]);
  });

  it("do by hand what their random numbers say", () => {
    const two = [["a", "b", "c"], ["d", "e"]];
    const draws = [
      { coin: 0.49, document: 0.9, sentence: 0.6 }, { coin: 0.5, document: 0, sentence: 0 },
      { coin: 0.1, document: 0, sentence: 0.4 },
    ];
    expect(byhand.nextSentencePairs(two, draws)).toEqual([
      { first: "a", second: "e", isNext: false }, { first: "b", second: "c", isNext: true }, { first: "d", second: "b", isNext: false },
    ]);
  });

  it.each<[string, string[][], RegExp]>([
    ["one sentence", [["a"]], /documents has 1 sentence in 1 document: pairs need a document of at least two sentences, and another one/],
    ["one document", [["a", "b", "c"]], /documents has 3 sentences in 1 document: /],
    ["documents of one sentence each", [["a"], ["b"]], /documents has 2 sentences in 2 documents: /],
    ["nothing", [], /documents has 0 sentences in 0 documents: /],
    ["an empty document", [["a", "b"], []], /documents\[1\] has no sentence: leave it out/],
  ])("can't be made of %s", (_, corpus, message) => {
    expect(() => byhand.drawPairs(corpus, { random: new byhand.Random(1) })).toThrow(message);
    expect(() => byhand.nextSentencePairs(corpus, [])).toThrow(message);
  });

  it("need one set of random numbers each", () => {
    expect(() => byhand.nextSentencePairs(documents, [])).toThrow(/draws has 0 entries for 10 pairs: give one for each/);
  });
});
