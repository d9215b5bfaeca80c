import { different, each } from "./pattern";
import { type Person, WORDS } from "./words";

/** A girl and a boy, or a boy and a girl: a pronoun tells which of the two is meant. */
function girlAndBoy(): string[][] {
  const girls = WORDS.girls.map((name): Person => [name, "she", "her"]);
  const boys = WORDS.boys.map((name): Person => [name, "he", "him"]);
  return girls.flatMap((girl) => boys.flatMap((boy) => [[...girl, ...boy], [...boy, ...girl]]));
}

/** The values of the slots below. */
export const GIVING_VALUES = {
  who: girlAndBoy(), // the giver: name, she, her; the receiver: name, she, her
  gave: each(WORDS.gave),
  got: each(WORDS.got),
  thing: each(WORDS.things),
  town: different(each(WORDS.towns), 2), // from where, to where
};

/** Somebody gives something to somebody else, who has it from then on; the names come in either order. */
export const GIVINGS: readonly string[] = [
  "{who} {gave} the {thing} to {who.3} .",
  "{who.3} {got} the {thing} from {who} .",
  "the {thing} went from {who} to {who.3} .",
  "the {thing} went to {who.3} from {who} .",
];

/** The pronouns of the giver and of the receiver. */
export const GIVER = "{who.1}";
export const RECEIVER = "{who.4}";

/** One of them flies from one town to another, the towns in either order. */
export function flights(who: typeof GIVER | typeof RECEIVER): string[] {
  return [`${who} flew from {town} to {town.1} .`, `${who} flew to {town.1} from {town} .`];
}
