import type { PreTokenizer } from "../cut/preTokenizer";
import { BERT_TEMPLATE, type TemplateText } from "../encoding/template";
import { BERT_UNCASED, type Normalizer } from "../normalize/normalizer";
import { countPieces } from "../pipeline/countPieces";
import { parsePipeline, requireModel } from "../pipeline/pipelineJson";
import { PipelineTokenizer } from "../pipeline/pipelineTokenizer";
import { ownSpecialTokens } from "../specialTokens";
import { trainWordPiece, type WordPieceTrainingOptions } from "./trainWordPiece";
import { WordPieceModel, type WordPieceParts } from "./wordPieceModel";

/** BERT's special tokens, with the ids 0 to 4. */
export const BERT_SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] as const;

export interface WordPieceOptions extends Omit<WordPieceTrainingOptions, "specialTokens"> {
  specialTokens?: readonly string[];
  normalizer?: Normalizer | null;
  preTokenizer?: PreTokenizer | null;
  /** What goes around one text and two; null for nothing. */
  template?: TemplateText | null;
  /** The token for words that can't be made of others. */
  unknown?: string;
  parts?: Partial<WordPieceParts>;
}

/**
 * WordPiece as in BERT: words are made of the longest tokens that fit, those that go on marked by `##`.
 *
 * Ids are those of Hugging Face's `tokenizers` for the same file. Source: Devlin et al. 2019, section 3.
 */
export class WordPieceTokenizer extends PipelineTokenizer {
  /**
   * Learns the tokens from a text.
   * @throws RangeError where vocabularySize has no room for the special tokens and the characters; for an empty text;
   * where special tokens lack one that the template or the model needs.
   */
  static train(text: string, options: WordPieceOptions): WordPieceTokenizer {
    const { specialTokens = BERT_SPECIAL_TOKENS, template = BERT_TEMPLATE, prefix = "##", unknown = "[UNK]" } = options;
    const { normalizer = BERT_UNCASED, preTokenizer = { type: "BertPreTokenizer" } } = options;
    const tokens = trainWordPiece(countPieces(text, normalizer, preTokenizer), { ...options, specialTokens });
    return new WordPieceTokenizer({
      ...ownSpecialTokens(specialTokens, template, { unknown }),
      normalizer, preTokenizer,
      model: new WordPieceModel(tokens, { prefix, unknown }, options.parts),
      decoder: { type: "WordPiece", prefix, cleanup: true },
      truncation: null, padding: null,
    });
  }

  /** @throws TypeError where it is no WordPiece tokenizer of a known kind, with what was found. */
  static fromJSON(json: unknown): WordPieceTokenizer {
    const { file, model } = requireModel(json, "WordPiece");
    return new WordPieceTokenizer(parsePipeline("a WordPiece tokenizer", file, WordPieceModel.fromJSON(model)));
  }
}
