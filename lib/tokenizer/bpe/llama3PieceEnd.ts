import { kindAt, LETTER, NUMBER, OTHER, runEnd } from "./codePointKinds";

const CONTRACTION = /'(?:[sSſtTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])/uy; // ſ is an s to patterns that ignore case

/**
 * Where the piece ends that begins at `start`, by Llama 3's and GPT-4's pattern, read without going back:
 *
 * `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
 */
export function llama3PieceEnd(text: string, start: number): number {
  if (text[start] === "'") {
    CONTRACTION.lastIndex = start;
    if (CONTRACTION.test(text)) return CONTRACTION.lastIndex;
  }
  const kind = kindAt(text, start);
  const next = start + (text.codePointAt(start)! > 0xffff ? 2 : 1);
  if (kind === LETTER) return runEnd(text, start, LETTER);
  if (kind === NUMBER) return runEnd(text, start, NUMBER, 3);
  if (!isLineEnd(text[start]) && kindAt(text, next) === LETTER) return runEnd(text, next, LETTER);

  const begin = text[start] === " " && next < text.length && kindAt(text, next) === OTHER ? next : start;
  let end = runEnd(text, begin, kindAt(text, begin));
  if (kindAt(text, begin) === OTHER) {
    while (isLineEnd(text[end])) end++;
    return end;
  }
  let line = end; // behind the last line end of this white space
  while (line > start && !isLineEnd(text[line - 1])) line--;
  if (line > start) return line;
  return end < text.length && end > next ? end - 1 : end;
}

function isLineEnd(unit: string | undefined): boolean {
  return unit === "\n" || unit === "\r";
}
