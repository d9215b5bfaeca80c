import { columnsOf, type ShownToken, shownToken } from "./glyphs";

/** Pixels of a line. */
export const LINE_WIDTH = 720;
/** Of the tokens: letters of one width, so that boxes fit them. No quotes around a family: static pictures would lose it. */
export const FONT = { family: "DejaVu Sans Mono, Menlo, Consolas, monospace", size: 14 };
const LETTER = 8.45; // of this font at this size
const SIDES = 7; // inside a box, left and right together
const GAP = 2;

/** A token's box, or one of several where it is longer than a line. */
export interface TokenBox {
  text: string;
  token: number;
  line: number;
  left: number;
  width: number;
}

/** Boxes from left to right, a new line where one is full and after a token that ends a line of the text. */
export function boxesOf(tokens: readonly ShownToken[]): TokenBox[] {
  const boxes: TokenBox[] = [];
  let [line, left] = [0, 0];
  const put = (text: string, token: number): void => {
    const width = columnsOf(text) * LETTER + SIDES;
    if (left > 0 && left + width > LINE_WIDTH) [line, left] = [line + 1, 0];
    boxes.push({ text, token, line, left, width });
    left += width + GAP;
  };
  tokens.forEach((token, i) => {
    const shown = shownToken(token);
    for (const piece of pieces(shown)) put(piece, i);
    if (shown.endsWith("↵")) left = LINE_WIDTH;
  });
  return boxes;
}

/** What fits a line, with "…" where the token goes on. */
function pieces(text: string): string[] {
  const most = Math.floor((LINE_WIDTH - SIDES) / LETTER);
  if (columnsOf(text) <= most) return [text];
  const cut: string[] = [""];
  for (const letter of text) {
    const last = cut.length - 1;
    if (columnsOf(cut[last]) + columnsOf(letter) < most) cut[last] += letter;
    else {
      cut[last] += "…";
      cut.push(letter);
    }
  }
  return cut;
}
