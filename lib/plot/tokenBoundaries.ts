import { requireCount, requireNotEmpty } from "./checks";
import { bareAxis, figure, label, type Figure } from "./figure";
import { type ShownToken, shownToken } from "./glyphs";
import { written } from "./numbers";
import { BLANK, INK, TINTS } from "./palette";
import { boxesOf, FONT, LINE_WIDTH } from "./tokenBoxes";
import { plotText } from "./tokens";

export type { ShownToken } from "./glyphs";

/** A text as one tokenizer cuts it. */
export interface TokenizedText {
  name: string;
  tokens: readonly ShownToken[];
  /** What was cut, where the tokens together don't say it. */
  text?: string;
  /** Which tokens stand for what is unknown; they are hatched. */
  unknown?: readonly boolean[];
}

const MOST = 2000;
const LINE = 30;
const BOX = 23;
const HEADING = 26;
const BETWEEN = 12;
const SPOKEN = 60; // tokens that the text alternative holds

/**
 * Where a tokenizer cuts a text: each token a box, in four tints by turns, with tokens and characters per token counted
 * above. Several tokenizers stand one below the other.
 *
 * A token is its text, or its bytes (`tokenizer.decodeBytes([id])`) where it may hold part of a character, which is
 * shown in hexadecimal: "‹f0 9f›". Spaces are ␣, line ends ↵, and the line ends there. Characters are code points of
 * the tokens together, or of `text` where tokens bear marks of their own ("##ing"); it can differ from block to block.
 * @throws RangeError where there are no tokens, or more than 2000 of one tokenizer: nobody could read them; where
 * `unknown` does not say of each token whether it is.
 */
export function tokenBoundaries(
  tokens: readonly ShownToken[] | readonly TokenizedText[],
  { text, title }: { text?: string; title?: string } = {},
): Figure {
  requireNotEmpty("tokens", tokens);
  const blocks = areNamed(tokens) ? tokens : [{ name: "", tokens: tokens as readonly ShownToken[] }];
  blocks.forEach(requireTokens);
  if (text !== undefined) requireNotEmpty("text", text);

  const headings: object[] = [];
  const bars: object[] = [];
  let top = 0;
  for (const block of blocks) {
    const { name, tokens: cut, unknown = [] } = block;
    const heading = name ? `<b>${plotText(name)}</b>: ${counted(block, text)}` : counted(block, text);
    headings.push(label(0, top + HEADING / 2, heading, { align: "left", xanchor: "left", yanchor: "middle" }));
    const boxes = boxesOf(cut);
    bars.push({
      type: "bar", orientation: "h", name: plotText(name), base: boxes.map(({ left }) => left),
      x: boxes.map(({ width }) => width), y: boxes.map(({ line }) => top + HEADING + line * LINE + BOX / 2), width: BOX,
      marker: {
        color: boxes.map(({ token }) => (unknown[token] ? BLANK : TINTS[token % TINTS.length])), line: { color: INK, width: 1 },
        ...(unknown.includes(true) ? { pattern: hatching(boxes.map(({ token }) => unknown[token])) } : {}),
      },
      text: boxes.map((box) => plotText(box.text)), textposition: "inside", insidetextanchor: "middle", textangle: 0,
      constraintext: "none", insidetextfont: { ...FONT, color: INK },
      customdata: boxes.map(({ token }) => token), hovertemplate: "token %{customdata}<extra></extra>",
    });
    top += HEADING + (boxes[boxes.length - 1].line + 1) * LINE + BETWEEN;
  }
  const above = title ? 52 : 8;
  return figure(bars, {
    title, width: LINE_WIDTH + 24, height: top + above, margin: { l: 12, r: 12, t: above, b: 0 },
    barmode: "overlay", showlegend: false, xaxis: bareAxis(0, LINE_WIDTH), yaxis: bareAxis(top, 0), annotations: headings,
  }, describe(blocks, { text, title }));
}

/** Hatching for some boxes, fine enough to read through. */
function hatching(boxes: readonly boolean[]): object {
  const shape = boxes.map((hatched) => (hatched ? "/" : ""));
  return { shape, bgcolor: BLANK, fgcolor: "#8a8a8a", fgopacity: 1, size: 7, solidity: 0.3 };
}

function areNamed(tokens: readonly (ShownToken | TokenizedText)[]): tokens is readonly TokenizedText[] {
  const [first] = tokens;
  return typeof first === "object" && !(first instanceof Uint8Array);
}

function requireTokens({ name, tokens, unknown }: TokenizedText): void {
  const which = name ? `tokens of "${name}"` : "tokens";
  requireNotEmpty(which, tokens);
  if (unknown) requireCount(`unknown of "${name}"`, unknown.length, tokens.length, "one for every token");
  if (tokens.length <= MOST) return;
  throw new RangeError(`${which} has ${tokens.length} entries: expected at most ${MOST} to be read, cut the text`);
}

/** "27 tokens, 3.1 characters per token, 2 unknown" */
function counted({ tokens, text: own, unknown = [] }: TokenizedText, text?: string): string {
  const characters = [...(own ?? text ?? joined(tokens))].length;
  const strange = unknown.filter(Boolean).length;
  const per = written(characters / tokens.length, 2);
  return `${tokens.length} ${tokens.length === 1 ? "token" : "tokens"}, ` +
    `${per} ${per === "1" ? "character" : "characters"} per token${strange > 0 ? `, ${strange} unknown` : ""}`;
}

function joined(tokens: readonly ShownToken[]): string {
  const bytes = tokens.map((token) => (typeof token === "string" ? Buffer.from(token, "utf8") : token));
  return Buffer.concat(bytes).toString("utf8");
}

function describe(
  blocks: readonly TokenizedText[], { text, title = "Token boundaries" }: { text?: string; title?: string },
): string {
  const each = blocks.map((block) => {
    const { name, tokens } = block;
    const more = tokens.length - SPOKEN;
    const spoken = tokens.slice(0, SPOKEN).map(shownToken).join(" | ");
    return `${name ? `${name}: ` : ""}${counted(block, text)}: ${spoken}${more > 0 ? ` and ${more} more` : ""}`;
  });
  return `${title}: ${each.join("; ")}.`;
}
