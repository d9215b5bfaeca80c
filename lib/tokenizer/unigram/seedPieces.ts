import { PairTable } from "../bpe/pairTable";
import { byCodePoint } from "../codePoints";
import { countCharacters } from "../pipeline/countPieces";
import type { ScoredPiece } from "./emStep";

/** What all parts begin with: no part has this number. */
const ROOT = -1;

/**
 * The pieces that training begins with: all characters, and every part that stands in at least two places of different words.
 *
 * How often a word occurs doesn't count here, else the frequent ones would come whole with every sign behind them ("▁you,").
 * A part is left out where it never goes on otherwise than in one longer part (`citize` in `citizen`). Of all parts the ones
 * with the most characters in all stay. Source: Hugging Face's trainer, which finds the same in a suffix array.
 */
export function seedPieces(
  words: ReadonlyMap<string, number>, { longest = 16, most = 1_000_000 }: { longest?: number; most?: number } = {},
): ScoredPiece[] {
  const tree = new PairTable(); // each part is the pair of the part without its last character, and that character
  const counts: number[] = [];
  const characterCounts: number[] = [];
  for (const word of words.keys()) {
    const points = Array.from(word, (character) => character.codePointAt(0)!);
    for (let start = 0; start < points.length; start++) {
      let part = ROOT;
      for (let end = start; end < points.length && end - start < longest; end++) {
        part = tree.add(part, points[end]);
        counts[part] = (counts[part] ?? 0) + 1;
        characterCounts[part] = end - start + 1;
      }
    }
  }
  const goesOnAlike = new Set(counts.flatMap((count, part) => (counts[tree.left[part]] === count ? [tree.left[part]] : [])));
  const textOf = (part: number): string =>
    (characterCounts[part] > 1 ? textOf(tree.left[part]) : "") + String.fromCodePoint(tree.right[part]);
  const parts = counts.flatMap((count, part) => (count >= 2 && characterCounts[part] > 1 && !goesOnAlike.has(part)
    ? [[textOf(part), count * characterCounts[part]] as const] : []));
  const byWeight = (a: readonly [string, number], b: readonly [string, number]): number =>
    b[1] - a[1] || byCodePoint(a[0], b[0]);
  const characters = [...countCharacters(words)].sort(byWeight);
  const seeds = [...characters, ...parts.sort(byWeight).slice(0, Math.max(0, most - characters.length))];
  const total = Math.log(seeds.reduce((sum, [, weight]) => sum + weight, 0));
  return seeds.map(([piece, weight]) => [piece, Math.log(weight) - total]);
}
