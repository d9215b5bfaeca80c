import ts from "typescript";
import type { Exercise } from "../exercises/types";
import type { LessonUnderTest } from "./lessonUnderTest";
import { advice, type Problem } from "./problem";

/** At most this share of a course's exercises is one-liners: they train the eye, but nobody builds anything. */
const MOST = 1 / 5;

/**
 * A one-liner: what the learner writes is fewer than two statements, or fewer than three operations in all.
 *
 * Statements count at any depth; one that only gives names to what is there already, as `const [batch, time] = ids.shape`
 * does, is none. Operations are calls, operators, choices and loops, so cutting a line in two makes no larger exercise.
 */
export function isOneLiner(exercise: Exercise, lesson: LessonUnderTest): boolean {
  const { statements, operations } = sizeOf(exercise, lesson);
  return statements < 2 || operations < 3;
}

/** How large the part of a solution is that a learner writes. */
export function sizeOf({ name }: Exercise, { path, source }: LessonUnderTest): { statements: number; operations: number } {
  const tree = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const gaps = [...source.matchAll(/\/\/ BEGIN SOLUTION[\s\S]*?\/\/ END SOLUTION/g)]
    .map(({ index, 0: { length } }) => [index, index + length]);
  const written = (node: ts.Node): boolean => gaps.some(([from, to]) => node.getStart(tree) > from && node.end <= to);
  const body = tree.statements.find((node) => ts.isFunctionDeclaration(node) && node.name?.text === name);
  let [statements, operations] = [0, 0];
  const count = (node: ts.Node): void => {
    if (written(node)) {
      if (ts.isStatement(node) && !ts.isBlock(node) && !onlyNames(node)) statements++;
      if (isOperation(node)) operations++;
    }
    ts.forEachChild(node, count);
  };
  if (body) count(body);
  return { statements, operations };
}

/** Whether a statement computes nothing. */
function onlyNames(node: ts.Node): boolean {
  return ts.isVariableStatement(node) && !some(node, (inner) => isOperation(inner) || ts.isFunctionLike(inner));
}

function isOperation(node: ts.Node): boolean {
  return ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isBinaryExpression(node)
    || ts.isPrefixUnaryExpression(node) || ts.isConditionalExpression(node) || ts.isIfStatement(node)
    || ts.isIterationStatement(node, false);
}

function some(node: ts.Node, is: (node: ts.Node) => boolean): boolean {
  return is(node) || (ts.forEachChild(node, (child) => some(child, is) || undefined) ?? false);
}

/** Whether there are too many of them. */
export function oneLinerProblems(lessons: LessonUnderTest[]): Problem[] {
  const all = lessons.flatMap((lesson) => lesson.lesson.exercises.map((exercise) => ({ exercise, lesson })));
  const short = all.filter(({ exercise, lesson }) => isOneLiner(exercise, lesson)).map(({ exercise }) => exercise.name);
  if (short.length <= MOST * all.length) return [];
  return [advice(`${short.length} of ${all.length} exercises are one-liners (${short.join(", ")}): at most one in five should be`)];
}
