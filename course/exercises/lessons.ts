import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { namesLesson } from "../lessonName";
import { root } from "../setup/paths";
import { compile, type CompiledFile } from "./compile";
import { runModule } from "./loader";
import * as types from "./types";
import type { Check, Exercise, LessonExercises, Policy } from "./types";

/** What a solution file says to teachers about each exercise: all of it but the checks. */
export type TeacherNotes = Record<string, Omit<Exercise, "name" | "lesson" | "checks">>;

const CHECKS = ".checks.ts";

/** The names of all lessons that have exercises, such as "05-attention", in order. */
export function lessonNames(): string[] {
  const files = readdirSync(join(root, "test", "exercises"));
  return files.filter((file) => file.endsWith(CHECKS)).map((file) => basename(file, CHECKS)).sort();
}

/**
 * The lesson of this number or name: "5", "05" and "05-attention" are the same.
 * @throws RangeError where there is none.
 */
export function findLesson(start: string): string {
  const found = lessonNames().find((name) => namesLesson(start, name));
  if (found) return found;
  throw new RangeError(`there are no exercises for lesson "${start}": there are ${lessonNames().join(", ")}`);
}

/** Reads a lesson's exercises anew: checks from test/exercises, hints and wrong answers from solutions. */
export function loadLesson(lesson: string): LessonExercises {
  const { policy, checks } = loadOwnFile(join(root, "test", "exercises", `${lesson}${CHECKS}`)) as {
    policy: Policy;
    checks: Record<string, Check[]>;
  };
  const { exercises: notes } = loadOwnFile(join(root, "solutions", `${lesson}.ts`)) as { exercises: TeacherNotes };
  const exercises = Object.keys(checks).map((name) => ({ ...notes[name], name, lesson, checks: checks[name] }));
  return { lesson, policy, exercises };
}

/**
 * The exercise of this name, with its lesson.
 * @throws RangeError where no lesson has it.
 */
export function findExercise(name: string): { exercise: Exercise; lesson: LessonExercises } {
  const folder = join(root, "test", "exercises");
  for (const each of lessonNames()) {
    if (!readFileSync(join(folder, `${each}${CHECKS}`), "utf8").includes(name)) continue; // spares compiling the others
    const lesson = loadLesson(each);
    const exercise = lesson.exercises.find((candidate) => candidate.name === name);
    if (exercise) return { exercise, lesson };
  }
  const known = lessonNames().flatMap((each) => loadLesson(each).exercises.map((exercise) => exercise.name));
  throw new RangeError(`there is no exercise "${name}": there are ${known.join(", ")}`);
}

const compiled = new Map<string, { modified: number; file: CompiledFile }>();

function compiledFile(path: string): CompiledFile {
  const modified = statSync(path).mtimeMs;
  const known = compiled.get(path);
  if (known?.modified === modified) return known.file;
  const file = compile(readFileSync(path, "utf8"), path);
  compiled.set(path, { modified, file });
  return file;
}

/** Runs one of the course's own TypeScript files, which may import all that the course has. */
function loadOwnFile(entry: string): Record<string, unknown> {
  const given: Record<string, unknown> = { byhand, "@tensorflow/tfjs-core": tf };
  // The checks must know a LearnerError of this process as one, and the other way round: there can be only one class.
  const loaded = new Map<string, Record<string, unknown>>([[join(root, "course", "exercises", "types.ts"), types]]);
  const load = (path: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known) return known;
    const exports: Record<string, unknown> = {};
    loaded.set(path, exports);
    runModule(compiledFile(path), path, exports, (name) => {
      if (name.startsWith(".")) return load(`${resolve(dirname(path), name)}.ts`);
      return Object.hasOwn(given, name) ? given[name] : createRequire(path)(name);
    });
    return exports;
  };
  return load(entry);
}
