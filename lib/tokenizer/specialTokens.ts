import { shown } from "../system/shown";
import type { AddedToken } from "./addedTokens";
import { BYTE_CHARACTERS } from "./bpe/byteCharacters";
import { parseTemplateText, PLAIN_TEMPLATE, type TemplateText, type TextTemplate } from "./encoding/template";

/**
 * @param options.name      what the list is called, for the message
 * @param options.byteLevel whether single characters stand for bytes in the vocabulary, as in GPT-2's
 * @throws TypeError for what is no list of texts; RangeError for a text that is empty, given twice, a byte's character, or
 * has half a surrogate pair.
 */
export function requireSpecialTokens(
  tokens: readonly string[], { name = "specialTokens", byteLevel = false }: { name?: string; byteLevel?: boolean } = {},
): void {
  if (!Array.isArray(tokens)) throw new TypeError(`${name} is ${shown(tokens)}: expected a list of texts`);
  tokens.forEach((token: unknown, i) => {
    const entry = `${name}[${i}] is ${shown(token)}`;
    if (typeof token !== "string") throw new TypeError(`${entry}: expected a text`);
    if (token === "") throw new RangeError(`${entry}: expected at least one character`);
    if (tokens.indexOf(token) !== i) throw new RangeError(`${entry}, and so is ${name}[${tokens.indexOf(token)}]: list each once`);
    if (byteLevel && BYTE_CHARACTERS.includes(token)) {
      throw new RangeError(`${entry}, which stands for a byte in the vocabulary: choose a longer text, such as "<|end|>"`);
    }
    if (/\p{Surrogate}/u.test(token)) throw new RangeError(`${entry}: expected whole characters, not half a surrogate pair`);
  });
}

/**
 * The special tokens of a tokenizer that is trained: they have the first ids.
 * @throws RangeError where the one for the unknown, or one of the template, is not among them.
 */
export function ownSpecialTokens(
  tokens: readonly string[], template: TemplateText | null, { unknown }: { unknown: string },
): { addedTokens: AddedToken[]; template: TextTemplate } {
  if (!tokens.includes(unknown)) {
    throw new RangeError(`specialTokens is ${shown(tokens)}: expected ${shown(unknown)}, the token for the unknown, among them`);
  }
  const idOf = (token: string): number | undefined => (tokens.includes(token) ? tokens.indexOf(token) : undefined);
  return {
    addedTokens: tokens.map((content, id) => ({ id, content, special: true, normalized: false, inModel: true })),
    template: template ? parseTemplateText(template, idOf) : PLAIN_TEMPLATE,
  };
}
