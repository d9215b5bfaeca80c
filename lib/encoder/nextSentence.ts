import type { Random } from "../tensor/random";

/** Two texts, and whether the second one stood behind the first. */
export interface NextSentencePair<Sentence> {
  first: Sentence;
  second: Sentence;
  isNext: boolean;
}

/** The random numbers that decide about one pair, each from [0, 1). */
export interface PairDraw {
  /** below the share, the second text is a random one */
  coin: number;
  /** which of the other documents it is from */
  document: number;
  /** which of that document's sentences it is */
  sentence: number;
}

/**
 * Pairs of sentences for next-sentence prediction: every sentence with the one behind it, or with one of another document.
 *
 * The random one comes from another document, so that it can't be the next one by chance. Source: Devlin et al., "BERT" (2019),
 * section 3.1.
 *
 * @param documents each a list of sentences in their order; one of a single sentence only gives random ones
 * @param draws     random numbers, one set for each pair in order; see {@link drawPairs}
 * @param options.share of random pairs; 0.5 unless told otherwise
 * @returns one pair for each sentence but a document's last
 * @throws RangeError where there are no two documents, none has two sentences, one has none, or draws do not fit.
 */
export function nextSentencePairs<Sentence>(
  documents: readonly (readonly Sentence[])[],
  draws: readonly PairDraw[],
  { share = 0.5 }: { share?: number } = {},
): NextSentencePair<Sentence>[] {
  const count = countPairs(documents);
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share is ${share}: expected a number from 0 to 1, such as 0.5`);
  if (draws.length !== count) throw new RangeError(`draws has ${draws.length} entries for ${count} pairs: give one for each`);
  let next = 0;
  return documents.flatMap((sentences, own) => sentences.slice(0, -1).map((first, i) => {
    const { coin, document, sentence } = draws[next++];
    if (coin >= share) return { first, second: sentences[i + 1], isNext: true };
    const place = Math.floor(document * (documents.length - 1)); // among the others
    const other = documents[place < own ? place : place + 1];
    return { first, second: other[Math.floor(sentence * other.length)], isNext: false };
  }));
}

/** Draws the random numbers for all pairs of these documents. @throws as {@link nextSentencePairs}. */
export function drawPairs(documents: readonly (readonly unknown[])[], { random }: { random: Random }): PairDraw[] {
  const draw = (): PairDraw => ({ coin: random.uniform(), document: random.uniform(), sentence: random.uniform() });
  return Array.from({ length: countPairs(documents) }, draw);
}

/** @throws RangeError where no pairs can be made of the documents. */
function countPairs(documents: readonly (readonly unknown[])[]): number {
  const empty = documents.findIndex((sentences) => sentences.length === 0);
  if (empty >= 0) throw new RangeError(`documents[${empty}] has no sentence: leave it out`);
  const count = documents.reduce((sum, sentences) => sum + sentences.length - 1, 0);
  if (documents.length >= 2 && count > 0) return count;
  const sentences = documents.reduce((sum, { length }) => sum + length, 0);
  throw new RangeError(
    `documents has ${sentences} sentence${sentences === 1 ? "" : "s"} in ${documents.length} document${documents.length === 1 ? "" : "s"}: ` +
      "pairs need a document of at least two sentences, and another one to take random sentences from",
  );
}
