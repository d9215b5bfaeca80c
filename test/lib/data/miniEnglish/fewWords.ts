import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { mutated, type Mutation } from "../../../mutated";

export type Library = typeof import("byhand");

/** One or two words of each kind: the same rules make so few texts that all of them can be counted. */
const FEW = `{
  girls: ["anna", "clara"], boys: ["ben"], girlsOrTowns: ["victoria"], boysOrTowns: ["austin"], towns: ["london", "oslo"],
  landmarks: ["lake"], trades: ["baker", "king"], things: ["kite"], foods: ["soup", "tea"], good: ["good", "fresh"],
  bad: ["bad", "sour"], liked: ["liked"], hated: ["hated"], pleased: ["smiled", "laughed"], displeased: ["frowned"],
  again: ["gladly"], notAgain: ["never", "not"], gave: ["gave"], got: ["got", "took"],
}`;

/** The library whose mini-language has few words; with another mutation in one of its files, if that is given. */
export async function fewWords(file?: string, mutation?: Mutation): Promise<Library> {
  const words = "data/miniEnglish/words.ts";
  const source = readFileSync(join(resolve(import.meta.dirname, "../../../../lib"), words), "utf8");
  const many = source.slice(source.indexOf("export const WORDS = {"), source.indexOf("} as const;") + 1);
  const also = file && mutation ? { [file]: mutation } : {};
  return mutated(words, { from: many, to: `export const WORDS = ${FEW}` }, also);
}

/**
 * All that a generator can make, each with its probability: it is run once for each way in which its choices can fall out.
 *
 * It stands on nothing but that the generator draws by `Random.choice` alone.
 */
export function everyOutcome<T>({ Random }: Library, run: () => T): { outcome: T; probability: number }[] {
  const found: { outcome: T; probability: number }[] = [];
  let script: number[] = []; // which item each choice takes, then always the first
  let sizes: number[] = [];
  let probability = 1;
  const { choice } = Random.prototype;
  Random.prototype.choice = <Item>(items: readonly Item[], weights?: ArrayLike<number>): Item => {
    const taken = script[sizes.length] ?? 0;
    script[sizes.length] = taken;
    sizes.push(items.length);
    const all = weights ? Array.from(weights).reduce((sum, weight) => sum + weight, 0) : items.length;
    probability *= (weights?.[taken] ?? 1) / all;
    return items[taken]!;
  };
  try {
    while (true) {
      [sizes, probability] = [[], 1];
      found.push({ outcome: run(), probability });
      let last = sizes.length - 1; // the last choice that has another item to take
      while (last >= 0 && script[last]! + 1 >= sizes[last]!) last--;
      if (last < 0) return found;
      script = [...script.slice(0, last), script[last]! + 1];
    }
  } finally {
    Random.prototype.choice = choice;
  }
}

/** The probabilities of what has the same key, added up. */
export function sumsBy<T>(
  outcomes: readonly { outcome: T; probability: number }[], keyOf: (outcome: T) => string,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { outcome, probability } of outcomes) {
    const key = keyOf(outcome);
    sums.set(key, (sums.get(key) ?? 0) + probability);
  }
  return sums;
}
