import { flights, GIVER, GIVING_VALUES, GIVINGS, RECEIVER } from "./giving";
import { JOURNEY_VALUES, journeys } from "./journeys";
import { opinions } from "./opinions";
import { each, type Pattern, pattern } from "./pattern";
import { PEOPLE, WORDS } from "./words";

/** How many sentences each document has. */
export const DOCUMENT_LENGTH = 3;

/**
 * Documents of three sentences about the same people, things and places. What a later sentence says follows from an earlier
 * one: to fill its blanks a model must find out who has a thing in the end, which adjectives please, and which names are
 * those of towns. Each document is of one of three kinds, in these shares.
 */
export function documentPatterns(): Pattern[] {
  return [
    ...share(0.5, givingDocuments()),
    ...share(0.3, opinionDocuments()),
    ...share(0.2, journeyDocuments()),
  ];
}

/** Equally likely patterns, together as likely as `sum`. */
function share(sum: number, patterns: readonly Pattern[]): Pattern[] {
  return patterns.map((one) => ({ ...one, weight: sum / patterns.length }));
}

/** `anna gave the kite to ben .` `he has it now .` `she has it no more .`, or `she flew from oslo to cairo .` `she is in …` */
function givingDocuments(): Pattern[] {
  return GIVINGS.flatMap((giving) => {
    const [has, lacks] = [`${RECEIVER} has it now .`, `${GIVER} has it no more .`];
    const later = [
      [has, lacks],
      [lacks, has],
      [`${RECEIVER} likes it now .`, lacks],
      [`${GIVER} likes it no more .`, has],
      ...([GIVER, RECEIVER] as const).flatMap((who) => flights(who).map((flight) => [flight, `${who} is in {town.1} now .`])),
    ];
    return later.map((sentences) => pattern([giving, ...sentences], GIVING_VALUES));
  });
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

/** `victoria king flew from oslo to lake florence .` `she stayed in lake florence for a week .` `now she is back from …` */
function journeyDocuments(): Pattern[] {
  return journeys().map(({ text, then }) => pattern([text, ...then], JOURNEY_VALUES));
}
