import { requireWhole } from "../tensor/checks";

/** One text: token ids, words, or a string's characters. */
export type TextTokens = readonly (number | string)[];

/**
 * How varied texts are ("distinct-n"): the share of their n-grams that differ from each other, pooled over all texts.
 *
 * `|set of n-grams| / |n-grams|`: 1 where none comes twice, near 0 where the texts say one thing over and over. It
 * falls with the amount of text, so compare only texts of one length. Source: Li et al. (2016), "A diversity-promoting
 * objective function for neural conversation models".
 *
 * @param texts one text, or several; n-grams don't reach from one into the next
 * @param n     tokens in an n-gram, at least 1
 * @throws RangeError where no text has n tokens.
 */
export function distinctNGrams(texts: TextTokens | readonly TextTokens[], n: number): number {
  requireWhole("n", n);
  const rows = texts.some((text) => Array.isArray(text)) ? (texts as readonly TextTokens[]) : [texts as TextTokens];
  const different = new Set<string>();
  let count = 0;
  for (const row of rows) {
    for (let start = 0; start + n <= row.length; start++, count++) {
      different.add(JSON.stringify(row.slice(start, start + n)));
    }
  }
  if (count === 0) throw new RangeError(`texts have no ${n} tokens in a row: give longer texts, or a smaller n`);
  return different.size / count;
}

/**
 * How much a text repeats itself ("seq-rep-n"): `1 − |set of n-grams| / |n-grams|`; 0 where no n-gram comes twice, near
 * 1 in a loop. Source: Welleck et al. (2020), "Neural text generation with unlikelihood training".
 *
 * @param ids one text; {@link distinctNGrams} pools several
 * @param n   tokens in an n-gram, 4 unless told otherwise
 * @throws RangeError where the text has fewer than n tokens.
 */
export function repetitionRate(ids: TextTokens, n = 4): number {
  return 1 - distinctNGrams(ids, n);
}
