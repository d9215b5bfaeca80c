import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { parse } from "yaml";
import { namesLesson } from "../lessonName";

/**
 * What to do after a lesson of one's own was written: what the course.yaml beside its home lacks yet, and how to prove it.
 *
 * @param name   such as "20-our-texts"
 * @param home   the folder of the teacher's own lessons
 * @param caller the folder in which the command was typed
 */
export function newLessonSteps(name: string, { home, caller }: { home: string; caller: string }): string {
  const file = join(dirname(home), "course.yaml");
  const shown = relative(caller, file);
  const there = existsSync(file);
  const said = there ? readLeniently(readFileSync(file, "utf8")) : null;
  const missing = [
    ...isOwn(said, home) ? [] : [`\`own: ${basename(home)}\``],
    ...isTaught(said, name) ? [] : [`"${name}" among a week's lessons`],
  ];
  const proof = `\`npm run verify -- ${shown}\` proves that it works.`;
  const toDo = missing.length === 0 ? `It stands in ${shown} already: ${proof}`
    : `In ${shown}${there ? "" : " (docs/teaching.md has one to start from)"} write ${missing.join(", and ")}; then ${proof}`;
  return `It is a whole lesson with one small exercise: change it into yours.\n${toDo}`;
}

/** What a course.yaml says; null where it can't be read yet, which is no reason to end here with an error. */
function readLeniently(text: string): unknown {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    return null;
  }
}

/** A field of something that a teacher wrote, which may be anything. */
function field(said: unknown, key: string): unknown {
  return typeof said === "object" && said !== null ? (said as Record<string, unknown>)[key] : undefined;
}

function isOwn(said: unknown, home: string): boolean {
  const own = field(said, "own");
  return typeof own === "string" && resolve(dirname(home), own) === home;
}

function isTaught(said: unknown, name: string): boolean {
  const weeks = field(said, "weeks");
  const lessons = Array.isArray(weeks) ? weeks.flatMap((week) => field(week, "lessons")) : [];
  return lessons.some((lesson) => ["string", "number"].includes(typeof lesson) && namesLesson(String(lesson), name));
}
