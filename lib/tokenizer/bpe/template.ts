import { shown } from "../../system/shown";
import type { Template } from "./vocabulary";
import { NO_TEMPLATE } from "./vocabulary";
import { requireArray, requireObject } from "../jsonParts";

/**
 * Which ids go around a text, from the `post_processor` of a `tokenizer.json`.
 *
 * `ByteLevel` moves offsets only, which changes no id. `TemplateProcessing` names special tokens before and after the
 * text `A`; its rule for pairs of texts is kept for writing and not used.
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
