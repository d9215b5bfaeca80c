import { shown } from "../system/shown";
import { expectPart, requireObject } from "./jsonParts";
import type { AddedToken } from "./addedTokens";

export function addedTokensJson(tokens: readonly AddedToken[]): object[] {
  return tokens.map(({ id, content, singleWord = false, lstrip = false, rstrip = false, normalized, special }) =>
    ({ id, content, single_word: singleWord, lstrip, rstrip, normalized, special }));
}

/** What a token of a `tokenizer.json` can say of itself. */
const FLAGS = ["single_word", "lstrip", "rstrip", "normalized", "special"] as const;

/**
 * The added tokens that a `tokenizer.json` lists.
 * @param vocabulary the ids of the model's tokens, by their text
 * @throws TypeError where one is not as this kind of tokenizer can have it, or contradicts the vocabulary.
 */
export function parseAddedTokens(kind: string, list: unknown[], vocabulary: Record<string, unknown>): AddedToken[] {
  return list.map((entry, i) => {
    const name = `added_tokens[${i}]`;
    const { id, content, ...said } = requireObject(name, entry);
    if (typeof content !== "string") throw new TypeError(`${name}.content is ${shown(content)}: expected a text`);
    if (typeof id !== "number") throw new TypeError(`${name}.id is ${shown(id)}: expected a whole number`);
    for (const flag of FLAGS) expectPart(kind, `${name}.${flag}`, said[flag] ?? false, false, true);
    const { single_word: singleWord, lstrip, rstrip, normalized, special } = said;
    const inModel = Object.hasOwn(vocabulary, content);
    if (inModel && vocabulary[content] !== id) {
      throw new TypeError(`${name}.id is ${id}, but model.vocab gives ${shown(content)} the id ${shown(vocabulary[content])}`);
    }
    return {
      id, content, special: special === true, normalized: normalized === true, inModel,
      ...(singleWord === true && { singleWord }), ...(lstrip === true && { lstrip }), ...(rstrip === true && { rstrip }),
    };
  });
}
