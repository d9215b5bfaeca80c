import type { Exercise } from "../exercises/types";
import { type LessonUnderTest, SEEDS } from "./lessonUnderTest";
import { type Problem, problem } from "./problem";

const says = ({ name, message }: { name: string; message: string | null }): string => `"${name}" says: ${message}`;

/** As learners find it, an exercise is not written yet, and that is all that is wrong with it. */
export async function stubProblems(exercise: Exercise, lesson: LessonUnderTest): Promise<Problem[]> {
  const { status, earned, checks } = await lesson.run(exercise, { source: lesson.stub });
  if (earned > 0) return [problem(`its stub earns ${earned} points: learners would get them for nothing`)];
  const other = checks.find(({ message }) => !message?.includes("not written yet"));
  if (status === "notWritten" && !other) return [];
  return [problem(`its stub fails, but not because it is not written yet; the check ${says(other ?? checks[0])}`)];
}

/** The solution gets every point, whatever the inputs. */
export async function solutionProblems(exercise: Exercise, lesson: LessonUnderTest): Promise<Problem[]> {
  for (const seed of SEEDS) {
    const { checks } = await lesson.run(exercise, { seed });
    const failed = checks.filter(({ passed }) => !passed);
    if (failed.length === 0) continue;
    return failed.map((check) => problem(`its solution fails with the inputs of seed ${seed}: the check ${says(check)}`));
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
  return checks.filter(({ passed }) => !passed).map((check) =>
    problem(`it needs another exercise of its file: hand its checks the reference for that. The check ${says(check)}`));
}
