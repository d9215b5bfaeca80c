import { shown } from "../system/shown";
import { expectPart, requireObject } from "./jsonParts";
import type { AddedToken } from "./specialTokens";

/** What else Python's `tokenizers` can do to an added token, and what is not done here. */
const PLAIN_TOKEN = { single_word: false, lstrip: false, rstrip: false };

export function addedTokensJson(tokens: readonly AddedToken[]): object[] {
  return tokens.map(({ id, content, normalized, special }) => ({ id, content, ...PLAIN_TOKEN, normalized, special }));
}

/**
 * The added tokens that a `tokenizer.json` lists.
 * @param vocabulary the ids of the model's tokens, by their text
 * @throws TypeError where one is not as this kind of tokenizer can have it, or contradicts the vocabulary.
 */
export function parseAddedTokens(kind: string, list: unknown[], vocabulary: Record<string, unknown>): AddedToken[] {
  return list.map((entry, i) => {
    const name = `added_tokens[${i}]`;
    const { id, content, special = false, normalized = false, ...how } = requireObject(name, entry);
    if (typeof content !== "string") throw new TypeError(`${name}.content is ${shown(content)}: expected a text`);
    if (typeof id !== "number") throw new TypeError(`${name}.id is ${shown(id)}: expected a whole number`);
    expectPart(kind, `${name}.special`, special, false, true);
    expectPart(kind, `${name}.normalized`, normalized, false, true);
    for (const [key, plain] of Object.entries(PLAIN_TOKEN)) expectPart(kind, `${name}.${key}`, how[key] ?? plain, plain);
    const inModel = Object.hasOwn(vocabulary, content);
    if (inModel && vocabulary[content] !== id) {
      throw new TypeError(`${name}.id is ${id}, but model.vocab gives ${shown(content)} the id ${shown(vocabulary[content])}`);
    }
    return { id, content, special: special === true, normalized: normalized === true, inModel };
  });
}
