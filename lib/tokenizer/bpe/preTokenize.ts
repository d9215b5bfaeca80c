import { classOf } from "../codePointRanges";
import { gpt2PieceEnd } from "./gpt2PieceEnd";
import { llama3PieceEnd } from "./llama3PieceEnd";
import { LETTERS, NUMBERS } from "./unicode16";

/** Where a text may be cut into the pieces within which bytes are merged; no merge crosses the edge of a piece. */
export type PreTokenization = "gpt2" | "llama3";

/**
 * What each kind of tokenizer takes for one piece, as its authors wrote it.
 *
 * gpt2: contractions; a run of letters, of numbers or of other signs, each with one space before; white space, whose last
 * character is left to what follows. llama3 (GPT-4's, too): contractions in any case; letters with any one sign before;
 * at most three digits; signs with the line ends after them; line ends with the white space before.
 */
export const PATTERN_SOURCES: Readonly<Record<PreTokenization, string>> = {
  gpt2: String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  llama3:
    String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*` +
    String.raw`|\s*[\r\n]+|\s+(?!\S)|\s+`,
};

const [letters, numbers] = [LETTERS, NUMBERS].map(classOf);
const PATTERNS = { gpt2: compile(PATTERN_SOURCES.gpt2), llama3: compile(PATTERN_SOURCES.llama3) };

/**
 * The pattern with its classes spelled out, as Rust's and Python's regular expressions understand them.
 *
 * JavaScript's \s differs from theirs: it takes U+FEFF for white space and U+0085 not. `(?i:…)` is new in Node 24.
 */
function compile(source: string): RegExp {
  const spelled = source
    .replace("(?i:'s|'t|'re|'ve|'m|'ll|'d)", "'(?:[sSſ]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])")
    .replaceAll("\\S", "\\P{White_Space}")
    .replaceAll("\\s", "\\p{White_Space}")
    .replaceAll(/\\p\{L\}(?=[^[\]]*\])/gu, () => letters) // inside [ ]
    .replaceAll(/\\p\{N\}(?=[^[\]]*\])/gu, () => numbers)
    .replaceAll("\\p{L}", () => `[${letters}]`)
    .replaceAll("\\p{N}", () => `[${numbers}]`);
  return new RegExp(spelled, "gu");
}

/** Cuts a text into its pieces: `"I'll go\n\n there" → ["I", "'ll", " go", "\n\n", " there"]`; joined they are the text. */
export function preTokenize(text: string, { pattern = "gpt2" }: { pattern?: PreTokenization } = {}): string[] {
  return text.match(PATTERNS[pattern]) ?? [];
}

/**
 * For each pattern a function that says where the piece ends that begins at a place: {@link preTokenize} read by hand, which
 * is faster, and which takes pieces of any length (the engine of regular expressions gives up after some million letters).
 */
export const PIECE_ENDS: Readonly<Record<PreTokenization, (text: string, start: number) => number>> = {
  gpt2: gpt2PieceEnd,
  llama3: llama3PieceEnd,
};
