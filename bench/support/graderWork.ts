/** One measurement of the grader, in a process of its own as a teacher or a notebook has it. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as Byhand from "byhand";
import type { thisCourse as ThisCourse } from "../../course/edition/course";
import type { LessonExercises } from "../../course/exercises/types";
import type { gradeSubmissions as GradeSubmissions } from "../../course/grader/grade";
import { cacheFolder, root } from "../../course/setup/paths";

// As it is built: the grader looks for the sources of its processes beside itself, and there is one engine for all.
const course = createRequire(join(root, "course", "package.json"));
const byhand = course("byhand") as typeof Byhand;
const { thisCourse } = course("./dist/edition/course") as { thisCourse: typeof ThisCourse };
const { gradeSubmissions } = course("./dist/grader/grade") as { gradeSubmissions: typeof GradeSubmissions };

export interface Grading {
  exercises: number;
  lessons: number;
  seconds: number;
  tier: string;
  /** In MB, of the process that grades: the most that it ever had. */
  memory: number;
}

/**
 * Grades right answers, all in one call, each exercise in a fresh process.
 * @throws Error where an answer does not have all its points.
 */
export async function grade(
  { submissions, exercises, types }: { submissions: number; exercises: number; types: boolean },
): Promise<Grading> {
  await byhand.useEngine("cpu");
  const { lessons, files } = repeated(exercises);
  const folder = mkdtempSync(join(tmpdir(), "byhand-bench-"));
  try {
    const paths = Array.from({ length: submissions }, (_, i) => join(folder, `learner-${i}`));
    const first = join(folder, "files");
    mkdirSync(first);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(first, name), text);
    for (const path of paths) cpSync(first, path, { recursive: true });
    const begin = performance.now();
    const verdicts = await gradeSubmissions(paths, {
      course: { title: "bench", version: "1", lessons }, byhand: "bench", cache: join(cacheFolder, "grader"), types, seed: 1,
    });
    const seconds = (performance.now() - begin) / 1000;
    const spoilt = verdicts.find(({ earned, points, problem }) => problem !== null || earned !== points);
    if (spoilt) throw new Error(`right answers had ${spoilt.earned} of ${spoilt.points} points (${spoilt.problem})`);
    return { exercises, lessons: lessons.length, seconds, tier: verdicts[0].tier, memory: process.resourceUsage().maxRSS / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The course's exercises, again and again under other names of lessons until there are enough, with right answers. */
function repeated(exercises: number): { lessons: LessonExercises[]; files: Record<string, string> } {
  const lessons: LessonExercises[] = [];
  const files: Record<string, string> = {};
  const all = thisCourse().lessons;
  for (let left = exercises, i = 0; left > 0; i++) {
    const of = all[i % all.length];
    const name = `${String(i).padStart(2, "0")}${of.lesson.slice(2)}`;
    const some = of.exercises.slice(0, left).map((exercise) => ({ ...exercise, lesson: name }));
    lessons.push({ ...of, lesson: name, exercises: some });
    files[`${name}.ts`] = readFileSync(join(root, "solutions", `${of.lesson}.ts`), "utf8");
    left -= some.length;
  }
  return { lessons, files };
}
