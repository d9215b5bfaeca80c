import ts from "typescript";
import { type Cell, joined, type NotebookFile } from "../../notebooks/notebookFile";
import { FileProblem } from "./problems";

/** A code cell of a submitted notebook. */
export interface CodeCell {
  /** Counted from 1, over all cells. */
  number: number;
  /** Whether it counts as a place for exercises, and the exercise that its metadata name, if they do. */
  marked: boolean;
  exercise: string | null;
  lines: string[];
  /** Where each function or constant at its top level begins and ends, in lines from 0. */
  declared: Map<string, { from: number; to: number; exported: boolean }>;
}

/**
 * The code cells of a notebook, none of which is trusted to be of the usual form.
 * @throws FileProblem where it is no notebook.
 */
export function codeCells(json: string, file: string): CodeCell[] {
  const { cells } = parse(json, file);
  return cells.map((cell, index) => ({ cell, number: index + 1 }))
    .filter(({ cell }) => cell.cell_type === "code")
    .map(({ cell, number }) => readCell(cell, number));
}

/** The texts of a notebook's code cells. */
export function cellTexts(json: string, file: string): string[] {
  return parse(json, file).cells.filter(({ cell_type: type }) => type === "code").map(({ source }) => joined(source));
}

function parse(json: string, file: string): NotebookFile {
  const broken = (why: string): FileProblem => new FileProblem("refused", `${file} is not a notebook: ${why}`);
  let found: unknown;
  try {
    found = JSON.parse(json);
  } catch {
    throw broken("it is not JSON");
  }
  const { cells, nbformat } = (found ?? {}) as Partial<Record<"cells" | "nbformat", unknown>>;
  if (nbformat !== 4 || !Array.isArray(cells)) throw broken("it has no cells in notebook format 4");
  if (!cells.every(isCell)) throw broken("one of its cells has no text");
  return found as NotebookFile;
}

function isCell(cell: unknown): boolean {
  if (typeof cell !== "object" || cell === null) return false;
  const { source } = cell as { source?: unknown };
  return typeof source === "string" || (Array.isArray(source) && source.every((line) => typeof line === "string"));
}

function readCell({ source, metadata }: Cell, number: number): CodeCell {
  const text = joined(source);
  const { tags, course } = (metadata ?? {}) as { tags?: unknown; course?: { exercise?: unknown } };
  const exercise = typeof course?.exercise === "string" ? course.exercise : null;
  const marked = exercise !== null || (Array.isArray(tags) && tags.includes("exercise"));
  return { number, marked, exercise, lines: text.split(/\r?\n/), declared: declarations(text) };
}

function declarations(source: string): CodeCell["declared"] {
  const declared: CodeCell["declared"] = new Map();
  let tree: ts.SourceFile;
  try {
    tree = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true);
  } catch {
    return declared; // nested too deeply; the compiler will say so
  }
  const lineOf = (position: number): number => tree.getLineAndCharacterOfPosition(position).line;
  for (const statement of tree.statements) {
    const exported = (ts.canHaveModifiers(statement) ? ts.getModifiers(statement) ?? [] : [])
      .some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const at = { from: lineOf(statement.getStart(tree)), to: lineOf(statement.getEnd()), exported };
    if (ts.isFunctionDeclaration(statement) && statement.name) declared.set(statement.name.text, at);
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name)) declared.set(name.text, at);
    }
  }
  return declared;
}
