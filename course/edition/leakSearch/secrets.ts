import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { stubFrom } from "../../exercises/stubs";
import type { LessonExercises } from "../../exercises/types";
import { root } from "../../setup/paths";
import type { Course } from "../course";

/** A text of the teacher's that learners must not come by. */
export interface Secret {
  /** The body of a solution, a wrong answer, a hidden check, or what else stands between BEGIN and END TEACHER. */
  kind: "solution" | "wrong answer" | "hidden check" | "teacher's part";
  lesson: string;
  /** Where it belongs to one exercise. */
  exercise: string | null;
  file: string;
  text: string;
  /** The library has this part too, for all to read: `part` of the exercise says so. */
  inLibrary: boolean;
  /** What learners are given: where a secret says the same, that part of it is none. */
  given: Given;
}

export interface Given {
  stubs: string[];
  /** Given where one is quoted as a whole: a hint may hold a line of the solution, and that line alone is none. */
  hints: string[];
  library: string[];
  /** The public checks, which learners get too, but built into another form. */
  checks: string[];
}

/** All that a course keeps from its learners. */
export function teacherSecrets({ lessons, hiddenFolder }: Pick<Course, "lessons" | "hiddenFolder">): Secret[] {
  const given = givenTo(lessons);
  return lessons.flatMap((lesson) => [
    ...solutionSecrets(lesson, given),
    ...checkFiles(lesson).filter(isHiddenFile).map((file) => hiddenSecret(lesson, file, given)),
    ...[hiddenFolder && join(hiddenFolder, `${lesson.lesson}.hidden.ts`)].flatMap((file) =>
      (file && existsSync(file) ? [hiddenSecret(lesson, file, given)] : [])),
    ...checkFiles(lesson).filter(isMistakesFile).map((file): Secret => ({
      kind: "wrong answer", lesson: lesson.lesson, exercise: null, file: shown(file),
      text: withoutImports(readFileSync(file, "utf8")), inLibrary: false, given,
    })),
  ]);
}

const isHiddenFile = (file: string): boolean => file.endsWith(".hidden.ts");
const isMistakesFile = (file: string): boolean => file.endsWith(".mistakes.ts");

/** The path as people know it: from the top of the course. */
const shown = (file: string): string => (file.startsWith(root) ? relative(root, file) : file);

/** The sources of a lesson's checks, public and hidden; in an edition there are none. */
function checkFiles({ home, lesson }: LessonExercises): string[] {
  const folder = join(home, "test", "exercises");
  return readdirSync(folder).filter((name) => name.startsWith(`${lesson}.`) && name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

function givenTo(lessons: LessonExercises[]): Given {
  const stubs = lessons.flatMap(({ home, lesson }) => {
    const file = join(home, "solutions", `${lesson}.ts`);
    return existsSync(file) ? [stubFrom(readFileSync(file, "utf8"), { file })] : [];
  });
  const hints = lessons.flatMap(({ exercises }) => exercises.flatMap((exercise) => exercise.hints));
  const checks = lessons.flatMap(checkFiles).filter((file) => !isHiddenFile(file));
  const library = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !/(^|[\\/])(dist|node_modules)[\\/]/.test(path))
    .map((path) => join(root, "lib", path));
  const read = (files: string[]): string[] => files.map((file) => readFileSync(file, "utf8"));
  return { stubs, hints, library: read(library), checks: read(checks) };
}

function hiddenSecret({ lesson }: LessonExercises, file: string, given: Given): Secret {
  const text = withoutImports(readFileSync(file, "utf8"));
  return { kind: "hidden check", lesson, exercise: null, file: shown(file), text, inLibrary: false, given };
}

function solutionSecrets({ home, lesson, exercises }: LessonExercises, given: Given): Secret[] {
  const path = join(home, "solutions", `${lesson}.ts`);
  if (!existsSync(path)) return [];
  const source = readFileSync(path, "utf8");
  const file = shown(path);
  const found: Secret[] = [];
  let exercise: string | null = null;
  for (const part of source.split(/^[ \t]*(?=\/\/ BEGIN SOLUTION|\/\/ END SOLUTION|export function )/m)) {
    exercise = /^export function (\w+)/.exec(part)?.[1] ?? exercise;
    if (!part.startsWith("// BEGIN SOLUTION")) continue;
    const text = part.split("\n").filter((line) => !/^\s*\/\/ (STUB:|BEGIN SOLUTION)/.test(line)).join("\n");
    const inLibrary = exercises.some(({ name, part }) => name === exercise && part !== undefined);
    found.push({ kind: "solution", lesson, exercise, file, text, inLibrary, given });
  }
  const tree = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const notes = notesIn(tree);
  for (const [name, wrong] of notes.wrong) {
    const text = wrong.getText(tree);
    found.push({ kind: "wrong answer", lesson, exercise: name, file, text, inLibrary: false, given });
  }
  const rest = [...source.matchAll(/^[ \t]*\/\/ BEGIN TEACHER[^\n]*\n([\s\S]*?)^[ \t]*\/\/ END TEACHER/gm)].map(([, part]) =>
    withoutImports(notes.whole ? part.replace(notes.whole.getText(tree), "") : part)).join("\n");
  found.push({ kind: "teacher's part", lesson, exercise: null, file, text: rest, inLibrary: false, given });
  return found;
}

/** `export const exercises = { softmax: { hints, wrong } }`: the whole of it, and the wrong answers by exercise. */
function notesIn(tree: ts.SourceFile): { whole?: ts.Statement; wrong: [string, ts.Node][] } {
  const whole = tree.statements.find((statement) => ts.isVariableStatement(statement)
    && statement.declarationList.declarations[0].name.getText(tree) === "exercises") as ts.VariableStatement | undefined;
  const value = whole?.declarationList.declarations[0].initializer;
  const properties = (node: ts.Node | undefined): ts.PropertyAssignment[] =>
    (node && ts.isObjectLiteralExpression(node) ? node.properties.filter(ts.isPropertyAssignment) : []);
  const wrong = properties(value).flatMap((exercise) => properties(exercise.initializer)
    .filter(({ name }) => name.getText(tree) === "wrong")
    .map((property): [string, ts.Node] => [exercise.name.getText(tree), property.initializer]));
  return { whole, wrong };
}

/** Code without its import declarations, which look alike in all files. */
function withoutImports(code: string): string {
  return code.replace(/^import [^;]*;\n/gm, "");
}
