import type { Padding } from "../encoding/padding";
import type { TextTemplate } from "../encoding/template";
import type { Truncation } from "../encoding/truncation";
import type { AddedToken } from "../addedTokens";
import type { Pair } from "./learnMerges";
import type { PreTokenization } from "./preTokenize";

/** All that a byte-level BPE tokenizer knows. */
export interface BPEVocabulary {
  /** Each token by its id, bytes written as GPT-2's characters; added tokens are plain text. */
  readonly tokens: readonly string[];
  /** The pairs that may be merged, by rank; none twice. */
  readonly merges: readonly Pair[];
  readonly addedTokens: readonly AddedToken[];
  readonly pattern: PreTokenization;
  /** Whether a piece of text that is a token as a whole is that token, whatever the merges say (Llama 3). */
  readonly ignoreMerges: boolean;
  /** What goes around every text, such as Llama 3's `<|begin_of_text|>`. */
  readonly template: TextTemplate;
  /** What is done where `encode` is not told otherwise, as some files have it. */
  readonly truncation?: Truncation | null;
  readonly padding?: Padding | null;
}

/** The id of each of the model's tokens, by its text. */
export function modelIds({ tokens, addedTokens }: BPEVocabulary): Map<string, number> {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  for (const { content, inModel } of addedTokens) if (!inModel) ids.delete(content);
  return ids;
}
