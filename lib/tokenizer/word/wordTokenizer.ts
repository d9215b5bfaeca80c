import { requireWhole } from "../../tensor/checks";
import { byCodePoint } from "../codePoints";
import type { PreTokenizer } from "../cut/preTokenizer";
import type { TemplateText } from "../encoding/template";
import type { Normalizer } from "../normalize/normalizer";
import { countPieces } from "../pipeline/countPieces";
import { parsePipeline, requireModel } from "../pipeline/pipelineJson";
import { PipelineTokenizer } from "../pipeline/pipelineTokenizer";
import { ownSpecialTokens, requireSpecialTokens } from "../specialTokens";
import { WordModel } from "./wordModel";

export interface WordTrainingOptions {
  /** How many tokens there shall be at most: special tokens and the most frequent words. */
  vocabularySize?: number;
  /** Words that the text has less often are left out. */
  minimumCount?: number;
  /** They get the first ids. */
  specialTokens?: readonly string[];
  normalizer?: Normalizer | null;
  preTokenizer?: PreTokenizer | null;
  template?: TemplateText | null;
  /** The token for words that are not in the vocabulary. */
  unknown?: string;
}

/** One token for each word of the training text, and one for all other words. */
export class WordTokenizer extends PipelineTokenizer {
  /**
   * The words of a text, the most frequent first, equally frequent ones by their letters (as in Hugging Face's trainer).
   * @throws RangeError for an empty text, and where there is no room for the special tokens.
   */
  static train(text: string, options: WordTrainingOptions = {}): WordTokenizer {
    const { vocabularySize = 30_000, minimumCount = 1, specialTokens = ["[UNK]"], unknown = "[UNK]", template = null } = options;
    const { normalizer = null, preTokenizer = { type: "Whitespace" } } = options;
    requireSpecialTokens(specialTokens);
    requireWhole("vocabularySize", vocabularySize);
    if (vocabularySize <= specialTokens.length) {
      throw new RangeError(
        `vocabularySize is ${vocabularySize}: expected more than the ${specialTokens.length} special tokens, for words`,
      );
    }
    const words = [...countPieces(text, normalizer, preTokenizer)]
      .filter(([word, count]) => count >= minimumCount && !specialTokens.includes(word))
      .sort(([a, countA], [b, countB]) => countB - countA || byCodePoint(a, b));
    const tokens = [...specialTokens, ...words.map(([word]) => word)].slice(0, vocabularySize);
    return new WordTokenizer({
      ...ownSpecialTokens(specialTokens, template, { unknown }),
      normalizer, preTokenizer,
      model: new WordModel(tokens, unknown),
      decoder: null, truncation: null, padding: null,
    });
  }

  /** @throws TypeError where it is no tokenizer of words of a known kind, with what was found. */
  static fromJSON(json: unknown): WordTokenizer {
    const { file, model } = requireModel(json, "WordLevel");
    return new WordTokenizer(parsePipeline("a tokenizer of words", file, WordModel.fromJSON(model)));
  }
}
