import { shown } from "../../system/shown";
import type { Pair } from "./learnMerges";
import type { BPEVocabulary } from "./vocabulary";
import { BYTE_CHARACTERS, charactersToBytes } from "./byteCharacters";
import { requireSpecialTokens } from "../specialTokens";

/**
 * A vocabulary as it was read, its merges given by the tokens' texts, with all that must be true of it.
 *
 * A merge that is listed twice has its last rank, as in Hugging Face's.
 *
 * @throws TypeError where a byte has no token, a token is no text of bytes, or a merge names a token that is not there.
 */
export function requireVocabulary(
  { pairs, ...vocabulary }: Omit<BPEVocabulary, "merges"> & { pairs: readonly (readonly [string, string])[] },
): BPEVocabulary {
  const { tokens, addedTokens } = vocabulary;
  requireSpecialTokens(addedTokens.map(({ content }) => content), { name: "added_tokens", byteLevel: true });
  const added = new Set(addedTokens.map(({ id }) => id));
  const ids = new Map<string, number>();
  const outside = new Set(addedTokens.filter(({ inModel }) => !inModel).map(({ id }) => id));
  tokens.forEach((token, id) => {
    if (!outside.has(id)) ids.set(token, id);
    if (added.has(id) || charactersToBytes(token)) return;
    throw new TypeError(
      `the vocabulary has the token ${shown(token)} (id ${id}), with a character that stands for no byte: expected ` +
        "byte-level BPE as GPT-2's. Is the file of a SentencePiece or WordPiece tokenizer?",
    );
  });
  const missing = BYTE_CHARACTERS.findIndex((character) => !ids.has(character));
  if (missing >= 0) {
    throw new TypeError(
      `the vocabulary has no token for the byte 0x${missing.toString(16)} (${shown(BYTE_CHARACTERS[missing])}): expected all ` +
        "256, as BpeTrainer(initial_alphabet=ByteLevel.alphabet()) gives them",
    );
  }
  const byText = new Map<string, Pair>();
  pairs.forEach(([left, right], rank) => {
    for (const token of [left, right, left + right]) {
      if (ids.has(token)) continue;
      throw new TypeError(
        `merge ${rank} joins ${shown(left)} and ${shown(right)}, but ${shown(token)} is not in the vocabulary`,
      );
    }
    const key = `${left} ${right}`;
    byText.delete(key); // so that it moves to the end
    byText.set(key, [ids.get(left)!, ids.get(right)!]);
  });
  return { ...vocabulary, merges: [...byText.values()] };
}
