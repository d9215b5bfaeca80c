import { shown } from "../../system/shown";
import { PLAIN_TEMPLATE, type TextTemplate } from "../encoding/template";
import { parsePostProcessor } from "../pipeline/postProcessorJson";
import { NO_TEMPLATE, type BPEVocabulary, type Template } from "./vocabulary";
import { requireArray, requireObject } from "../jsonParts";

/**
 * Which ids go around a text, from the `post_processor` of a `tokenizer.json`.
 *
 * `ByteLevel` moves offsets only, which changes no id. `TemplateProcessing` names special tokens before and after the
 * text `A`; {@link textTemplate} reads its rule for pairs when one comes.
 *
 * @throws TypeError for another kind, and for ids outside the vocabulary.
 */
export function parseTemplate(json: unknown, vocabularySize: number): Template {
  if (json === null) return NO_TEMPLATE;
  const { type, processors, single, special_tokens: specialTokens } = requireObject("post_processor", json);
  if (type === "ByteLevel") return { before: [], after: [], json };
  if (type === "Sequence") {
    const parts = requireArray("post_processor.processors", processors).map((part) => parseTemplate(part, vocabularySize));
    return { before: parts.map(({ before }) => before).reverse().flat(), after: parts.flatMap(({ after }) => after), json };
  }
  if (type !== "TemplateProcessing") {
    throw new TypeError(`post_processor.type is ${shown(type)}: expected ByteLevel, TemplateProcessing or a Sequence of them`);
  }
  const known = requireObject("post_processor.special_tokens", specialTokens);
  const ids = { before: [] as number[], after: [] as number[] };
  let side: "before" | "after" = "before";
  requireArray("post_processor.single", single).forEach((entry, i) => {
    const piece = requireObject(`post_processor.single[${i}]`, entry);
    if ("Sequence" in piece) {
      side = "after";
      return;
    }
    const name = requireObject(`post_processor.single[${i}].SpecialToken`, piece.SpecialToken).id;
    const found = requireObject(`post_processor.special_tokens[${shown(name)}]`, known[String(name)]).ids;
    ids[side].push(...requireArray(`post_processor.special_tokens[${shown(name)}].ids`, found).map((id) => {
      if (typeof id === "number" && Number.isInteger(id) && id >= 0 && id < vocabularySize) return id;
      throw new TypeError(`post_processor.special_tokens[${shown(name)}] has the id ${shown(id)}, which no token has`);
    }));
  });
  return { ...ids, json };
}

/**
 * What goes around one text, or around two.
 * @throws TypeError where the tokenizer's file has a rule for pairs that names not both texts once.
 */
export function textTemplate({ template, tokens }: BPEVocabulary, forPair: boolean): TextTemplate {
  if (forPair) return pairTemplate(template.json, tokens) ?? PLAIN_TEMPLATE;
  const [before, after] = [template.before, template.after].map((ids) =>
    ({ ids, tokens: ids.map((id) => tokens[id]), typeId: 0 }));
  return { ...PLAIN_TEMPLATE, single: [before, { sequence: 0, typeId: 0 }, after] };
}

function pairTemplate(json: unknown, tokens: readonly string[]): TextTemplate | undefined {
  const { type, processors } = (json ?? {}) as { type?: string; processors?: unknown[] };
  if (type === "Sequence") return processors!.map((part) => pairTemplate(part, tokens)).find(Boolean);
  return type === "TemplateProcessing" ? parsePostProcessor(json, tokens) : undefined;
}
