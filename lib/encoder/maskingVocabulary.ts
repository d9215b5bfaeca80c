import { PipelineTokenizer, type Tokenizer } from "../tokenizer";

/** What masking has to know of a vocabulary. */
export interface MaskingVocabulary {
  /** the id of [MASK] */
  maskId: number;
  /** ids that are never hidden */
  specialIds: readonly number[];
  /** all other ids: what a token can be replaced by */
  ordinaryIds: readonly number[];
}

/**
 * A tokenizer's vocabulary as masking needs it.
 * @param maskToken how the mask is called
 * @throws TypeError where the tokenizer has no special tokens; RangeError where the mask is none of them.
 */
export function maskingVocabulary(
  tokenizer: Tokenizer,
  { maskToken = "[MASK]" }: { maskToken?: string } = {},
): MaskingVocabulary {
  if (!(tokenizer instanceof PipelineTokenizer)) {
    throw new TypeError("tokenizer has no special tokens: expected one of words, WordPiece or Unigram, trained with [MASK]");
  }
  const special = tokenizer.parts.addedTokens.filter((token) => token.special);
  const mask = special.find(({ content }) => content === maskToken);
  if (!mask) {
    const names = special.map(({ content }) => content).join(", ") || "none";
    throw new RangeError(
      `maskToken is ${JSON.stringify(maskToken)}, but the tokenizer's special tokens are ${names}: train it with one`,
    );
  }
  const specialIds = special.map(({ id }) => id);
  const ids = Array.from({ length: tokenizer.vocabularySize }, (_, id) => id);
  return { maskId: mask.id, specialIds, ordinaryIds: ids.filter((id) => !specialIds.includes(id)) };
}
