import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Course } from "../edition/course";
import { findLeaks, teacherSecrets } from "../edition/leaks";
import { LessonUnderTest } from "./lessonUnderTest";

/** What learners of a course get, by its path: their files, the notebooks with their sources, the library. */
export function isStudentFacing(file: string): boolean {
  if (/(^|\/)(dist|\.ipynb_checkpoints)\//.test(file)) return false;
  return /^(exercises|notebooks|lib)\//.test(file) || file === "README.md";
}

/** A place in what learners get where they can read what they must not. */
export interface LeakFound {
  file: string;
  lesson: string;
  exercise: string | null;
  message: string;
}

/** Looks through what learners get. Whoever has done the exercises in `exercises/` has leaked nothing. */
export async function leaksOf(course: Course): Promise<LeakFound[]> {
  const secrets = teacherSecrets(course);
  const found: LeakFound[] = [];
  for (const home of new Set(course.lessons.map((lesson) => lesson.home))) {
    const own = new Set(course.lessons.filter((lesson) => lesson.home === home && isWorkInProgress(new LessonUnderTest(lesson)))
      .map(({ lesson }) => `exercises/${lesson}.ts`));
    const leaks = await findLeaks(home, secrets, { only: (file) => isStudentFacing(file) && !own.has(file) });
    found.push(...leaks.map(({ where, secret: { kind, lesson, exercise, file }, excerpt }) => ({
      file: where, lesson, exercise, message: `learners can read here what stands in ${file} (${kind}): ${excerpt}`,
    })));
  }
  return found;
}

function isWorkInProgress({ lesson: { home, lesson }, stub }: LessonUnderTest): boolean {
  const path = join(home, "exercises", `${lesson}.ts`);
  return existsSync(path) && readFileSync(path, "utf8") !== stub;
}
