import type { CheckResult, Exercise } from "../exercises/types";
import { type LessonUnderTest, SEEDS } from "./lessonUnderTest";
import { type Problem, problem } from "./problem";

const says = ({ name, message }: { name: string; message: string | null }): string => `"${name}" says: ${message}`;

/** Checks that fail for one reason are one problem: the first of them, and how many there are. */
function failing(checks: CheckResult[], { failed, what }: { failed: CheckResult[]; what: string }): Problem[] {
  if (failed.length === 0) return [];
  const [first] = failed;
  return [problem(failed.length === 1 ? `${what}: the check ${says(first)}`
    : `${what}: ${failed.length} of ${checks.length} checks; the first, ${says(first)}`)];
}

/** Where the learner's text of an exercise was written by hand, what it must be like. */
function stubAdvice({ name }: Exercise, { source }: LessonUnderTest): string {
  const start = source.indexOf(`export function ${name}(`);
  const end = source.indexOf("\nexport ", start + 1);
  if (start < 0 || !source.slice(start, end < 0 ? undefined : end).includes("// STUB:")) return "";
  return `. Lines \`// STUB:\` must end in one that throws: write \`// STUB: return todo("${name}: what is missing");\``;
}

/** As learners find it, an exercise is not written yet, and that is all that is wrong with it. */
export async function stubProblems(exercise: Exercise, lesson: LessonUnderTest): Promise<Problem[]> {
  const { status, earned, checks } = await lesson.run(exercise, { source: lesson.stub });
  const more = stubAdvice(exercise, lesson);
  if (earned > 0) return [problem(`its stub earns ${earned} points: learners would get them for nothing${more}`)];
  const other = checks.find(({ message }) => !message?.includes("not written yet"));
  if (status === "notWritten" && !other) return [];
  return [problem(`its stub fails, but not because it is not written yet; the check ${says(other ?? checks[0])}${more}`)];
}

/** The solution gets every point, whatever the inputs. */
export async function solutionProblems(exercise: Exercise, lesson: LessonUnderTest): Promise<Problem[]> {
  for (const seed of SEEDS) {
    const { checks } = await lesson.run(exercise, { seed });
    const failed = checks.filter(({ passed }) => !passed);
    if (failed.length === 0) continue;
    return failing(checks, { failed, what: `its solution fails with the inputs of seed ${seed}` });
  }
  return [];
}

/** It passes while all other exercises of its file are unwritten: their errors are not carried forward. */
export async function aloneProblems(exercise: Exercise, lesson: LessonUnderTest): Promise<Problem[]> {
  if ((await lesson.run(exercise)).status !== "passed") return []; // which is said already
  let source = lesson.source;
  for (const { name } of lesson.lesson.exercises) {
    if (name === exercise.name) continue;
    const start = source.indexOf("// BEGIN SOLUTION", source.indexOf(`export function ${name}(`));
    source = `${source.slice(0, start)}throw new Error("TODO: write ${name}");\n${source.slice(start)}`;
  }
  const { checks } = await lesson.run(exercise, { source });
  const what = "it needs another exercise of its file, hand its checks the reference for that";
  return failing(checks, { failed: checks.filter(({ passed }) => !passed), what });
}
