import { join } from "node:path";
import type { LessonExercises } from "../exercises/types";
import { root } from "../setup/paths";

/** A file of a lesson as findings name it: ours from the course's folder on, a teacher's in full. */
export function shownPath({ home }: Pick<LessonExercises, "home">, ...path: string[]): string {
  return home === root ? join(...path) : join(home, ...path);
}
