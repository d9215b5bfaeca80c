import { isWhiteSpace } from "../codePointRanges";
import type { Encoding } from "./encoding";

/**
 * How much of a text became unknown: of its characters but white space, the share that tokens with this id stand for.
 *
 * A share of *tokens* can't be compared between vocabularies, since one token for the unknown can swallow a letter or a
 * whole word. Characters are code points.
 *
 * @param encoding the text's tokens
 * @returns 0 for a text without characters that count
 */
export function unknownShare(text: string, { ids, offsets }: Pick<Encoding, "ids" | "offsets">, unknownId: number): number {
  let [lost, counted] = [0, 0];
  offsets.forEach(([start, end], i) => {
    if (ids[i] !== unknownId) return;
    lost += visible(text.slice(Math.max(start, counted), end)); // ½ can be three tokens, and counts once
    counted = Math.max(end, counted);
  });
  return lost / Math.max(1, visible(text));
}

/** How many characters have ink. */
function visible(text: string): number {
  let count = 0;
  for (const character of text) if (!isWhiteSpace(character.codePointAt(0)!)) count++;
  return count;
}
