import { shown } from "../../system/shown";
import { addedTokensJson, parseAddedTokens } from "../addedTokensJson";
import { parsePreTokenizer } from "../cut/preTokenizer";
import { orderById, requireArray, requireObject } from "../jsonParts";
import { parseNormalizer } from "../normalize/normalizer";
import { requireSpecialTokens } from "../specialTokens";
import { parseDecoder } from "./decoder";
import type { PipelineTokenizer } from "./pipelineTokenizer";
import { parsePadding, parseTruncation, paddingJson, truncationJson } from "./limitsJson";
import { parsePostProcessor } from "./postProcessorJson";
import type { TokenizerParts } from "./stages";
import type { SubwordModel } from "./subwordModel";

/** A Hugging Face `tokenizer.json` as Python's `tokenizers` writes it. */
export function pipelineJson({ parts, tokens }: Pick<PipelineTokenizer, "parts" | "tokens">): object {
  return {
    version: "1.0",
    truncation: truncationJson(parts.truncation),
    padding: paddingJson(parts.padding, tokens),
    added_tokens: addedTokensJson(parts.addedTokens),
    normalizer: parts.normalizer,
    pre_tokenizer: parts.preTokenizer,
    post_processor: parts.template.json,
    decoder: parts.decoder,
    model: parts.model.toJSON(),
  };
}

/**
 * The stages that such a JSON describes, around a model that was read from it.
 * @throws TypeError where a part is not known here, or contradicts another; with what was found.
 */
export function parsePipeline(kind: string, json: Record<string, unknown>, model: SubwordModel): TokenizerParts {
  const inModel = Object.fromEntries(model.tokens.map((token, id) => [token, id]));
  const addedTokens = parseAddedTokens(kind, requireArray("added_tokens", json.added_tokens ?? []), inModel);
  requireSpecialTokens(addedTokens.map(({ content }) => content), { name: "added_tokens" });
  const outside = addedTokens.filter(({ inModel: known }) => !known);
  const tokens = orderById("model.vocab", [
    ...model.tokens.map((token, id) => [token, id] as const), ...outside.map(({ content, id }) => [content, id] as const),
  ]);
  return {
    addedTokens,
    normalizer: parseNormalizer(json.normalizer),
    preTokenizer: parsePreTokenizer(json.pre_tokenizer),
    model,
    template: parsePostProcessor(json.post_processor ?? null, tokens),
    decoder: parseDecoder(json.decoder),
    truncation: parseTruncation(json.truncation ?? null),
    padding: parsePadding(json.padding ?? null, tokens),
  };
}

/** The `model` of a `tokenizer.json`. @throws TypeError where it is of another type. */
export function requireModel(json: unknown, type: string): { file: Record<string, unknown>; model: Record<string, unknown> } {
  const file = requireObject("tokenizer.json", json);
  const model = requireObject("model", file.model);
  if (model.type === type) return { file, model };
  throw new TypeError(`model.type is ${shown(model.type)}: expected ${shown(type)}`);
}
