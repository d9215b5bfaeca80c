import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { namesLesson } from "../lessonName";
import { root } from "../setup/paths";
import { SetupError } from "../setup/problem";

/** A lesson: the notebook that people open, and the text that is edited. */
export interface Lesson {
  /** For instance "05-attention". */
  name: string;
  source: string;
  notebook: string;
}

/**
 * The lessons that `wanted` names by number or name ("5", "05", "05-attention"), or all of them, in the course's order.
 *
 * @throws {SetupError} where there is no such lesson
 */
export function findLessons(wanted: readonly string[] = [], { folder = join(root, "notebooks") } = {}): Lesson[] {
  const lessons = readdirSync(join(folder, "src")).filter((file) => /^\d.*\.ts$/.test(file)).sort()
    .map((file) => basename(file, ".ts"))
    .map((name) => ({ name, source: join(folder, "src", `${name}.ts`), notebook: join(folder, `${name}.ipynb`) }));
  for (const word of wanted) {
    if (!lessons.some(({ name }) => namesLesson(word, name))) {
      throw new SetupError(`There is no lesson ${word}. There are: ${lessons.map(({ name }) => name).join(", ")}`);
    }
  }
  return wanted.length === 0 ? lessons : lessons.filter(({ name }) => wanted.some((word) => namesLesson(word, name)));
}
