import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { namesLesson } from "../lessonName";
import { root } from "../setup/paths";
import { checksIn, needsIn, notesIn, policyIn } from "./lessonShape";
import { type OwnFile, runOwnFile } from "./ownFile";
import type { Check, Exercise, LessonExercises, Policy, TeacherNotes } from "./types";

/** Where a lesson's checks are: as they are written, or built for those who may not see solutions. */
const written = ".checks.ts";
const built = ".lesson.cjs";
const hiddenOnes = ".hidden.ts";

/** A *home* is a folder laid out like the course, with `test/exercises/` and `solutions/`. */
export const checksFolder = (home: string): string => join(home, "test", "exercises");

export interface LessonOptions {
  /** The folder that has the lesson, laid out like the course; the course itself where it is not given. */
  home?: string;
  /** With the checks that only a grader runs. */
  hidden?: boolean;
  /** Where else hidden checks are, besides beside the public ones. */
  hiddenFolder?: string;
}

/** The names of all lessons that have exercises, such as "05-attention", in order. */
export function lessonNames(home: string = root): string[] {
  const endings = [written, built];
  const names = readdirSync(checksFolder(home)).flatMap((file) =>
    endings.filter((ending) => file.endsWith(ending)).map((ending) => basename(file, ending)));
  return [...new Set(names)].sort();
}

/**
 * The lesson of this number or name: "5", "05" and "05-attention" are the same.
 * @throws RangeError where there is none.
 */
export function findLesson(start: string, home: string = root): string {
  const found = lessonNames(home).find((name) => namesLesson(start, name));
  if (found) return found;
  throw new RangeError(`there are no exercises for lesson "${start}": there are ${lessonNames(home).join(", ")}`);
}

/**
 * Refuses hidden checks for a lesson that is not there, which nobody would ever run.
 * @throws RangeError that names the file and the lessons that there are.
 */
export function requireLessonsOfHiddenChecks(folder: string, lessons: string[]): void {
  const stray = readdirSync(folder).find((file) => file.endsWith(hiddenOnes) && !lessons.includes(basename(file, hiddenOnes)));
  if (stray === undefined) return;
  throw new RangeError(`${join(folder, stray)} has hidden checks for no lesson: before ${hiddenOnes} stands a lesson's whole `
    + `name. There are ${lessons.join(", ")}`);
}

/** Whether a word means a lesson and not an exercise, whose names never begin with a digit. */
export function meansLesson(word: string): boolean {
  return /^\d/.test(word) || lessonNames().some((name) => namesLesson(word, name));
}

/** What a lesson's files say, before it is chosen which checks run. */
interface LessonParts {
  policy: Policy;
  needs?: string[];
  checks: Record<string, Check[]>;
  hidden?: Record<string, Check[]>;
  notes: TeacherNotes;
  version: string;
}

/**
 * Reads a lesson's exercises anew: checks from test/exercises, hints and wrong answers from solutions; in an edition for
 * students all of it from one built file.
 * @throws RangeError where a check belongs to no exercise, or a file lacks what it must say: see lessonShape.ts.
 */
export function loadLesson(lesson: string, options: LessonOptions = {}): LessonExercises {
  const { home = root, hidden = false } = options;
  const { policy, needs = [], checks, hidden: secret = {}, notes, version } = lessonParts(lesson, options);
  const stray = Object.keys(secret).find((name) => !Object.hasOwn(checks, name));
  if (stray) throw new RangeError(`${lesson} has hidden checks for "${stray}", but no such exercise`);
  const unsaid = Object.keys(checks).find((name) => !Object.hasOwn(notes, name));
  if (unsaid) throw new RangeError(`${lesson} has checks for "${unsaid}", but its solutions' \`exercises\` do not name it`);
  const exercises = Object.keys(checks).map((name): Exercise => {
    const more = (secret[name] ?? []).map((check): Check => ({ ...check, hidden: true }));
    const hiddenPoints = notes[name].hiddenPoints ?? more.reduce((sum, { points }) => sum + points, 0);
    return { ...notes[name], name, lesson, hiddenPoints, checks: hidden ? [...checks[name], ...more] : checks[name] };
  });
  return { lesson, home, policy, needs, version, exercises };
}

function lessonParts(lesson: string, { home = root, hiddenFolder }: LessonOptions): LessonParts {
  const folder = checksFolder(home);
  const bundle = join(folder, `${lesson}${built}`);
  if (existsSync(bundle)) {
    const parts = runOwnFile(bundle).exports as unknown as LessonParts;
    return { ...parts, policy: policyIn(parts as unknown as Record<string, unknown>, bundle) };
  }
  const checksPath = join(folder, `${lesson}${written}`);
  const solutionPath = join(home, "solutions", `${lesson}.ts`);
  const checks = runOwnFile(checksPath);
  const solution = runOwnFile(solutionPath);
  const hidden = [folder, hiddenFolder].flatMap((place) => hiddenFile(place, lesson));
  return {
    policy: policyIn(checks.exports, checksPath),
    needs: needsIn(checks.exports, checksPath),
    checks: checksIn(checks.exports, "checks", checksPath),
    notes: notesIn(solution.exports, solutionPath),
    hidden: joined(hidden.map(({ exports, files: [path] }) => checksIn(exports, "hidden", path))),
    version: versionOf([checks, solution, ...hidden], home),
  };
}

function hiddenFile(folder: string | undefined, lesson: string): OwnFile[] {
  const path = folder && join(folder, `${lesson}${hiddenOnes}`);
  return path && existsSync(path) ? [runOwnFile(path)] : [];
}

function joined(parts: Record<string, Check[]>[]): Record<string, Check[]> {
  const names = new Set(parts.flatMap((part) => Object.keys(part)));
  return Object.fromEntries([...names].map((name) => [name, parts.flatMap((part) => part[name] ?? [])]));
}

/** Changes with every file that the lesson's verdicts depend on. */
function versionOf(parts: OwnFile[], home: string): string {
  const hash = createHash("sha256");
  const files = [...new Set(parts.flatMap(({ files: each }) => each))];
  for (const file of files.sort()) hash.update(relative(home, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex").slice(0, 12);
}

/**
 * The exercise of this name, with its lesson.
 * @throws RangeError where no lesson has it.
 */
export function findExercise(name: string): { exercise: Exercise; lesson: LessonExercises } {
  const folder = checksFolder(root);
  for (const each of lessonNames()) {
    const file = [built, written].map((ending) => join(folder, each + ending)).find(existsSync)!;
    if (!readFileSync(file, "utf8").includes(name)) continue; // spares compiling the others
    const lesson = loadLesson(each);
    const exercise = lesson.exercises.find((candidate) => candidate.name === name);
    if (exercise) return { exercise, lesson };
  }
  const known = lessonNames().flatMap((each) => loadLesson(each).exercises.map((exercise) => exercise.name));
  throw new RangeError(`there is no exercise "${name}": there are ${known.join(", ")}`);
}
