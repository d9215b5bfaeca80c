import { requireWhole } from "../tensor/checks";
import { Random } from "../tensor/random";
import { biasProbe, type Poles } from "./biasProbe";
import type { WordVectors } from "./wordVectors";

/** Up to so many divisions into two groups are all gone through; of more, as many are drawn. */
const MOST_DIVISIONS = 20_000;

/** What the word embedding association test finds. */
export interface Association {
  /** the sum of the first group's leans minus that of the second */
  statistic: number;
  /** how many standard deviations of all their words' leans the two groups' means lie apart; −2 to 2 */
  effectSize: number;
  /** how often words divided by chance into such groups lie as far apart in this direction, or farther */
  pValue: number;
  /** the divisions that were looked at: all there are, or so many drawn ones */
  divisions: number;
}

/**
 * The word embedding association test: whether two groups of words lean differently between two poles.
 *
 *     statistic   = Σ lean(x) − Σ lean(y)                          see {@link biasProbe}
 *     effect size = (mean lean(x) − mean lean(y)) / standard deviation of lean over x and y
 *     p           = share of all divisions of x and y into groups of these sizes whose statistic is as large
 *
 * Caliskan et al. take "larger" for p, which lets the division itself not count: p would be 0 for the farthest one.
 * Where there are more than 20 000 divisions, as many are drawn and the given one is added, so that p is never 0.
 * Source: Caliskan, Bryson and Narayanan (2017), with the sample's standard deviation (divided by n − 1).
 *
 * @param first, second two groups of words, such as two kinds of occupations; no word in both
 * @throws RangeError for an unknown word, a word given twice, an empty group, fewer than three words, equal leans, or
 * vectors of zeros.
 */
export async function associationTest(
  vectors: WordVectors,
  { first, second, from, to }: { first: readonly string[]; second: readonly string[] } & Poles,
  { seed = 1 }: { seed?: number } = {},
): Promise<Association> {
  for (const [name, group] of Object.entries({ first, second })) {
    if (group.length === 0) throw new RangeError(`${name} is empty: give at least one word`);
  }
  const words = [...first, ...second];
  requireWhole("the number of words in first and second", words.length, 3);
  const twice = words.find((word, i) => words.indexOf(word) !== i);
  if (twice !== undefined) throw new RangeError(`${twice} is given twice in first and second: give each word once`);
  const leans = (await biasProbe(vectors, words, { from, to })).map(({ lean }) => lean);
  const deviation = sampleDeviation(leans);
  if (!(deviation > 0)) throw new RangeError("all words lean alike: there is nothing to test; give more words");
  const n = first.length;
  const sum = leans.reduce((total, lean) => total + lean, 0);
  const firstSum = leans.slice(0, n).reduce((total, lean) => total + lean, 0);
  const { pValue, divisions } = permutationTest(leans, { n, firstSum, random: new Random(seed) });
  return {
    statistic: 2 * firstSum - sum, // Σx − Σy with Σy = sum − Σx
    effectSize: (firstSum / n - (sum - firstSum) / (words.length - n)) / deviation,
    pValue,
    divisions,
  };
}

/** The sum of the whole is the same for each division: Σx − Σy is as large where Σx is. */
function permutationTest(
  leans: readonly number[], { n, firstSum, random }: { n: number; firstSum: number; random: Random },
): { pValue: number; divisions: number } {
  const asLarge = (sum: number): boolean => sum >= firstSum - 1e-9; // the same words in another order round otherwise
  const possible = binomial(leans.length, n);
  if (possible <= MOST_DIVISIONS) {
    let large = 0;
    eachSum(leans, n, (sum) => { if (asLarge(sum)) large++; });
    return { pValue: large / possible, divisions: possible };
  }
  let large = 1;
  for (let i = 0; i < MOST_DIVISIONS; i++) {
    const chosen = random.shuffle(leans).slice(0, n);
    if (asLarge(chosen.reduce((total, lean) => total + lean, 0))) large++;
  }
  return { pValue: large / (MOST_DIVISIONS + 1), divisions: MOST_DIVISIONS };
}

/** The sum of each choice of n of these values. */
function eachSum(values: readonly number[], n: number, take: (sum: number) => void, sum = 0, from = 0): void {
  if (n === 0) return take(sum);
  for (let i = from; i <= values.length - n; i++) eachSum(values, n - 1, take, sum + values[i], i + 1);
}

function binomial(all: number, chosen: number): number {
  let result = 1;
  for (let i = 1; i <= Math.min(chosen, all - chosen); i++) result = (result * (all - i + 1)) / i;
  return Math.round(result);
}

function sampleDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
