import type { Random } from "../tensor/random";

/**
 * A probabilistic grammar without loops: fixed text, parts one after the other, or a choice among options.
 *
 * Where every text that it makes determines the choices that made it, the entropy of the text is the entropy of the
 * choices, which adds up (the chain rule): fixed text adds 0, parts add theirs, and a choice adds its own
 * `−Σ p ln p` and the mean of its options' entropies. Source: Shannon (1948), section 6.
 */
export type Grammar = string | readonly Grammar[] | Choice;

/** One of several options, taken with these probabilities. */
export interface Choice {
  readonly options: readonly { readonly probability: number; readonly grammar: Grammar }[];
}

/** Options of equal probability. */
export function oneOf(...options: Grammar[]): Choice {
  return { options: options.map((grammar) => ({ probability: 1 / options.length, grammar })) };
}

/** Options with weights, which need not sum to 1. */
export function weighted(...options: [weight: number, grammar: Grammar][]): Choice {
  const total = options.reduce((sum, [weight]) => sum + weight, 0);
  return { options: options.map(([weight, grammar]) => ({ probability: weight / total, grammar })) };
}

/** An option with probability, or nothing. */
export function maybe(probability: number, grammar: Grammar): Choice {
  return weighted([probability, grammar], [1 - probability, ""]);
}

/** One of these items, with equal probability, to be used as often as the rest of the text needs it. */
export function forEach<T>(items: readonly T[], rest: (item: T) => Grammar): Choice {
  return oneOf(...items.map(rest));
}

/** The mean entropy of one text in nats, provided that the text determines the choices. */
export function entropy(grammar: Grammar): number {
  if (typeof grammar === "string") return 0;
  if (!("options" in grammar)) return grammar.reduce((sum: number, part) => sum + entropy(part), 0);
  return grammar.options.reduce(
    (sum, { probability, grammar: option }) => sum + probability * (entropy(option) - Math.log(probability)),
    0,
  );
}

/** The mean length of one text in characters. */
export function expectedLength(grammar: Grammar): number {
  if (typeof grammar === "string") return [...grammar].length;
  if (!("options" in grammar)) return grammar.reduce((sum: number, part) => sum + expectedLength(part), 0);
  return grammar.options.reduce(
    (sum, { probability, grammar: option }) => sum + probability * expectedLength(option),
    0,
  );
}

/** One text, drawn at random. */
export function draw(grammar: Grammar, random: Random): string {
  if (typeof grammar === "string") return grammar;
  if (!("options" in grammar)) return grammar.map((part) => draw(part, random)).join("");
  const probabilities = grammar.options.map(({ probability }) => probability);
  return draw(random.choice(grammar.options, probabilities).grammar, random);
}
