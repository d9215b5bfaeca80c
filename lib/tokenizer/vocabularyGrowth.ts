import { requireWhole } from "../tensor/checks";

/** How many different words (or tokens) the first so many of a text have. */
export interface VocabularyPoint {
  read: number;
  different: number;
}

/**
 * How the number of different words grows as a text is read: after 1, and then after so many that they lie at even
 * distances on a logarithmic axis, up to all.
 *
 * @param words the text's words in their order, or its tokens, or ids
 * @param points about how many points there shall be; where the text is short, some fall together
 * @throws RangeError where there are no words, or `points` is no whole number above 1.
 */
export function vocabularyGrowth(words: Iterable<unknown>, { points = 40 }: { points?: number } = {}): VocabularyPoint[] {
  requireWhole("points", points, 2);
  const different: number[] = []; // after so many words and one
  const seen = new Set<unknown>();
  for (const word of words) different.push(seen.add(word).size);
  if (different.length === 0) throw new RangeError("words is empty: give the words of a text, in their order");
  const places = Array.from({ length: points }, (_, i) => Math.round(different.length ** (i / (points - 1))));
  return [...new Set(places)].map((read) => ({ read, different: different[read - 1] }));
}

/** Heaps' law: different = scale · read ^ exponent. */
export interface HeapsLaw {
  scale: number;
  exponent: number;
}

/**
 * The law that such a growth follows: the line of least squares through its points' logarithms.
 *
 * English words have an exponent of 0.4 to 0.8: they never come to an end. Tokens of a fixed vocabulary do, and it falls to 0.
 * Source: Heaps 1978, section 7.5; Herdan 1960.
 *
 * @throws RangeError where there are fewer than two points.
 */
export function heapsLaw(growth: readonly VocabularyPoint[]): HeapsLaw {
  if (growth.length < 2) throw new RangeError(`growth has ${growth.length} points: expected at least 2, for a line`);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = growth.map(({ read }) => Math.log(read));
  const y = growth.map(({ different }) => Math.log(different));
  const [meanX, meanY] = [mean(x), mean(y)];
  const exponent = mean(x.map((each, i) => (each - meanX) * (y[i] - meanY))) / mean(x.map((each) => (each - meanX) ** 2));
  return { scale: Math.exp(meanY - exponent * meanX), exponent };
}
