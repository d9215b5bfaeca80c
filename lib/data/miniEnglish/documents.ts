import { documentPatterns } from "./documentPatterns";
import { drawExamples, type DrawOptions, once } from "./examples";

/** The patterns of {@link miniDocuments}, made once. */
export const allDocumentPatterns = once(documentPatterns);

/**
 * Documents of three sentences in a mini-language of some 140 words, to pretrain an encoder on.
 *
 * The sentences of a document are about the same people, things and places, and each can be filled in from its neighbours:
 * `anna gave the kite to ben .` `he has it now .` `she has it no more .`.
 * How probable each hidden word and each next sentence is can be computed exactly: see {@link pretrainingFloor}.
 *
 * @returns the sentences of each document, words and full stops with spaces between them
 * @throws RangeError where an option can't be used; see {@link DrawOptions}.
 */
export function miniDocuments({ count = 10_000, ...options }: DrawOptions = {}): string[][] {
  return drawExamples(allDocumentPatterns(), { count, ...options })
    .map(({ sentences }) => sentences.map((words) => words.join(" ")));
}
