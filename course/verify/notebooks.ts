import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Course } from "../edition/course";
import type { Exercise, LessonExercises } from "../exercises/types";
import { namesLesson } from "../lessonName";
import { shownPath } from "./shownPath";

/** A line of a notebook's text that cannot work; `file` is "notebooks/src/05-attention.ts:41". */
export interface NotebookProblem {
  file: string;
  lesson: string;
  exercise: null;
  message: string;
}

/** What cells of a course's notebooks can't mean: bad syntax, or an exercise that no lesson of the course has. */
export function notebookProblems({ lessons }: Pick<Course, "lessons">): NotebookProblem[] {
  return lessons.flatMap((lesson) => {
    const path = ["notebooks", "src", `${lesson.lesson}.ts`];
    const full = join(lesson.home, ...path);
    if (!existsSync(full)) return []; // exercises may come without a notebook
    return linesThatFail(readFileSync(full, "utf8"), { lesson, lessons }).map(({ line, message }): NotebookProblem =>
      ({ file: `${shownPath(lesson, ...path)}:${line}`, lesson: lesson.lesson, exercise: null, message }));
  });
}

interface FailingLine {
  /** From 1. */
  line: number;
  message: string;
}

function linesThatFail(text: string, course: { lesson: LessonExercises; lessons: LessonExercises[] }): FailingLine[] {
  const imported = new Map<string, string>(); // by its name in the notebook: cells see what those above them import
  return codeCells(text).flatMap(({ first, code }) => {
    const wrong = syntaxError(code);
    if (wrong) return [{ line: first + wrong.line, message: `this is no TypeScript: ${wrong.message}` }];
    return namedExercises(code, imported).flatMap(({ line, tool, name }) => {
      const problem = problemWith(tool, name, course);
      return problem === null ? [] : [{ line: first + line, message: `${tool}("${name}"): ${problem}` }];
    });
  });
}

/** The code cells of a notebook's text; `first` is the line that each begins in, from 1. */
function codeCells(text: string): { first: number; code: string }[] {
  const cells = [{ first: 1, mark: "", lines: [] as string[] }];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (/^\/\/ %%/.test(line)) cells.push({ first: i + 2, mark: line, lines: [] });
    else cells.at(-1)!.lines.push(line);
  }
  return cells.filter(({ mark }) => !/\[(markdown|md|raw)\]/.test(mark))
    .map(({ first, lines }) => ({ first, code: lines.join("\n").trimEnd() }));
}

/** In a module `await` may stand at the top, as in a cell. */
const asModule = (code: string): string => `${code}\nexport {};`;

/** The first one, its line from 0; null where there is none. */
function syntaxError(code: string): FailingLine | null {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { diagnostics = [] } = ts.transpileModule(asModule(code), { reportDiagnostics: true, compilerOptions });
  const wrong = diagnostics.find(({ category }) => category === ts.DiagnosticCategory.Error);
  if (!wrong) return null;
  const line = wrong.file?.getLineAndCharacterOfPosition(wrong.start ?? 0).line ?? 0;
  const last = code.split("\n").length - 1; // where something is never closed, it is missed after the end
  return { line: Math.min(line, last), message: ts.flattenDiagnosticMessageText(wrong.messageText, " ") };
}

/** What of "byhand-course" takes the name of an exercise. */
const tools = ["check", "compare", "hint", "mine", "reset"];

interface NamedExercise {
  /** From 0. */
  line: number;
  tool: string;
  name: string;
}

/** Each exercise that a cell names to one of the tools. A name that is computed is not seen. */
function namedExercises(code: string, imported: Map<string, string>): NamedExercise[] {
  const tree = ts.createSourceFile("cell.ts", asModule(code), ts.ScriptTarget.ES2022, true);
  const found: NamedExercise[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) noteImports(node, imported);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const tool = imported.get(node.expression.text);
      const [name] = node.arguments;
      if (tool && name && ts.isStringLiteralLike(name)) {
        found.push({ line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line, tool, name: name.text });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** A cell may have a `compare` of its own: only what is imported counts. */
function noteImports({ moduleSpecifier, importClause }: ts.ImportDeclaration, imported: Map<string, string>): void {
  const names = importClause?.namedBindings;
  if (!ts.isStringLiteral(moduleSpecifier) || !names || !ts.isNamedImports(names)) return;
  for (const { name, propertyName } of names.elements) {
    const tool = (propertyName ?? name).text;
    if (moduleSpecifier.text === "byhand-course" && tools.includes(tool)) imported.set(name.text, tool);
    else imported.delete(name.text);
  }
}

function problemWith(
  tool: string, name: string, { lesson, lessons }: { lesson: LessonExercises; lessons: LessonExercises[] },
): string | null {
  const names = (exercises: Exercise[]): string => exercises.map((exercise) => exercise.name).join(", ");
  const exercise = lessons.flatMap(({ exercises }) => exercises).find((each) => each.name === name);
  if (!exercise && tool === "reset" && lessons.some((each) => namesLesson(name, each.lesson))) return null;
  if (!exercise) return `no lesson of the course has this exercise; those of ${lesson.lesson} are ${names(lesson.exercises)}`;
  if (tool !== "mine" || exercise.part === name) return null;
  return "this exercise replaces no part of the library, so there is none that could stand in for it";
}
