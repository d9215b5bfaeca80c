import { shown } from "../../system/shown";
import type { Metaspace } from "../cut/metaspace";
import { parsePreTokenizer } from "../cut/preTokenizer";
import { expectPart, requireObject } from "../jsonParts";

/** How tokens become a text again, as a Hugging Face `tokenizer.json` says it. */
export type Decoder =
  | { type: "WordPiece"; prefix: string; cleanup: boolean }
  | Metaspace
  | { type: "Fuse" };

/** What BERT's decoding sets right behind each space: `"do n't ."` → `don't.` */
const CLEANUP: readonly (readonly [string, string])[] = [
  [" .", "."], [" ?", "?"], [" !", "!"], [" ,", ","], [" ' ", "'"], [" n't", "n't"], [" 'm", "'m"], [" do not", " don't"],
  [" 's", "'s"], [" 've", "'ve"], [" 're", "'re"],
];

/** The text of these tokens; without a decoder they stand with spaces between. */
export function decodeTokens(tokens: readonly string[], decoder: Decoder | null): string {
  if (decoder === null) return tokens.join(" ");
  if (decoder.type === "Fuse") return tokens.join("");
  if (decoder.type === "Metaspace") {
    const [space, first] = [" ", decoder.prepend_scheme === "never" ? " " : ""];
    return tokens.map((token, i) => token.replaceAll(decoder.replacement, i === 0 ? first : space)).join("");
  }
  return tokens.map((token, i) => {
    const text = i === 0 ? token : token.startsWith(decoder.prefix) ? token.slice(decoder.prefix.length) : ` ${token}`;
    return decoder.cleanup ? CLEANUP.reduce((clean, [from, to]) => clean.replaceAll(from, to), text) : text;
  }).join("");
}

/** @throws TypeError for a decoder that is not known here, by its name. */
export function parseDecoder(json: unknown): Decoder | null {
  if ((json ?? null) === null) return null;
  const found = requireObject("decoder", json);
  if (found.type === "Fuse") return { type: "Fuse" };
  if (found.type === "Metaspace") return parsePreTokenizer(json, "decoder") as Metaspace;
  if (found.type === "WordPiece") {
    expectPart("WordPiece", "decoder.cleanup", found.cleanup, true, false);
    if (typeof found.prefix === "string") return { type: "WordPiece", prefix: found.prefix, cleanup: found.cleanup === true };
    throw new TypeError(`decoder.prefix is ${shown(found.prefix)}: expected a text, such as "##"`);
  }
  throw new TypeError(`decoder.type is ${shown(found.type)}: expected WordPiece, Metaspace, Fuse or none`);
}
