import { JOURNEY_VALUES, journeys } from "./journeys";
import { opinions } from "./opinions";
import { different, each, type Pattern, pattern } from "./pattern";
import { PEOPLE, RELATIONS, WORDS } from "./words";

/** How many sentences each document has. */
export const DOCUMENT_LENGTH = 3;

/** Two people carry two things to two towns, in two clauses. */
export const CARRYING = "{who} {did} the {thing} to {town} and {who.3} {did2} the {thing.1} to {town.1} .";

export const CARRYING_VALUES = {
  who: different(PEOPLE, 2), // name, she, her, name, she, her
  did: each(WORDS.carried),
  did2: each(WORDS.carried),
  thing: different(each(WORDS.things), 2),
  town: different(each(WORDS.towns), 2),
};

/** The slots of its two clauses. */
export const CARRYING_CLAUSES = [
  { who: "{who}", thing: "{thing}", town: "{town}" },
  { who: "{who.3}", thing: "{thing.1}", town: "{town.1}" },
] as const;

/** One person is older, or anything else that has a converse, than two others. */
export const COMPARISON = "{who} is {relation} than {who.3} and {who.6} .";

export const COMPARISON_VALUES = { who: different(PEOPLE, 3), relation: RELATIONS };

/**
 * Documents of three sentences about the same people, things and places. What a later sentence says follows from an earlier
 * one: to fill its blanks a model must find out who carried what, which adjectives please, and what the converse of
 * "older" is. Each document is of one of four kinds, in these shares.
 */
export function documentPatterns(): Pattern[] {
  return [
    ...share(0.4, carryingDocuments()),
    ...share(0.25, opinionDocuments()),
    ...share(0.2, comparisonDocuments()),
    ...share(0.15, journeyDocuments()),
  ];
}

/** Equally likely patterns, together as likely as `sum`. */
function share(sum: number, patterns: readonly Pattern[]): Pattern[] {
  return patterns.map((one) => ({ ...one, weight: sum / patterns.length }));
}

/** `anna took the kite to oslo and ben sent the drum to cairo .` `the kite is in oslo now .` `the drum is in …` */
function carryingDocuments(): Pattern[] {
  const tellings = CARRYING_CLAUSES.map(({ who, thing, town }) => [
    `the ${thing} is in ${town} now .`,
    `${who} is in ${town} with the ${thing} .`,
    `${who} has the ${thing} .`,
  ]);
  return [0, 1].flatMap((clause) => tellings[clause].flatMap((one, kind) => {
    const other = tellings[1 - clause][kind];
    return [[CARRYING, one, other], [one, CARRYING, other]].map((sentences) => pattern(sentences, CARRYING_VALUES));
  }));
}

/** `the soup was not bad but the tea was awful .` `mary frowned .` `she will never come again .` */
function opinionDocuments(): Pattern[] {
  return opinions().map(({ text, mood, values }) => pattern(
    [text, "{guest} {reaction} .", "{guest.1} will {again} come again ."],
    {
      ...values,
      guest: PEOPLE,
      reaction: each(mood === "good" ? WORDS.pleased : WORDS.displeased),
      again: each(mood === "good" ? WORDS.again : WORDS.notAgain),
    },
  ));
}

/** `anna is older than ben and clara .` `ben is younger than anna .` `anna is older than clara .` */
function comparisonDocuments(): Pattern[] {
  const others = ["{who.3}", "{who.6}"];
  const forms = [
    (other: string): string => `{who} is {relation} than ${other} .`,
    (other: string): string => `${other} is {relation.1} than {who} .`,
  ];
  return [others, others.slice().reverse()].flatMap(([one, other]) => forms.flatMap((first) => forms.map((second) =>
    pattern([COMPARISON, first(one), second(other)], COMPARISON_VALUES))));
}

/** `victoria king flew from oslo to lake florence .` `she stayed in lake florence for a week .` `now she is back from …` */
function journeyDocuments(): Pattern[] {
  return journeys().map(({ text, then }) => pattern([text, ...then], JOURNEY_VALUES));
}
