import type { Choice, Grammar } from "./grammar";

/** Ends in a text, each with the probability of all ways to make the text up to there. */
type Ends = ReadonlyMap<number, number>;

/**
 * How likely a grammar is to make exactly this text, summed over all ways to make it, and how many of the text's
 * characters, from its beginning, are the beginning of some text that the grammar makes.
 *
 * What a part of the grammar can make from one position on is found once, however many ways lead there (dynamic
 * programming).
 */
export function textProbability(grammar: Grammar, text: string): { probability: number; possible: number } {
  const known = new Map<Grammar, Map<number, Ends>>();
  let possible = 0;

  const read = (part: Grammar, start: number): Ends => {
    if (typeof part === "string") {
      const same = sameCharacters(part, text, start);
      possible = Math.max(possible, start + same);
      return same === part.length ? new Map([[start + same, 1]]) : NOWHERE;
    }
    let from = known.get(part);
    if (!from) known.set(part, from = new Map());
    let ends = from.get(start);
    if (!ends) from.set(start, ends = "options" in part ? readChoice(part, start) : readParts(part, start));
    return ends;
  };
  const readChoice = ({ options }: Choice, start: number): Ends => {
    let ends = NOWHERE;
    for (const { probability, grammar: option } of options) {
      if (probability > 0) ends = plus(ends, read(option, start), probability);
    }
    return ends;
  };
  const readParts = (parts: readonly Grammar[], start: number): Ends => {
    let ends: Ends = new Map([[start, 1]]);
    for (const part of parts) {
      let next = NOWHERE;
      for (const [at, probability] of ends) next = plus(next, read(part, at), probability);
      ends = next;
    }
    return ends;
  };
  return { probability: read(grammar, 0).get(text.length) ?? 0, possible };
}

const NOWHERE: Ends = new Map();

/** The sum of the probabilities at each end, those of `more` times p. */
function plus(all: Ends, more: Ends, p: number): Ends {
  if (more.size === 0) return all;
  const sum = new Map(all);
  for (const [end, probability] of more) sum.set(end, (sum.get(end) ?? 0) + p * probability);
  return sum;
}

/** How many characters of `part` stand in the text from `start` on. */
function sameCharacters(part: string, text: string, start: number): number {
  let same = 0;
  while (same < part.length && part[same] === text[start + same]) same++;
  return same;
}
