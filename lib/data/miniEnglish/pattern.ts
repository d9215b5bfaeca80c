import type { Random } from "../../tensor/random";
import { condense } from "./condense";

/** A place of a sentence: a word, or one word of the value that a variable takes. */
export type Slot = string | { readonly variable: string; readonly column: number };

/** What a variable can be: tuples of words that belong together ("anna", "she"), with their probabilities. */
export interface Variable {
  readonly values: readonly (readonly string[])[];
  readonly probabilities: readonly number[];
}

/**
 * Sentences of fixed length, of which some words are chosen: each variable takes a value by itself, and all its slots show
 * that one value. So a name comes back, a pronoun agrees with it, and an adjective fits the mood.
 *
 * A language is a list of patterns with weights. Since the variables are independent, its sums over all derivations are
 * products of small sums: probabilities that would take millions of cases are exact and quick.
 */
export interface Pattern {
  readonly weight: number;
  readonly sentences: readonly (readonly Slot[])[];
  readonly variables: ReadonlyMap<string, Variable>;
  /** what a task asks for: a class, tags, or an answer; its slots are filled as those of sentences */
  readonly label: readonly Slot[];
}

/** A pattern with its slots filled. */
export interface Derivation {
  readonly sentences: string[][];
  readonly label: string[];
}

/**
 * A pattern from its text, in which `{who}` and `{who.1}` stand for the first and the second word of `who`'s value.
 *
 * @param variables the values of each variable, equally likely; those that no slot shows are left out
 * @throws RangeError for a slot whose variable, or its word, is missing.
 */
export function pattern(
  sentences: readonly string[],
  variables: Readonly<Record<string, readonly (readonly string[])[]>>,
  { weight = 1, label = "" }: { weight?: number; label?: string } = {},
): Pattern {
  const slot = (text: string): Slot => {
    const [, variable, column = "0"] = /^\{(\w+)(?:\.(\d+))?\}$/.exec(text) ?? [];
    if (variable === undefined) return text;
    if (variables[variable]?.[0]?.[Number(column)] === undefined) {
      throw new RangeError(`slot ${text} has no word: variables are ${Object.keys(variables).join(", ")}`);
    }
    return { variable, column: Number(column) };
  };
  const slots = (text: string): Slot[] => text.split(" ").filter(Boolean).map(slot);
  const equallyLikely = Object.entries(variables).map(([name, values]): [string, Variable] =>
    [name, { values, probabilities: values.map(() => 1 / values.length) }]);
  return condense({ weight, sentences: sentences.map(slots), label: slots(label), variables: new Map(equallyLikely) });
}

/** One derivation, drawn at random: the pattern by its weight, then a value for each variable. */
export function derive(patterns: readonly Pattern[], random: Random): Derivation {
  const { sentences, variables, label } = random.choice(patterns, patterns.map(({ weight }) => weight));
  const taken = new Map([...variables].map(([name, { values, probabilities }]) =>
    [name, random.choice(values, probabilities)]));
  return filled({ sentences, label }, taken);
}

/** The words of a pattern whose variables have these values. */
export function filled(
  { sentences, label }: Pick<Pattern, "sentences" | "label">, taken: ReadonlyMap<string, readonly string[]>,
): Derivation {
  const word = (slot: Slot): string => (typeof slot === "string" ? slot : taken.get(slot.variable)![slot.column]);
  return { sentences: sentences.map((slots) => slots.map(word)), label: label.map(word) };
}

/** All words that a language can use, sorted. */
export function wordsOf(patterns: readonly Pattern[]): string[] {
  const words = new Set<string>();
  for (const { sentences, variables } of patterns) {
    for (const slot of sentences.flat()) {
      if (typeof slot === "string") words.add(slot);
      else for (const value of variables.get(slot.variable)!.values) words.add(value[slot.column]);
    }
  }
  return [...words].sort();
}

/** Single words as values. */
export function each(words: readonly string[]): string[][] {
  return words.map((word) => [word]);
}

/** All ways to take `count` different ones of the values, in order, their words one behind the other. */
export function different(values: readonly (readonly string[])[], count: number): string[][] {
  let taken: number[][] = [[]];
  for (let i = 0; i < count; i++) {
    taken = taken.flatMap((before) => values.flatMap((_, k) => (before.includes(k) ? [] : [[...before, k]])));
  }
  return taken.map((indices) => indices.flatMap((k) => values[k]));
}
