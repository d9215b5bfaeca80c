import * as byhand from "byhand";
import { join } from "node:path";
import ts from "typescript";
import { exercisesFolder } from "./folder";
import { type Guard, inProcessHandle } from "./handle";
import { loadSubmission, PolicyError, readSubmission } from "./loader";
import { violations } from "./policy";
import { learnerMessage, runExercise, unrunVerdict } from "./runner";
import type { Exercise, LessonExercises, Policy, Verdict } from "./types";
import { withinTime } from "./withinTime";

/** A verdict with the function that it is about, where it could be loaded. */
export interface Judgement {
  verdict: Verdict;
  answer?: (...args: never[]) => unknown;
  /** Why nothing in the file could be run: the same for all its exercises. */
  fileProblem?: string;
}

/** Judges what stands in the learner's file now; never throws. */
export async function judgeFile(
  exercise: Exercise,
  { policy }: LessonExercises,
  { folder = exercisesFolder(), seed = 1, guard = withinTime }: { folder?: string; seed?: number; guard?: Guard } = {},
): Promise<Judgement> {
  try {
    const submission = readSubmission(join(folder, `${exercise.lesson}.ts`), policy);
    const { exports, locate } = guard(() => loadSubmission(submission, policy));
    const answer = exports[exercise.name];
    const handle = inProcessHandle(exercise.name, answer, { locate, guard });
    const verdict = await runExercise(exercise, handle, { seed });
    return typeof answer === "function" ? { verdict, answer: answer as Judgement["answer"] } : { verdict };
  } catch (error) {
    const status = error instanceof PolicyError ? "refused" : "failed";
    return { verdict: unrunVerdict(exercise, error, status), fileProblem: learnerMessage(error) };
  }
}

/** Judges a function, for example from a notebook cell; never throws. */
export async function judgeFunction(
  exercise: Exercise,
  { policy }: LessonExercises,
  answer: (...args: never[]) => unknown,
  { seed = 1 }: { seed?: number } = {},
): Promise<Judgement> {
  const refusal = functionRefusal(exercise, policy, answer);
  if (refusal) return { verdict: unrunVerdict(exercise, new PolicyError(refusal), "refused") };
  const handle = inProcessHandle(exercise.name, answer, { guard: withinTime });
  return { verdict: await runExercise(exercise, handle, { seed }), answer };
}

/** Why a function is not accepted as the learner's own; null where it is. */
function functionRefusal(exercise: Exercise, policy: Policy, answer: unknown): string | null {
  if (typeof answer !== "function") return null; // the handle says what is wrong with that
  const part: string = exercise.part ?? exercise.name;
  const librarys = (byhand as Record<string, unknown>)[part];
  if (answer === librarys) return `this is the library's own ${part}: the exercise is to write yours`;
  // A notebook's cells are compiled before they run, so this is the text as tslab's compiler left it.
  const source = `(${Function.prototype.toString.call(answer)})`;
  if (librarys !== undefined && callsMember(source, part)) {
    return `this passes the work on to a ready-made ${part}, the library's own or TensorFlow.js's: the exercise is `
      + `to write yours`;
  }
  return violations(source, policy)[0]?.message ?? null;
}

/** Whether a function's text calls `something.name(…)`, also as the compiler writes it: `(0, something.name)(…)`. */
function callsMember(source: string, name: string): boolean {
  const tree = ts.createSourceFile("answer.ts", source, ts.ScriptTarget.ES2022, true);
  const calls = (node: ts.Node): boolean =>
    (ts.isCallExpression(node) && memberCalled(node.expression) === name) || (ts.forEachChild(node, calls) ?? false);
  return calls(tree);
}

function memberCalled(called: ts.Expression): string | null {
  if (ts.isParenthesizedExpression(called)) return memberCalled(called.expression);
  if (ts.isBinaryExpression(called)) return memberCalled(called.right); // the comma in (0, a.b)
  if (ts.isPropertyAccessExpression(called)) return called.name.text;
  return null;
}
