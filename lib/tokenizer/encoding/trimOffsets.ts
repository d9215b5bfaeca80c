import { isWhiteSpace } from "../codePointRanges";
import type { Encoding } from "./encoding";

export interface Trimming {
  /** Whether the space that begins a text counts for the tokenizer's own, and stays. */
  addPrefixSpace: boolean;
}

/** How byte-level tokenizers write a space. */
const BYTE_SPACE = "Ġ";

/**
 * The encoding with offsets that leave out the white space at each token's edges: " cat" comes from "cat" then.
 *
 * Source: `process_offsets` of Hugging Face's `ByteLevel`.
 */
export function trimOffsets(encoding: Encoding, { addPrefixSpace }: Trimming): Encoding {
  const offsets = encoding.offsets.map(([start, end], i): [number, number] => {
    const characters = [...encoding.tokens[i]];
    const isOwnSpace = addPrefixSpace && (i === 0 || start === 0);
    const from = isOwnSpace ? start : Math.min(start + spaces(characters), end);
    const behind = spaces(characters.reverse());
    return [from, end >= behind ? Math.max(end - behind, from) : end];
  });
  return { ...encoding, offsets, overflowing: encoding.overflowing.map((part) => trimOffsets(part, { addPrefixSpace })) };
}

/** With how many characters of white space a token begins. */
function spaces(characters: readonly string[]): number {
  const first = characters.findIndex((each) => each !== BYTE_SPACE && !isWhiteSpace(each.codePointAt(0)!));
  return first < 0 ? characters.length : first;
}
