import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { originalStub } from "../exercises/originalStub";
import type { LessonExercises } from "../exercises/types";
import type { Lesson } from "../notebooks/lessons";
import { syncPairs } from "../notebooks/pair";
import type { Course } from "./course";
import { lessonBundle } from "./lessonBundle";

/**
 * Writes what a student edition has of its lessons: exercises to write in, with the originals beside them, public checks
 * and hints, and notebooks.
 */
export async function writeLessons({ lessons, hiddenFolder }: Course, folder: string): Promise<void> {
  for (const part of ["exercises/.original", "test/exercises", "notebooks/src"]) {
    await mkdir(join(folder, part), { recursive: true });
  }
  for (const lesson of lessons) {
    const file = `${lesson.lesson}.ts`;
    const stub = originalStub(lesson.lesson, { home: lesson.home });
    await writeFile(join(folder, "exercises", file), stub);
    await writeFile(join(folder, "exercises", ".original", file), stub);
    const bundle = await lessonBundle(lesson, { hidden: false, hiddenFolder });
    await writeFile(join(folder, "test", "exercises", `${lesson.lesson}.lesson.cjs`), bundle);
  }
  await writeNotebooks(lessons, folder);
}

async function writeNotebooks(lessons: readonly LessonExercises[], folder: string): Promise<void> {
  const names = lessons.map(({ lesson }) => lesson);
  const written: Lesson[] = [];
  for (const { lesson: name, home } of lessons) {
    const from = join(home, "notebooks");
    if (!existsSync(join(from, "src", `${name}.ts`))) continue; // exercises may come without a notebook
    const [source, notebook] = [join(folder, "notebooks", "src", `${name}.ts`), join(folder, "notebooks", `${name}.ipynb`)];
    await writeFile(source, withoutDeadLinks(await readFile(join(from, "src", `${name}.ts`), "utf8"), names));
    if (existsSync(join(from, `${name}.ipynb`))) await copyFile(join(from, `${name}.ipynb`), notebook);
    written.push({ name, source, notebook });
  }
  if (written.length > 0) await syncPairs(written); // brings the texts' links into the notebooks, and keeps outputs
}

/**
 * A notebook's text without links to lessons that the edition has not: the words of a link stay, but a line that only says
 * where to go next goes.
 */
export function withoutDeadLinks(text: string, lessons: readonly string[]): string {
  const dead = (name: string): boolean => !lessons.includes(name);
  return text
    .replace(/^\/\/ - Next[^\n]*\]\((\d\d-[\w-]+)\.ipynb\)[^\n]*\n/gm, (line, name: string) => (dead(name) ? "" : line))
    .replace(/\[([^\]\n]+)\]\((\d\d-[\w-]+)\.ipynb\)/g, (link, words: string, name: string) => (dead(name) ? words : link));
}
