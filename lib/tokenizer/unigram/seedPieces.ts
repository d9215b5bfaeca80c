import { byCodePoint, countCharacters } from "../pipeline/countPieces";
import type { ScoredPiece } from "./emStep";

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
  const counts = new Map<string, number>();
  for (const word of words.keys()) {
    const characters = [...word];
    for (let start = 0; start < characters.length; start++) {
      let part = characters[start];
      for (let end = start + 1; end < characters.length && end - start < longest; end++) {
        part += characters[end];
        counts.set(part, (counts.get(part) ?? 0) + 1);
      }
    }
  }
  const goesOnAlike = new Set<string>();
  for (const [part, count] of counts) {
    const shorter = part.slice(0, part.length - (part.codePointAt(part.length - 2)! > 0xffff ? 2 : 1));
    if (counts.get(shorter) === count) goesOnAlike.add(shorter);
  }
  const parts = [...counts].filter(([part, count]) => count >= 2 && !goesOnAlike.has(part))
    .map(([part, count]) => [part, count * [...part].length] as const);
  const byWeight = (a: readonly [string, number], b: readonly [string, number]): number =>
    b[1] - a[1] || byCodePoint(a[0], b[0]);
  const characters = [...countCharacters(words)].sort(byWeight);
  const seeds = [...characters, ...parts.sort(byWeight).slice(0, Math.max(0, most - characters.length))];
  const total = Math.log(seeds.reduce((sum, [, weight]) => sum + weight, 0));
  return seeds.map(([piece, weight]) => [piece, Math.log(weight) - total]);
}
