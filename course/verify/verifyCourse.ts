import type { Course } from "../edition/course";
import type { LessonExercises } from "../exercises/types";
import { root } from "../setup/paths";
import { exerciseRules } from "./exerciseRules";
import { learnersFileProblems } from "./learnersFiles";
import { LessonUnderTest } from "./lessonUnderTest";
import { notebookProblems } from "./notebooks";
import { oneLinerProblems } from "./oneLiners";
import { type Problem, problem } from "./problem";
import { shownPath } from "./shownPath";
import { leaksOf } from "./studentFacing";

/** Something that is not sound, or that could be better: a warning does not keep the course from being sound. */
export interface Finding {
  severity: "failure" | "warning";
  lesson: string | null;
  exercise: string | null;
  file: string;
  message: string;
}

/** Proves one lesson; `onExercise` is told what comes next, and is waited for. */
export async function verifyLesson(
  lesson: LessonExercises, { onExercise = async () => undefined }: { onExercise?: (name: string) => Promise<void> } = {},
): Promise<Finding[]> {
  const files = {
    solutions: shownPath(lesson, "solutions", `${lesson.lesson}.ts`),
    checks: shownPath(lesson, "test", "exercises", `${lesson.lesson}.checks.ts`),
  };
  const found: Finding[] = [];
  const add = (exercise: string | null, file: string, problems: Problem[]): void => {
    found.push(...problems.map((each) => finding(each, lesson, exercise, file)));
  };
  let current: string | null = null;
  try {
    const tested = new LessonUnderTest(lesson);
    add(null, files.solutions, learnersFileProblems(tested));
    for (const exercise of lesson.exercises) {
      current = exercise.name;
      await onExercise(current);
      for (const rule of exerciseRules) add(current, files[rule.where], await rule.problems(exercise, tested));
    }
  } catch (error) {
    add(current, files.solutions, [problem(`no more can be proven: ${(error as Error).message}`)]);
  }
  return found;
}

/** Proves what concerns the course as a whole. */
export async function verifyWhole(course: Course): Promise<Finding[]> {
  const { home } = course.lessons.find((lesson) => lesson.home !== root) ?? { home: root };
  const say = (problems: Problem[]): Finding[] =>
    problems.map((each) => ({ ...finding(each, { home, lesson: "" }, null, "the course"), lesson: null }));
  const notebooks = notebookProblems(course).map((each): Finding => ({ severity: "failure", ...each }));
  try {
    const oneLiners = oneLinerProblems(course.lessons.map((lesson) => new LessonUnderTest(lesson)));
    const leaks = await leaksOf(course);
    return [...notebooks, ...say(oneLiners), ...leaks.map((leak): Finding => ({ severity: "failure", ...leak }))];
  } catch (error) {
    const unknown = problem(`whether learners get what they must not see is not known: ${(error as Error).message}`);
    return [...notebooks, ...say([unknown])];
  }
}

/** This course follows its own advice; a teacher's lessons need not. */
function finding(
  { message, advice }: Problem, { home, lesson }: Pick<LessonExercises, "home" | "lesson">, exercise: string | null, file: string,
): Finding {
  return { severity: advice && home !== root ? "warning" : "failure", lesson, exercise, file, message };
}
