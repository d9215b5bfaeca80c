import { shown } from "../../system/shown";
import { emptyEncoding, joinEncodings, pushToken, type Encoding } from "./encoding";
import type { Trimming } from "./trimOffsets";

/** A place of a template: one of the texts, or special tokens. */
export type TemplatePiece =
  | { readonly sequence: 0 | 1; readonly typeId: number }
  | { readonly ids: readonly number[]; readonly tokens: readonly string[]; readonly typeId: number };

/** What stands around one text and around two. */
export interface TextTemplate {
  readonly single: readonly TemplatePiece[];
  readonly pair: readonly TemplatePiece[];
  /** How a `tokenizer.json` says so; null where nothing stands around a text. */
  readonly json: unknown;
  /** Where offsets leave out the white space at a token's edges. */
  readonly trimming?: Trimming;
}

/** Texts one behind the other, the second of type 1. */
export const PLAIN_TEMPLATE: TextTemplate = {
  single: [{ sequence: 0, typeId: 0 }], pair: [{ sequence: 0, typeId: 0 }, { sequence: 1, typeId: 1 }], json: null,
};

/** How a template is written: $A and $B are the texts, `:1` gives the type, all else are special tokens. */
export interface TemplateText {
  single: string;
  pair: string;
}

export const BERT_TEMPLATE: TemplateText = { single: "[CLS] $A [SEP]", pair: "[CLS] $A [SEP] $B:1 [SEP]:1" };

/**
 * The template of a text such as `[CLS] $A [SEP] $B:1 [SEP]:1`.
 * @throws RangeError where a text is missing or there twice, or a special token is unknown.
 */
export function parseTemplateText({ single, pair }: TemplateText, idOf: (token: string) => number | undefined): TextTemplate {
  const specialTokens: Record<string, object> = {};
  const parse = (name: "single" | "pair", text: string, expected: string): { pieces: TemplatePiece[]; json: object[] } => {
    const json: object[] = [];
    const pieces = text.split(" ").filter(Boolean).map((part): TemplatePiece => {
      const [, token, type = "0"] = /^(.*?)(?::(\d+))?$/su.exec(part)!;
      const typeId = Number(type);
      if (token === "$A" || token === "$B") {
        json.push({ Sequence: { id: token.slice(1), type_id: typeId } });
        return { sequence: token === "$A" ? 0 : 1, typeId };
      }
      const id = idOf(token);
      if (id === undefined) throw new RangeError(`template.${name} has ${shown(token)}, which is no token of the vocabulary`);
      json.push({ SpecialToken: { id: token, type_id: typeId } });
      specialTokens[token] = { id: token, ids: [id], tokens: [token] };
      return { ids: [id], tokens: [token], typeId };
    });
    const texts = pieces.flatMap((piece) => ("sequence" in piece ? ["$A", "$B"][piece.sequence] : []));
    if (texts.sort().join() !== expected) {
      throw new RangeError(`template.${name} is ${shown(text)}: expected ${expected.replace(",", " and ")} in it, once each`);
    }
    return { pieces, json };
  };
  const one = parse("single", single, "$A");
  const two = parse("pair", pair, "$A,$B");
  const json = { type: "TemplateProcessing", single: one.json, pair: two.json, special_tokens: specialTokens };
  return { single: one.pieces, pair: two.pieces, json };
}

/** How many tokens a template adds. */
export function addedBy(pieces: readonly TemplatePiece[]): number {
  return pieces.reduce((sum, piece) => sum + ("ids" in piece ? piece.ids.length : 0), 0);
}

/**
 * The texts with what stands around them.
 *
 * What overflowed gets the same around it: each part of the one text with each part of the other.
 */
export function applyTemplate(
  [first, second]: readonly [Encoding, Encoding?], pieces: readonly TemplatePiece[], { addSpecialTokens = true } = {},
): Encoding {
  const fill = (texts: readonly (Encoding | undefined)[]): Encoding => joinEncodings(pieces.map((piece) => {
    if ("ids" in piece) return addSpecialTokens ? specialTokens(piece) : emptyEncoding();
    const text = texts[piece.sequence]!;
    return { ...text, typeIds: text.ids.map(() => piece.typeId) };
  }));
  const seconds = second ? [second, ...second.overflowing] : [undefined];
  const [main, ...besides] = seconds.map((each) => fill([first, each]));
  const overflowing = first.overflowing.flatMap((part) => seconds.map((each) => fill([part, each])));
  return { ...main, overflowing: [...overflowing, ...besides] };
}

function specialTokens({ ids, tokens, typeId }: Extract<TemplatePiece, { ids: unknown }>): Encoding {
  const encoding = emptyEncoding();
  ids.forEach((id, i) => pushToken(encoding, {
    id, token: tokens[i], typeId, attention: 1, special: 1, offsets: [0, 0], word: null, sequence: null,
  }));
  return encoding;
}
