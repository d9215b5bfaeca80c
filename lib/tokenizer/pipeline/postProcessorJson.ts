import { shown } from "../../system/shown";
import { PLAIN_TEMPLATE, type TemplatePiece, type TextTemplate } from "../encoding/template";
import { requireArray, requireObject } from "../jsonParts";

/**
 * What stands around texts, from the `post_processor` of a `tokenizer.json`.
 * @throws TypeError for another kind than TemplateProcessing and BertProcessing, and for ids that no token has.
 */
export function parsePostProcessor(json: unknown, tokens: readonly string[]): TextTemplate {
  if (json === null) return PLAIN_TEMPLATE;
  const found = requireObject("post_processor", json);
  if (found.type === "BertProcessing") {
    const [separator, begin] = ["sep", "cls"].map((name) => bertToken(`post_processor.${name}`, found[name], tokens));
    const [one, two] = [0, 1].map((typeId) => ({ ...separator, typeId }));
    const single = [{ ...begin, typeId: 0 }, { sequence: 0 as const, typeId: 0 }, one];
    return { single, pair: [...single, { sequence: 1, typeId: 1 }, two], json };
  }
  if (found.type !== "TemplateProcessing") {
    throw new TypeError(`post_processor.type is ${shown(found.type)}: expected TemplateProcessing or BertProcessing`);
  }
  const special = requireObject("post_processor.special_tokens", found.special_tokens);
  const pieces = (name: "single" | "pair"): TemplatePiece[] =>
    requireArray(`post_processor.${name}`, found[name]).map((entry, i) =>
      parsePiece(`post_processor.${name}[${i}]`, entry, special, tokens));
  const [single, pair] = [pieces("single"), pieces("pair")];
  requireSequences("single", single, [0]);
  requireSequences("pair", pair, [0, 1]);
  return { single, pair, json };
}

function parsePiece(name: string, json: unknown, special: Record<string, unknown>, tokens: readonly string[]): TemplatePiece {
  const piece = requireObject(name, json);
  const { id, type_id: typeId } = requireObject(name, piece.Sequence ?? piece.SpecialToken);
  if (typeof typeId !== "number" || !Number.isInteger(typeId)) {
    throw new TypeError(`${name} has the type_id ${shown(typeId)}: expected a whole number`);
  }
  if (piece.Sequence) {
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

/** `["[SEP]", 3]` */
function bertToken(name: string, json: unknown, tokens: readonly string[]): { ids: number[]; tokens: string[] } {
  const [token, id] = requireArray(name, json);
  if (typeof id === "number" && typeof token === "string" && tokens[id] === token) return { ids: [id], tokens: [token] };
  throw new TypeError(`${name} is ${shown(json)}: expected a token of the vocabulary with its id, such as ["[SEP]", 3]`);
}
