import { different, each } from "./pattern";
import { PEOPLE, WORDS } from "./words";

type Mood = "good" | "bad";

/** A sentence that says what somebody thinks of a meal, as the text of a pattern. */
interface Opinion {
  text: string;
  mood: Mood;
  /** of all slots that the text, or what follows it, can have */
  values: Record<string, readonly (readonly string[])[]>;
}

/**
 * All forms of an opinion: one clause, two that agree ("and"), or two of which the second counts ("but"), each clause
 * negated or not, about meals or about who ate them.
 *
 * `the soup was not bad but the tea was awful .` → bad      `anna never liked the pie and she hated the rice .` → bad
 *
 * One clause needs its adjective and whether "not" is there: a bag of words has that. Of two clauses it can't say to which
 * one "not" belongs, nor which comes after "but".
 */
export function opinions(): Opinion[] {
  const moods: Mood[] = ["good", "bad"];
  return moods.flatMap((mood) => [adjectiveClause, verbClause].flatMap((clause) => {
    const opinion = (...clauses: ClauseOptions[]): Opinion => {
      const parts = clauses.map(clause);
      const joined = clauses.length === 1 ? parts[0].text
        : `${parts[0].text} ${clauses[0].mood === mood ? "and" : "but"} ${parts[1].text}`;
      return { text: `${joined} .`, mood, values: Object.assign({}, ...parts.map(({ values }) => values)) };
    };
    const choices = [false, true];
    const single = choices.map((negated) => opinion({ mood, negated, place: 0 }));
    const double = [mood, opposite(mood)].flatMap((first) => choices.flatMap((negated) => choices.map((negated2) =>
      opinion({ mood: first, negated, place: 0 }, { mood, negated: negated2, place: 1 }))));
    return [...single, ...double];
  }));
}

interface ClauseOptions {
  /** what the clause says, negation included */
  mood: Mood;
  negated: boolean;
  /** the first clause or the second */
  place: 0 | 1;
}

type Clause = Pick<Opinion, "text" | "values">;

/** `the soup was not bad` */
function adjectiveClause({ mood, negated, place }: ClauseOptions): Clause {
  const values = { food: FOODS, [`look${place}`]: each(WORDS[negated ? opposite(mood) : mood]) };
  return { text: `the {food.${place}} was ${negated ? "not " : ""}{look${place}}`, values };
}

/** `anna never liked the soup`; in the second place `she never liked the tea` */
function verbClause({ mood, negated, place }: ClauseOptions): Clause {
  const says = negated ? opposite(mood) : mood;
  const values = { food: FOODS, guest: PEOPLE, [`felt${place}`]: each(says === "good" ? WORDS.liked : WORDS.hated) };
  return { text: `{guest.${place}} ${negated ? "never " : ""}{felt${place}} the {food.${place}}`, values };
}

const FOODS = different(each(WORDS.foods), 2);

function opposite(mood: Mood): Mood {
  return mood === "good" ? "bad" : "good";
}
