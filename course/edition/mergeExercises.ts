import ts from "typescript";
import { compile } from "../exercises/compile";
import { type TopLevel, topLevel } from "../exercises/topLevel";

/** A learner's file with what a newer version of the course brings, and what there is to say about it. */
export interface MergedExercises {
  text: string;
  notes: string[];
}

/** A statement at the top of a file in three parts, each of which may be old, new or the learner's. */
interface Piece {
  key: string;
  /** what stands between the statement before and this one's doc comment */
  gap: string;
  comment: string;
  code: string;
  statement: TopLevel;
}

/**
 * Brings the changes from `base` to `next` into `mine`, statement by statement. What the learner wrote stays to the byte:
 * where both changed the same function, the learner's code stays and gets the new text above it.
 *
 * @param base the exercises as the learner got them
 * @param next the exercises of the newer version
 * @param options.file for messages: "05-attention.ts"
 * @throws LearnerError where `mine` has a syntax error, with its line
 */
export function mergeExercises(
  mine: string, base: string, next: string, { file }: { file: string },
): MergedExercises {
  compile(mine, file);
  const windows = mine.includes("\r\n") && !/(^|[^\r])\n/.test(mine);
  const unix = (text: string): string => text.replaceAll("\r\n", "\n");
  const [own, old, now] = [windows ? unix(mine) : mine, unix(base), unix(next)].map(cut);
  const before = new Map(old.pieces.map((piece) => [piece.key, piece]));
  const after = new Map(now.pieces.map((piece) => [piece.key, piece]));
  const has = new Set(own.pieces.map(({ key }) => key));
  const notes: string[] = [];
  const merged = own.pieces.flatMap((piece) => {
    const [was, will] = [before.get(piece.key), after.get(piece.key)];
    if (!was) return [piece];
    if (!will) return untouched(piece, was) ? [] : note(`${piece.key} is no longer part of the course; yours stays`, piece);
    return [mergePiece(piece, was, will, notes)];
  });
  for (const piece of now.pieces.filter(({ key }) => !before.has(key) && !has.has(key))) {
    insert(piece, merged, now.pieces);
    if (/^export /.test(piece.code)) notes.push(`new: ${piece.key}`);
  }
  addNeeded(merged, now.pieces);
  const text = merged.map(({ gap, comment, code }) => gap + comment + code).join("") + own.tail;
  return { text: windows ? text.replaceAll("\n", "\r\n") : text, notes };

  function note(line: string, piece: Piece): Piece[] {
    notes.push(line);
    return [piece];
  }
}

function mergePiece(mine: Piece, was: Piece, will: Piece, notes: string[]): Piece {
  const newComment = was.comment !== will.comment;
  const asItCame = mine.code === was.code;
  const result = {
    ...mine,
    gap: mine.gap === was.gap ? will.gap : mine.gap,
    comment: mine.comment === was.comment ? will.comment : mine.comment,
    code: asItCame ? will.code : mine.code,
  };
  const place = "exercises/.original";
  if (newComment && result.comment !== will.comment) {
    notes.push(`what ${mine.key} shall do reads differently now; you changed its text, so read the new one in ${place}`);
  } else if (newComment) {
    notes.push(`what ${mine.key} shall do reads differently now${asItCame ? "" : "; your code under it is as it was"}`);
  }
  if (!asItCame && head(was.code) !== head(will.code)) {
    notes.push(`${mine.key} begins differently now: \`${head(will.code)}\`; yours is as it was, so change it by hand`);
  }
  return result;
}

/** Behind the nearest statement before it in the new file that is here too; or first of all. */
function insert(piece: Piece, into: Piece[], order: readonly Piece[]): void {
  const earlier = order.slice(0, order.indexOf(piece)).reverse();
  const neighbour = earlier.find(({ key }) => into.some((each) => each.key === key));
  const at = neighbour ? into.findIndex(({ key }) => key === neighbour.key) + 1 : 0;
  into.splice(at, 0, { ...piece, gap: at === 0 ? "" : piece.gap });
  if (at === 0 && into[1] && !into[1].gap.startsWith("\n")) into[1] = { ...into[1], gap: `\n\n${into[1].gap}` };
}

/** Imports and helpers that new stubs use, and that the learner took out since nothing needed them. */
function addNeeded(merged: Piece[], available: readonly Piece[]): void {
  for (const { statement } of merged) { // grows as needed ones are added: these are looked at too
    const declared = new Set(merged.flatMap((each) => each.statement.names));
    const needed = available.filter((each) => !merged.some(({ key }) => key === each.key)
      && each.statement.names.some((name) => statement.uses.has(name) && !declared.has(name)));
    for (const each of needed) insert(each, merged, available);
  }
}

/** Nothing of the learner's is in it, or in front of it. */
function untouched(a: Piece, b: Piece): boolean {
  return a.gap === b.gap && a.comment === b.comment && a.code === b.code;
}

/** A function's declaration up to its body, on one line; all of it where it is no function. */
function head(code: string): string {
  const tree = ts.createSourceFile("piece.ts", code, ts.ScriptTarget.ES2022);
  const [statement] = tree.statements;
  const end = statement && ts.isFunctionDeclaration(statement) && statement.body?.getStart(tree);
  return code.slice(0, end || undefined).replace(/\s+/g, " ").trim();
}

function cut(source: string): { pieces: Piece[]; tail: string } {
  let end = 0;
  const seen = new Map<string, number>();
  const pieces = topLevel(source).map((statement): Piece => {
    const { names, kind, text, commentStart, start } = statement;
    const name = kind === "import" ? text.replace(/^[^]*\bfrom\b/, "import") : names.join() || text;
    const count = (seen.get(name) ?? 0) + 1; // overloads share their name
    seen.set(name, count);
    const gap = source.slice(end, commentStart);
    end = statement.end;
    return {
      key: count === 1 ? name : `${name} (${count})`, gap, comment: source.slice(commentStart, start), code: text, statement,
    };
  });
  return { pieces, tail: source.slice(end) };
}
