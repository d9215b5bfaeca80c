import { shown } from "../../system/shown";
import { expectPart, requireArray, requireObject } from "../jsonParts";
import type { AlignedText } from "../normalize/alignedText";
import { bertPieces } from "./bertPieces";
import { META_SPACE, metaspacePieces, type Metaspace } from "./metaspace";
import { whitespacePieces, wordAndSignPieces } from "./whitespacePieces";

/** Where a normalized text is cut, as a Hugging Face `tokenizer.json` says it; no token crosses the edge of a piece. */
export type PreTokenizer =
  | { type: "BertPreTokenizer" | "Whitespace" | "WhitespaceSplit" }
  | Metaspace
  | { type: "Sequence"; pretokenizers: readonly PreTokenizer[] };

const CUTS = { BertPreTokenizer: bertPieces, Whitespace: wordAndSignPieces, WhitespaceSplit: whitespacePieces } as const;

/** The pieces of a text, none of them empty; without a pre-tokenizer the whole text is one. */
export function cutText(text: AlignedText, preTokenizer: PreTokenizer | null): AlignedText[] {
  if (text.text === "") return [];
  if (preTokenizer === null) return [text];
  if (preTokenizer.type === "Metaspace") return metaspacePieces(text, preTokenizer);
  if (preTokenizer.type === "Sequence") {
    const cut = (pieces: AlignedText[], each: PreTokenizer): AlignedText[] => pieces.flatMap((piece) => cutText(piece, each));
    return preTokenizer.pretokenizers.reduce(cut, [text]);
  }
  return CUTS[preTokenizer.type](text.text).map(([start, end]) => text.slice(start, end));
}

/** @throws TypeError for a pre-tokenizer that is not known here, by its name. */
export function parsePreTokenizer(json: unknown, name = "pre_tokenizer"): PreTokenizer | null {
  if ((json ?? null) === null) return null;
  const found = requireObject(name, json);
  if (typeof found.type === "string" && Object.hasOwn(CUTS, found.type)) return { type: found.type as keyof typeof CUTS };
  if (found.type === "Sequence") {
    const parts = requireArray(`${name}.pretokenizers`, found.pretokenizers);
    return { type: "Sequence", pretokenizers: parts.map((part, i) => parsePreTokenizer(part, `${name}.pretokenizers[${i}]`)!) };
  }
  if (found.type === "Metaspace") {
    const { replacement = META_SPACE, prepend_scheme: prepend, add_prefix_space: older, split = true } = found;
    const scheme = prepend ?? (older === false ? "never" : "always"); // older files say it by add_prefix_space
    expectPart("Metaspace", `${name}.prepend_scheme`, scheme, "always", "first", "never");
    expectPart("Metaspace", `${name}.split`, split, true, false);
    if (typeof replacement !== "string" || [...replacement].length !== 1) {
      throw new TypeError(`${name}.replacement is ${shown(replacement)}: expected one character, such as "${META_SPACE}"`);
    }
    return { type: "Metaspace", replacement, prepend_scheme: scheme as Metaspace["prepend_scheme"], split: split === true };
  }
  throw new TypeError(
    `${name}.type is ${shown(found.type)}: expected ${Object.keys(CUTS).join(", ")}, Metaspace or a Sequence of them`,
  );
}
