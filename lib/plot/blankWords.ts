import { requireCount, requireFinite, requireNotEmpty } from "./checks";

/** A word that may stand in a blank. */
export interface Guess {
  word: string;
  probability: number;
}

/** One that guesses, such as a model or the rules of a language, and its guesses for each blank in turn. */
export interface Guesser {
  name: string;
  guesses: readonly (readonly Guess[])[];
}

/** The guesses for one blank: `shares[guesser][row]` are given to `words[row]`, and `left[guesser]` to all others. */
export interface Blank {
  words: string[];
  shares: number[][];
  left: number[];
}

const NOTABLE = 0.05;

/**
 * The `top` likeliest words with the shares that all guessers give them, in the order of the first guesser.
 *
 * A word counts by what the first guesser gives it, or by what another gives it if that is more than 5 %: so a word
 * that the first guesser misses is seen. Its likeliest word and the hidden one, if anyone guesses it, are always there.
 */
export function blankOf(
  lists: readonly (readonly Guess[])[], { hidden, top }: { hidden: string; top: number },
): Blank {
  const [first, ...others] = lists.map((list) => new Map(list.map(({ word, probability }) => [word, probability])));
  const share = (of: Map<string, number>, word: string): number => of.get(word) ?? 0;
  const down = (by: (word: string) => number) => (a: string, b: string): number => by(b) - by(a);
  const byFirst = down((word) => share(first, word));

  const all = [...new Set([first, ...others].flatMap((of) => [...of.keys()]))].sort(byFirst);
  const weight = (word: string): number => (word === all[0] || word === hidden ? 2 // above any probability
    : Math.max(share(first, word), ...others.map((of) => share(of, word)).filter((given) => given > NOTABLE)));
  const words = all.filter((word) => first.has(word) || weight(word) > 0)
    .sort(down(weight)).slice(0, top).sort(byFirst);
  const shares = [first, ...others].map((of) => words.map((word) => share(of, word)));
  // Without rounding, what is left of a whole distribution would be 1e-16 and not nothing.
  const left = shares.map((row) => Math.max(0, Number((1 - row.reduce((a, b) => a + b, 0)).toFixed(9))));
  return { words, shares, left };
}

/** @throws RangeError where there is not one list for each place, or a list is not a part of a distribution. */
export function requireGuesses({ name, guesses }: Guesser, places: number): void {
  requireCount(`guesses of "${name}"`, guesses.length, places, "one list for each place");
  guesses.forEach((list, i) => {
    const at = `guesses of "${name}"[${i}]`;
    requireNotEmpty(at, list);
    const probabilities = list.map(({ probability }) => probability);
    requireFinite(at, probabilities);
    const outside = probabilities.findIndex((value) => value < 0 || value > 1 + 1e-6);
    if (outside >= 0) {
      throw new RangeError(
        `${at}[${outside}] is ${probabilities[outside]}: expected a number in [0, 1] (logits need a softmax first)`,
      );
    }
    const sum = probabilities.reduce((a, b) => a + b, 0);
    if (sum > 1 + 1e-3) throw new RangeError(`${at} sum to ${sum}: expected at most 1 (one list for each blank)`);
    const words = list.map(({ word }) => word);
    const again = words.find((word, j) => words.indexOf(word) !== j);
    if (again !== undefined) throw new RangeError(`${at} has "${again}" twice: expected every word once`);
  });
}
