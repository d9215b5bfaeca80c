import { requireWhole } from "../../tensor/checks";
import { Random } from "../../tensor/random";
import { derive, type Derivation, type Pattern } from "./pattern";

export interface DrawOptions {
  /** how many; each generator says its own number unless told otherwise */
  count?: number;
  /** 1 unless told otherwise */
  seed?: number;
  /** examples that have one of these texts, each a sentence or several in a row, are not made: those kept for evaluation */
  without?: ReadonlySet<string>;
}

/**
 * Draws examples from a language.
 *
 * @throws RangeError where the count is not a positive whole number, the seed can't be used, or `without` leaves too little.
 */
export function drawExamples(
  patterns: readonly Pattern[], { count, seed = 1, without = NONE }: DrawOptions & { count: number },
): Derivation[] {
  requireWhole("count", count);
  const random = new Random(seed);
  const examples: Derivation[] = [];
  let refused = 0;
  while (examples.length < count) {
    const example = derive(patterns, random);
    if (!hasOneOf(without, example)) examples.push(example);
    else if (++refused > 100 * count) {
      throw new RangeError(`without has ${without.size} texts and leaves too little to draw ${count} examples from: ask for fewer`);
    }
  }
  return examples;
}

const NONE: ReadonlySet<string> = new Set();

/** Whether the example has one of these texts, as a sentence or as several in a row. */
function hasOneOf(texts: ReadonlySet<string>, { sentences }: Derivation): boolean {
  if (texts.size === 0) return false;
  const all = sentences.flatMap((words) => words.join(" ").split(/(?<= [.?]) /)); // a passage has several
  return all.some((_, from) => all.slice(from).some((_, more) => texts.has(all.slice(from, from + more + 1).join(" "))));
}

/** A function without arguments whose result is made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A text's words: mini-language texts are words with spaces between them. */
export function wordsIn(text: string): string[] {
  return text.split(" ").filter(Boolean);
}
