import { relative } from "node:path";
import type { Course } from "../edition/course";
import type { LessonExercises } from "../exercises/types";
import { root } from "../setup/paths";
import { exerciseRules } from "./exerciseRules";
import { learnersFileProblems } from "./learnersFiles";
import { LessonUnderTest } from "./lessonUnderTest";
import { oneLinerProblems } from "./oneLiners";
import type { Problem } from "./problem";
import { leaksOf } from "./studentFacing";

/** Something that is not sound, or that could be better: a warning does not keep the course from being sound. */
export interface Finding {
  severity: "failure" | "warning";
  lesson: string | null;
  exercise: string | null;
  file: string;
  message: string;
}

/** Proves one lesson; `onExercise` is told what comes next. */
export async function verifyLesson(
  lesson: LessonExercises, { onExercise = () => undefined }: { onExercise?: (name: string) => void } = {},
): Promise<Finding[]> {
  const tested = new LessonUnderTest(lesson);
  const shown = (path: string): string => (path.startsWith(root) ? relative(root, path) : path);
  const solutions = shown(tested.path);
  const files = {
    solutions, checks: solutions.replace(/solutions([\\/])([^\\/]+)\.ts$/, "test$1exercises$1$2.checks.ts"),
  };
  const found = learnersFileProblems(tested).map((each) => finding(each, lesson, null, solutions));
  for (const exercise of lesson.exercises) {
    onExercise(exercise.name);
    for (const rule of exerciseRules) {
      const problems = await rule.problems(exercise, tested);
      found.push(...problems.map((each) => finding(each, lesson, exercise.name, files[rule.where])));
    }
  }
  return found;
}

/** Proves what concerns the course as a whole. */
export async function verifyWhole(course: Course): Promise<Finding[]> {
  const [{ home }] = course.lessons;
  const oneLiners = oneLinerProblems(course.lessons.map((lesson) => new LessonUnderTest(lesson)));
  const leaks = await leaksOf(course);
  return [
    ...oneLiners.map((each) => ({ ...finding(each, { home, lesson: "" }, null, "solutions"), lesson: null })),
    ...leaks.map((leak): Finding => ({ severity: "failure", ...leak })),
  ];
}

/** This course follows its own advice; a teacher's lessons need not. */
function finding(
  { message, advice }: Problem, { home, lesson }: Pick<LessonExercises, "home" | "lesson">, exercise: string | null, file: string,
): Finding {
  return { severity: advice && home !== root ? "warning" : "failure", lesson, exercise, file, message };
}
