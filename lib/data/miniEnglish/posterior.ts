import type { Pattern, Variable } from "./pattern";

/** What is known of one word: how probable it is to see what is seen if the word is `word`, or if it is any other one. */
export interface Evidence {
  readonly word: string | null;
  readonly match: number;
  readonly other: number;
  /** whether its probabilities are asked for */
  readonly wanted?: boolean;
}

/** A visible word: it is itself. */
export function visible(word: string): Evidence {
  return { word, match: 1, other: 0 };
}

/** A word that says nothing of what it is. */
export const BLANK: Evidence = { word: null, match: 1, other: 1, wanted: true };

/** How probable a language is to show what is seen, alone and together with each word at each wanted position. */
export interface Reading {
  readonly probability: number;
  /** [sentence][position] → word → joint probability; null where it is not wanted */
  readonly words: (Map<string, number> | null)[][];
}

/**
 * The exact probability of what is seen, and, for each wanted position, jointly with each word that may stand there.
 *
 *     P(seen) = Σ over patterns of  weight · Π over fixed words e(word) · Π over variables Σ over values p(value) Π e(words)
 *
 * with e(w) the evidence: `match` for the word seen, `other` for all others. What the evidence of a wanted position says
 * is counted too. Patterns whose sentences have other lengths can't have made it.
 *
 * @param seen evidence for each word of each sentence
 */
export function read(patterns: readonly Pattern[], seen: readonly (readonly Evidence[])[]): Reading {
  const words = seen.map((sentence) => sentence.map(({ wanted }) => (wanted ? new Map<string, number>() : null)));
  let probability = 0;
  for (const pattern of patterns) {
    if (pattern.sentences.some((slots, i) => slots.length !== seen[i].length)) continue;
    probability += readPattern(pattern, seen, words);
  }
  return { probability, words };
}

interface Place {
  readonly sentence: number;
  readonly position: number;
  readonly evidence: Evidence;
}

/** The joint probability of the pattern and what is seen; adds those of wanted words to `words`. */
function readPattern(
  { weight, sentences, variables }: Pattern, seen: readonly (readonly Evidence[])[], words: Reading["words"],
): number {
  let joint = weight;
  const fixed: (Place & { word: string })[] = [];
  const placesOf = new Map<string, (Place & { column: number })[]>();
  for (const [sentence, slots] of sentences.entries()) {
    for (const [position, slot] of slots.entries()) {
      const place = { sentence, position, evidence: seen[sentence][position] };
      if (typeof slot === "string") {
        joint *= likelihood(place.evidence, slot);
        if (joint === 0) return 0;
        if (place.evidence.wanted) fixed.push({ ...place, word: slot });
      } else {
        const places = placesOf.get(slot.variable) ?? [];
        if (places.length === 0) placesOf.set(slot.variable, places);
        places.push({ ...place, column: slot.column });
      }
    }
  }
  const sums = new Map<string, { each: Float64Array; sum: number }>();
  for (const [name, places] of placesOf) {
    const each = valueLikelihoods(variables.get(name)!, places);
    const sum = each.reduce((total, p) => total + p, 0);
    joint *= sum;
    if (joint === 0) return 0;
    sums.set(name, { each, sum });
  }
  for (const { sentence, position, word } of fixed) add(words[sentence][position]!, word, joint);
  for (const [name, places] of placesOf) {
    const { each, sum } = sums.get(name)!;
    const { values } = variables.get(name)!;
    for (const { sentence, position, evidence, column } of places) {
      if (!evidence.wanted) continue;
      const found = words[sentence][position]!;
      for (let i = 0; i < values.length; i++) if (each[i] > 0) add(found, values[i][column], (joint * each[i]) / sum);
    }
  }
  return joint;
}

/** For each value of a variable: its probability times that of what is seen in the variable's slots. */
function valueLikelihoods(
  { values, probabilities }: Variable, places: readonly { evidence: Evidence; column: number }[],
): Float64Array {
  const each = Float64Array.from(probabilities);
  for (const { evidence, column } of places) {
    for (let i = 0; i < each.length; i++) each[i] *= likelihood(evidence, values[i][column]);
  }
  return each;
}

function likelihood({ word, match, other }: Evidence, is: string): number {
  return word === is ? match : other;
}

function add(to: Map<string, number>, word: string, probability: number): void {
  to.set(word, (to.get(word) ?? 0) + probability);
}
