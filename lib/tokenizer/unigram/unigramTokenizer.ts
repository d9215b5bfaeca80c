import type { Random } from "../../tensor/random";
import { METASPACE, type Metaspace } from "../cut/metaspace";
import type { PreTokenizer } from "../cut/preTokenizer";
import type { TemplateText } from "../encoding/template";
import type { Normalizer } from "../normalize/normalizer";
import { countPieces } from "../pipeline/countPieces";
import { parsePipeline, requireModel } from "../pipeline/pipelineJson";
import { PipelineTokenizer } from "../pipeline/pipelineTokenizer";
import type { SubwordModel } from "../pipeline/subwordModel";
import { ownSpecialTokens, requireSpecialTokens } from "../specialTokens";
import { trainUnigram, type UnigramTrainingOptions } from "./trainUnigram";
import { UnigramModel, type UnigramParts } from "./unigramModel";

/** SentencePiece's: control characters go, NFKC, and one space where there are several. */
export const SENTENCE_PIECE_NORMALIZER: Normalizer = {
  type: "Sequence",
  normalizers: [{ type: "Nmt" }, { type: "NFKC" }, { type: "Replace", pattern: { Regex: " {2,}" }, content: " " }],
};

export interface UnigramOptions extends Omit<UnigramTrainingOptions, "size"> {
  /** How many tokens there shall be, special tokens counted; fewer come out of a small text. */
  vocabularySize: number;
  /** They get the first ids. */
  specialTokens?: readonly string[];
  normalizer?: Normalizer | null;
  preTokenizer?: PreTokenizer | null;
  template?: TemplateText | null;
  /** The token for characters that the training text did not have. */
  unknown?: string;
  parts?: Partial<UnigramParts>;
}

/**
 * A unigram model of pieces, as in T5 and XLNet: of all ways to cut a text the most probable one.
 *
 * Spaces are part of the tokens (▁). Ids are those of Hugging Face's `tokenizers` for the same file. Source: Kudo 2018.
 */
export class UnigramTokenizer extends PipelineTokenizer {
  /**
   * Learns the pieces from a text.
   * @throws RangeError where vocabularySize has no room for the special tokens and the characters; for an empty text;
   * where special tokens lack one that the template or the model needs.
   */
  static train(text: string, options: UnigramOptions): UnigramTokenizer {
    const { vocabularySize, specialTokens = ["<unk>", "<s>", "</s>"], unknown = "<unk>", template = null } = options;
    const { normalizer = SENTENCE_PIECE_NORMALIZER, preTokenizer = METASPACE } = options;
    requireSpecialTokens(specialTokens);
    const words = countPieces(text, normalizer, preTokenizer);
    const characters = new Set([...words.keys()].flatMap((word) => [...word])).size;
    if (!Number.isInteger(vocabularySize) || vocabularySize < specialTokens.length + characters) {
      throw new RangeError(
        `vocabularySize is ${vocabularySize}: expected at least ${specialTokens.length + characters}, ` +
          `for ${specialTokens.length} special tokens and ${characters} characters`,
      );
    }
    const learned = trainUnigram(words, { ...options, size: vocabularySize - specialTokens.length });
    const others = learned.filter(([piece]) => !specialTokens.includes(piece));
    const pieces = [...specialTokens.map((token) => [token, 0] as const), ...others];
    return new UnigramTokenizer({
      ...ownSpecialTokens(specialTokens, template, { unknown }),
      normalizer, preTokenizer,
      model: new UnigramModel(pieces, specialTokens.indexOf(unknown), options.parts),
      decoder: metaspaceOf(preTokenizer),
      truncation: null, padding: null,
    });
  }

  /** @throws TypeError where it is no Unigram tokenizer of a known kind, with what was found. */
  static fromJSON(json: unknown): UnigramTokenizer {
    const { file, model } = requireModel(json, "Unigram");
    return new UnigramTokenizer(parsePipeline("a Unigram tokenizer", file, UnigramModel.fromJSON(model)));
  }

  /**
   * The same tokenizer, but that it cuts each text anew by chance, by the probability of each way ("subword regularization").
   * @param sharpness the larger, the more often the best way; 0 draws from all ways alike
   */
  sampling({ random, sharpness = 0.2 }: { random: Random; sharpness?: number }): PipelineTokenizer {
    const drawing = (model: UnigramModel): SubwordModel => ({
      tokens: model.tokens,
      unknownId: model.unknownId,
      encode: (piece) => model.sample(piece, { random, sharpness }),
      without: (ids) => drawing(model.without(ids)),
      toJSON: () => model.toJSON(),
    });
    return new PipelineTokenizer({ ...this.parts, model: drawing(this.parts.model as UnigramModel) });
  }
}

/** The decoder turns ▁ into spaces again, where the pre-tokenizer has put it there. */
function metaspaceOf(preTokenizer: PreTokenizer | null): Metaspace | null {
  if (preTokenizer?.type === "Sequence") return preTokenizer.pretokenizers.map(metaspaceOf).find(Boolean) ?? null;
  return preTokenizer?.type === "Metaspace" ? preTokenizer : null;
}
