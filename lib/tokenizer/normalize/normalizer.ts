import { shown } from "../../system/shown";
import { expectPart, requireArray, requireObject } from "../jsonParts";
import { literalPattern } from "../literalPattern";
import { AlignedText, type Edit } from "./alignedText";
import { cjkSpacing } from "./cjkSpacing";
import { cleanForTranslation, cleanText } from "./cleanText";
import { lowercase } from "./lowercase";
import { strip } from "./strip";
import { stripAccents, stripNonspacingMarks } from "./stripAccents";
import { unicodeForm, type UnicodeForm } from "./unicodeForm";

/** How a text is normalized before it is cut, as a Hugging Face `tokenizer.json` says it. */
export type Normalizer =
  | { type: UnicodeForm | "Lowercase" | "StripAccents" | "Nmt" }
  | BertNormalizer
  | { type: "Strip"; strip_left: boolean; strip_right: boolean }
  | { type: "Replace"; pattern: { String: string } | { Regex: " {2,}" }; content: string }
  | { type: "Sequence"; normalizers: readonly Normalizer[] };

/** BERT's: clean text, spaces around Chinese characters, no accents, small letters. */
export interface BertNormalizer {
  type: "BertNormalizer";
  clean_text: boolean;
  handle_chinese_chars: boolean;
  /** null does as `lowercase` says. */
  strip_accents: boolean | null;
  lowercase: boolean;
}

export const BERT_UNCASED: BertNormalizer = {
  type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true,
};

/** One step of normalization: what it changes in a text. */
export type Normalization = (text: string) => Edit[];

/** The normalized text: `normalize("Éa", { type: "Sequence", normalizers: [{ type: "NFD" }, …] })`. */
export function normalize(text: string, normalizer: Normalizer | null): string {
  return normalizeAligned(AlignedText.of(text), normalizations(normalizer)).text;
}

export function normalizeAligned(text: AlignedText, steps: readonly Normalization[]): AlignedText {
  return steps.reduce((current, step) => current.edited(step(current.text)), text);
}

/** The steps of a normalizer in their order. */
export function normalizations(normalizer: Normalizer | null): Normalization[] {
  if (normalizer === null) return [];
  switch (normalizer.type) {
    case "Sequence": return normalizer.normalizers.flatMap(normalizations);
    case "BertNormalizer": return bertNormalizations(normalizer);
    case "Lowercase": return [lowercase];
    case "StripAccents": return [stripAccents];
    case "Nmt": return [cleanForTranslation];
    case "Strip": return [(text) => strip(text, { left: normalizer.strip_left, right: normalizer.strip_right })];
    case "Replace": return [replacement(normalizer.pattern, normalizer.content)];
    default: return [unicodeForm(normalizer.type)];
  }
}

function bertNormalizations(parts: BertNormalizer): Normalization[] {
  const steps: Normalization[] = [];
  if (parts.clean_text) steps.push(cleanText);
  if (parts.handle_chinese_chars) steps.push(cjkSpacing);
  if (parts.strip_accents ?? parts.lowercase) steps.push(unicodeForm("NFD"), stripNonspacingMarks);
  if (parts.lowercase) steps.push(lowercase);
  return steps;
}

function replacement(pattern: { String: string } | { Regex: string }, content: string): Normalization {
  const source = "String" in pattern ? literalPattern(pattern.String) : pattern.Regex;
  const found = new RegExp(source, "gu");
  return (text) =>
    Array.from(text.matchAll(found), ({ 0: old, index }) => ({ start: index, end: index + old.length, text: content }));
}

const PLAIN = ["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt"];

/** @throws TypeError for a normalizer that is not known here, by its name. */
export function parseNormalizer(json: unknown, name = "normalizer"): Normalizer | null {
  if ((json ?? null) === null) return null;
  const found = requireObject(name, json);
  const bool = (key: string, ...more: unknown[]): void =>
    expectPart("BertNormalizer", `${name}.${key}`, found[key], true, false, ...more);
  if (PLAIN.includes(found.type as string)) return { type: found.type } as Normalizer;
  if (found.type === "Sequence") {
    const parts = requireArray(`${name}.normalizers`, found.normalizers);
    return { type: "Sequence", normalizers: parts.map((part, i) => parseNormalizer(part, `${name}.normalizers[${i}]`)!) };
  }
  if (found.type === "BertNormalizer") {
    for (const key of ["clean_text", "handle_chinese_chars", "lowercase"]) bool(key);
    bool("strip_accents", null);
    return found as unknown as BertNormalizer;
  }
  if (found.type === "Strip") {
    for (const side of ["strip_left", "strip_right"]) expectPart("Strip", `${name}.${side}`, found[side], true, false);
    return found as unknown as Normalizer;
  }
  if (found.type === "Replace") {
    const { pattern, content } = found;
    const { String: text, Regex: regex } = requireObject(`${name}.pattern`, pattern);
    const known = regex === " {2,}" || (typeof text === "string" && text !== "");
    if (known && typeof content === "string") return found as unknown as Normalizer;
    throw new TypeError(`${name} is ${shown(json)}: expected Replace of a String, or of the Regex " {2,}", by a text`);
  }
  throw new TypeError(
    `${name}.type is ${shown(found.type)}: expected ${PLAIN.join(", ")}, BertNormalizer, Strip, Replace or a Sequence of them`,
  );
}
