import type { AlignedText, Edit } from "../normalize/alignedText";

/** How SentencePiece writes a space, so that it is part of the token that follows: ▁ (U+2581). */
export const META_SPACE = "\u2581";

export interface Metaspace {
  type: "Metaspace";
  replacement: string;
  /** Whether a text gets a space before it, so that its first word is like the others; "first": at the very beginning only. */
  prepend_scheme: "always" | "first" | "never";
  /** Whether each ▁ begins a new piece; else the text stays whole, and tokens can hold several words. */
  split: boolean;
}

export const METASPACE: Metaspace = { type: "Metaspace", replacement: META_SPACE, prepend_scheme: "always", split: true };

/** Spaces become ▁, and each begins a piece: `"to be"` → ▁to ▁be. Source: Kudo & Richardson 2018, section 3.2. */
export function metaspacePieces(text: AlignedText, { replacement, prepend_scheme: prepend, split }: Metaspace): AlignedText[] {
  if (text.text === "") return [];
  const edits: Edit[] = Array.from(text.text.matchAll(/ /g), ({ index }) => ({ start: index, end: index + 1, text: replacement }));
  let marked = text.edited(edits);
  const wanted = prepend === "always" || (prepend === "first" && text.source(0, 1)[0] === 0);
  if (wanted && !marked.text.startsWith(replacement)) {
    const first = String.fromCodePoint(marked.text.codePointAt(0)!);
    marked = marked.edited([{ start: 0, end: first.length, text: replacement + first }]);
  }
  if (!split) return [marked];
  const pieces: AlignedText[] = [];
  for (let start = 0; start < marked.text.length; ) {
    const next = marked.text.indexOf(replacement, start + 1);
    const end = next < 0 ? marked.text.length : next;
    pieces.push(marked.slice(start, end));
    start = end;
  }
  return pieces;
}
