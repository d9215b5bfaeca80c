import { type Derivation, filled, type Pattern, type Slot } from "./pattern";

/** A derivation and how probable the language is to make it. */
export interface WeighedDerivation extends Derivation {
  readonly probability: number;
}

/**
 * All derivations of a language whose sentences have the same words as these, each sentence its own, in whatever order.
 *
 * That is all that a bag-of-words model can know of an example, however large it is: what is most probable among them is
 * the best that it can answer.
 */
export function sameBags(patterns: readonly Pattern[], sentences: readonly (readonly string[])[]): WeighedDerivation[] {
  const found: WeighedDerivation[] = [];
  const total = patterns.reduce((sum, { weight }) => sum + weight, 0);
  for (const pattern of patterns) {
    if (pattern.sentences.length !== sentences.length) continue;
    if (pattern.sentences.some((slots, i) => slots.length !== sentences[i].length)) continue;
    const bags = sentences.map(bagOf);
    const fixedFits = pattern.sentences.every((slots, i) =>
      slots.every((slot) => typeof slot !== "string" || take(bags[i], slot)));
    if (fixedFits) fill(pattern, bags, (taken, probability) =>
      found.push({ ...filled(pattern, taken), probability: (probability * pattern.weight) / total }));
  }
  return found;
}

type Bag = Map<string, number>;
type Shown = { sentence: number; column: number };

/** Gives each way to fill all slots with the words that are left in the bags. */
function fill(
  { sentences, variables }: Pattern, bags: Bag[],
  give: (taken: ReadonlyMap<string, readonly string[]>, probability: number) => void,
): void {
  const slotsOf = new Map([...variables.keys()].map((name): [string, Shown[]] => [name, []]));
  sentences.forEach((slots, sentence) => slots.forEach((slot: Slot) => {
    if (typeof slot !== "string") slotsOf.get(slot.variable)!.push({ sentence, column: slot.column });
  }));
  // Values that no order of the words could show are left out at once, so that few combinations are tried.
  const order = [...slotsOf].map(([name, shown]) => {
    const { values, probabilities } = variables.get(name)!;
    const possible: { value: readonly string[]; probability: number }[] = [];
    for (let i = 0; i < values.length; i++) {
      if (fits(values[i], shown, bags)) possible.push({ value: values[i], probability: probabilities[i] });
    }
    return { name, shown, possible };
  });
  const taken = new Map<string, readonly string[]>();
  const next = (k: number, probability: number): void => {
    if (k === order.length) return give(new Map(taken), probability);
    const { name, shown, possible } = order[k];
    for (const { value, probability: p } of possible) {
      const used: [Bag, string][] = [];
      const allFit = shown.every(({ sentence, column }) => {
        const isThere = take(bags[sentence], value[column]);
        if (isThere) used.push([bags[sentence], value[column]]);
        return isThere;
      });
      if (allFit) {
        taken.set(name, value);
        next(k + 1, probability * p);
      }
      for (const [bag, word] of used) bag.set(word, bag.get(word)! + 1);
    }
  };
  next(0, 1);
}

/** Whether each word that a value shows is in its bag. */
function fits(value: readonly string[], shown: readonly Shown[], bags: readonly Bag[]): boolean {
  for (const { sentence, column } of shown) if (!(bags[sentence].get(value[column])! > 0)) return false;
  return true;
}

function bagOf(words: readonly string[]): Bag {
  const bag: Bag = new Map();
  for (const word of words) bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}

/** Takes a word out of the bag, if it is there. */
function take(bag: Bag, word: string): boolean {
  const count = bag.get(word) ?? 0;
  if (count > 0) bag.set(word, count - 1);
  return count > 0;
}
