import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LessonUnderTest } from "./lessonUnderTest";
import { type Problem, problem } from "./problem";

/**
 * The learner's file of a lesson is what its solutions say. A learner's own work in progress is no fault: then the file as
 * it was committed counts. A teacher's own lesson has none before it is assembled.
 */
export function learnersFileProblems({ lesson: { home, lesson }, stub }: LessonUnderTest): Problem[] {
  const file = `exercises/${lesson}.ts`;
  const path = join(home, file);
  if (!existsSync(join(home, "exercises"))) return [];
  if (existsSync(path) && [readFileSync(path, "utf8"), committed(file, home)].includes(stub)) return [];
  return [problem(`${file} is not what solutions/${lesson}.ts says: npm run generate`)];
}

/** A file as it was last committed; null where this is no clone. */
function committed(path: string, home: string): string | null {
  const { status, stdout } = spawnSync("git", ["show", `HEAD:./${path}`], { cwd: home, encoding: "utf8" });
  return status === 0 ? stdout : null;
}
