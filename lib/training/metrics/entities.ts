import { shown } from "../../system/shown";
import { type Counts, precisionRecall, type PrecisionRecall, requireSameLength, summed } from "./counts";

/** A name in a sentence: its kind, and its first and last word. */
export interface Entity {
  kind: string;
  first: number;
  last: number;
}

/** Precision, recall and F1 of whole names, over all kinds and of each kind. */
export interface EntityScores extends PrecisionRecall {
  kinds: Record<string, PrecisionRecall & { count: number }>;
}

/**
 * The names that tags mark: `B-PER I-PER O B-LOC` has a person of two words and a place.
 *
 * As conlleval and seqeval read them: a name begins with B-, and also with an I- that no name of its kind stands before.
 *
 * @throws RangeError for a tag that is neither O nor B- or I- with a kind.
 */
export function entitiesOf(tags: readonly string[]): Entity[] {
  return namedEntities("tags", tags);
}

function namedEntities(name: string, tags: readonly string[]): Entity[] {
  const found: Entity[] = [];
  tags.forEach((tag, i) => {
    const [, mark, kind] = /^([BI])-(.+)$/.exec(tag) ?? [];
    if (mark === undefined) {
      if (tag === "O") return;
      throw new RangeError(`${name}[${i}] is ${shown(tag)}: expected O, or B- or I- and a kind, such as B-PER`);
    }
    const before = found[found.length - 1];
    if (mark === "I" && before?.last === i - 1 && before.kind === kind) before.last = i;
    else found.push({ kind, first: i, last: i });
  });
  return found;
}

/**
 * How well whole names were found: one counts only if its kind, its first and its last word are all right.
 *
 * Tag by tag a model looks better than it is: most words are no names, and half a name is none. The measure of CoNLL-2003
 * (Tjong Kim Sang and De Meulder, 2003, section 3), as seqeval computes it.
 *
 * @param predictions the tags of each sentence
 * @param answers     the true ones
 * @throws RangeError where sentences or their tags are not as many, or a tag can't be read.
 */
export function entityScores(predictions: readonly (readonly string[])[], answers: readonly (readonly string[])[]): EntityScores {
  requireSameLength(predictions, answers);
  const byKind = new Map<string, Counts>();
  const of = (kind: string): Counts => {
    const counts = byKind.get(kind) ?? { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
    byKind.set(kind, counts);
    return counts;
  };
  answers.forEach((tags, i) => {
    requireSameLength(predictions[i], tags, `[${i}]`);
    const place = ({ kind, first, last }: Entity): string => `${first} ${last} ${kind}`;
    const [found, there] = [namedEntities(`predictions[${i}]`, predictions[i]), namedEntities(`answers[${i}]`, tags)];
    const [foundPlaces, truePlaces] = [found, there].map((entities) => new Set(entities.map(place)));
    for (const entity of there) of(entity.kind)[foundPlaces.has(place(entity)) ? "truePositives" : "falseNegatives"]++;
    for (const entity of found) if (!truePlaces.has(place(entity))) of(entity.kind).falsePositives++;
  });
  const kinds = [...byKind].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, counts]) =>
    [kind, { ...precisionRecall(counts), count: counts.truePositives + counts.falseNegatives }]);
  return { ...precisionRecall(summed([...byKind.values()])), kinds: Object.fromEntries(kinds) };
}
