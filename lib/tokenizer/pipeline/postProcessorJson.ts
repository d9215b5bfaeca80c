import { shown } from "../../system/shown";
import { PLAIN_TEMPLATE, type TemplatePiece, type TextTemplate } from "../encoding/template";
import type { Trimming } from "../encoding/trimOffsets";
import { expectPart, requireArray, requireObject } from "../jsonParts";

type Json = Record<string, unknown>;
type Parse = (json: Json, tokens: readonly string[]) => Omit<TextTemplate, "json">;

const KINDS: Readonly<Record<string, Parse>> = {
  TemplateProcessing: parseTemplate,
  BertProcessing: (json, tokens) => {
    const [separator, begin] = separatorAndBegin(json, tokens);
    const [one, two] = [0, 1].map((typeId) => ({ ...separator, typeId }));
    const single = [begin, { sequence: 0 as const, typeId: 0 }, one];
    return { single, pair: [...single, { sequence: 1, typeId: 1 }, two] };
  },
  /** Two separators between the texts, and no types. */
  RobertaProcessing: (json, tokens) => {
    const [separator, begin] = separatorAndBegin(json, tokens);
    const single = [begin, { sequence: 0 as const, typeId: 0 }, separator];
    const pair = [...single, separator, { sequence: 1 as const, typeId: 0 }, separator];
    return { single, pair, trimming: parseTrimming(json) };
  },
  /** Changes offsets only. */
  ByteLevel: (json) => ({ ...PLAIN_TEMPLATE, trimming: parseTrimming(json) }),
  Sequence: parseSequence,
};

/**
 * What stands around texts, from the `post_processor` of a `tokenizer.json`.
 * @throws TypeError for a kind that is not known here, and for ids that no token has.
 */
export function parsePostProcessor(json: unknown, tokens: readonly string[]): TextTemplate {
  if (json === null) return PLAIN_TEMPLATE;
  const found = requireObject("post_processor", json);
  if (typeof found.type === "string" && Object.hasOwn(KINDS, found.type)) return { ...KINDS[found.type](found, tokens), json };
  const names = Object.keys(KINDS).slice(0, -1).join(", ");
  throw new TypeError(`post_processor.type is ${shown(found.type)}: expected ${names} or a Sequence of them`);
}

/** ByteLevel, which puts nothing around a text, and one that does. */
function parseSequence({ processors }: Json, tokens: readonly string[]): TextTemplate {
  const parts = requireArray("post_processor.processors", processors).map((part) => parsePostProcessor(part, tokens));
  const around = parts.filter(({ single, pair }) => single.length + pair.length > 3);
  const trimming = parts.filter((part) => part.trimming);
  if (around.length <= 1 && trimming.length <= 1) return { ...PLAIN_TEMPLATE, ...around[0], trimming: trimming[0]?.trimming };
  throw new TypeError(
    `post_processor is a Sequence with ${around.length} templates, and ${trimming.length} that trim offsets: expected one at most`,
  );
}

function parseTrimming({ trim_offsets: trim = true, add_prefix_space: addPrefixSpace = true }: Json): Trimming | undefined {
  expectPart("post_processor", "post_processor.trim_offsets", trim, true, false);
  expectPart("post_processor", "post_processor.add_prefix_space", addPrefixSpace, true, false);
  return trim ? { addPrefixSpace: addPrefixSpace === true } : undefined;
}

function parseTemplate(found: Json, tokens: readonly string[]): Omit<TextTemplate, "json"> {
  const special = requireObject("post_processor.special_tokens", found.special_tokens);
  const pieces = (name: "single" | "pair"): TemplatePiece[] =>
    requireArray(`post_processor.${name}`, found[name]).map((entry, i) =>
      parsePiece(`post_processor.${name}[${i}]`, entry, special, tokens));
  const [single, pair] = [pieces("single"), pieces("pair")];
  requireSequences("single", single, [0]);
  requireSequences("pair", pair, [0, 1]);
  return { single, pair };
}

function parsePiece(name: string, json: unknown, special: Json, tokens: readonly string[]): TemplatePiece {
  const piece = requireObject(name, json);
  const kind = piece.Sequence ? "Sequence" : "SpecialToken";
  const { id, type_id: typeId } = requireObject(`${name}.${kind}`, piece[kind]);
  if (typeof typeId !== "number" || !Number.isInteger(typeId)) {
    throw new TypeError(`${name} has the type_id ${shown(typeId)}: expected a whole number`);
  }
  if (kind === "Sequence") {
    if (id === "A" || id === "B") return { sequence: id === "A" ? 0 : 1, typeId };
    throw new TypeError(`${name} has the Sequence ${shown(id)}: expected "A" or "B"`);
  }
  const entry = `post_processor.special_tokens[${shown(id)}]`;
  const ids = requireArray(`${entry}.ids`, requireObject(entry, special[String(id)]).ids).map((each) => {
    if (typeof each === "number" && tokens[each] !== undefined) return each;
    throw new TypeError(`${entry} has the id ${shown(each)}, which no token has`);
  });
  return { ids, tokens: ids.map((each) => tokens[each]), typeId };
}

function requireSequences(name: string, pieces: readonly TemplatePiece[], expected: readonly number[]): void {
  const found = pieces.flatMap((piece) => ("sequence" in piece ? [piece.sequence] : [])).sort();
  if (found.join() === expected.join()) return;
  const texts = expected.map((sequence) => "AB"[sequence]).join(" and ");
  throw new TypeError(`post_processor.${name} has ${found.length} texts: expected ${texts}, once each`);
}

/** `"sep": ["[SEP]", 3], "cls": ["[CLS]", 2]` */
function separatorAndBegin(json: Json, tokens: readonly string[]): (TemplatePiece & { typeId: 0 })[] {
  return ["sep", "cls"].map((name) => {
    const [token, id] = requireArray(`post_processor.${name}`, json[name]);
    const isKnown = typeof id === "number" && typeof token === "string" && tokens[id] === token;
    if (isKnown) return { ids: [id], tokens: [token], typeId: 0 };
    throw new TypeError(
      `post_processor.${name} is ${shown(json[name])}: expected a token of the vocabulary with its id, such as ["[SEP]", 3]`,
    );
  });
}
