import { different, each } from "./pattern";
import { ALL_PEOPLE, AMBIGUOUS, WORDS } from "./words";

/** A sentence with names of people and of places, as the text of a pattern, and what may come after it. */
interface Journey {
  text: string;
  /** a tag for each word, as in CoNLL-2003: B-PER, I-PER, B-LOC, I-LOC or O */
  tags: string;
  then: [string, string];
}

/** The values of a journey's slots. */
export const JOURNEY_VALUES = {
  who: different(ALL_PEOPLE, 2), // name, she, her, name, she, her
  surname: different(each(WORDS.trades), 2),
  town: different(each([...WORDS.towns, ...AMBIGUOUS]), 2),
  landmark: each(WORDS.landmarks),
  landmark2: each(WORDS.landmarks),
  namesake: different(each(AMBIGUOUS), 2), // after whom a lake, a port or a mountain is called
  trade: each(WORDS.trades),
};

/** Words with their tags. */
type Piece = readonly [words: string, tags: string];

const plain = (words: string): Piece => [words, words.split(" ").map(() => "O").join(" ")];

/**
 * All forms of a journey, with one or two names for people ("anna", "anna king") and for places ("oslo", "lake victoria").
 *
 * Of many names only the words around them tell whether a person or a place is meant, sometimes only the last word of the
 * sentence: `sydney saw austin and liked it .`, `sydney saw austin and liked him .`
 */
export function journeys(): Journey[] {
  const people = [0, 1].map((i): Piece[] =>
    [[`{who.${3 * i}}`, "B-PER"], [`{who.${3 * i}} {surname.${i}}`, "B-PER I-PER"]]);
  const places = ([["{landmark}", 0], ["{landmark2}", 1]] as const).map(([landmark, i]): Piece[] =>
    [[`{town.${i}}`, "B-LOC"], [`${landmark} {namesake.${i}}`, "B-LOC I-LOC"]]);
  return people[0].flatMap((who) => [
    ...places[0].flatMap((place) => {
      const then = stay(place);
      return [
        ...places[1].map((from) => journey([who, plain("flew from"), from, plain("to"), place], then)),
        ...people[1].flatMap((friend) => [
          journey([who, plain("met"), friend, plain("in"), place], then),
          journey([who, plain("wrote to"), friend, plain("from"), place], then),
          journey([plain("in"), place, who, plain("left"), friend], then),
        ]),
        journey([who, plain("left"), place, plain("with the {trade}")], then),
        journey([plain("the {trade} of"), place, plain("met"), who], then),
        journey([who, plain("saw"), place, plain("and liked it")], then),
      ];
    }),
    ...people[1].map((friend) => journey([who, plain("saw"), friend, plain("and liked {who.5}")], VISIT)),
  ]);
}

const stay = ([place]: Piece): [string, string] =>
  [`{who.1} stayed in ${place} for a week .`, `now {who.1} is back from ${place} .`];

const VISIT: [string, string] = ["{who.1} stayed with {who.5} for a week .", "now {who.1} is back from the journey ."];

function journey(pieces: readonly Piece[], then: [string, string]): Journey {
  const all = [...pieces, plain(".")];
  return { text: all.map(([words]) => words).join(" "), tags: all.map(([, tags]) => tags).join(" "), then };
}
