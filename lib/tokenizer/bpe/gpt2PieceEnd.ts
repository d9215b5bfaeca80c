import { kindAt, runEnd, WHITE } from "./codePointKinds";

/**
 * Where the piece ends that begins at `start`, by GPT-2's pattern, read from left to right without going back:
 *
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
 */
export function gpt2PieceEnd(text: string, start: number): number {
  const first = text[start];
  if (first === "'") {
    const length = contractionLength(text, start);
    if (length > 0) return start + length;
  }
  const next = start + 1;
  const begin = first === " " && next < text.length && kindAt(text, next) !== WHITE ? next : start;
  const kind = kindAt(text, begin);
  const end = runEnd(text, begin, kind);
  // White space before something else leaves its last character to that: `\s+(?!\S)`.
  return kind === WHITE && end < text.length && end > next ? end - 1 : end;
}

function contractionLength(text: string, start: number): number {
  const letter = text[start + 1];
  if (letter === "s" || letter === "t" || letter === "m" || letter === "d") return 2;
  const two = text.slice(start + 1, start + 3);
  return two === "re" || two === "ve" || two === "ll" ? 3 : 0;
}
