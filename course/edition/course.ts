import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  checksFolder, findLesson, lessonNames, loadLesson, requireLessonsOfHiddenChecks,
} from "../exercises/lessons";
import type { LessonExercises } from "../exercises/types";
import { namesLesson } from "../lessonName";
import { fromCaller } from "../setup/fromCaller";
import { root } from "../setup/paths";
import { type CourseFile, CourseFileError, readCourseFile } from "./courseFile";
import { withPoints } from "./points";

/** Lessons that are taught together. */
export interface Course {
  title: string;
  version: string;
  /** The lessons of each week by name, with those that they need. */
  weeks: { title: string; lessons: string[] }[];
  /** In the order in which they are taught, with hidden checks and the points that the course gives. */
  lessons: LessonExercises[];
  /** Where hidden checks are that are not beside the public ones. */
  hiddenFolder?: string;
}

/** What stands in every result: which course it was, and a digest of each lesson. */
export interface CourseVersion {
  title: string;
  version: string;
  lessons: Record<string, string>;
}

export function courseVersion({ title, version, lessons }: Pick<Course, keyof CourseVersion>): CourseVersion {
  return { title, version, lessons: Object.fromEntries(lessons.map((each) => [each.lesson, each.version])) };
}

/** The course of this folder: what the course.yaml at its top says, or else all lessons. */
export function thisCourse(): Course {
  const file = join(root, "course.yaml");
  if (existsSync(file)) return readCourse(file);
  const { description: title, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as
    { description: string; version: string };
  requireLessonsOfHiddenChecks(checksFolder(root), lessonNames());
  const weeks = lessonNames().map((name) => ({ title: name, lessons: [name] }));
  return { title, version, weeks, lessons: lessonNames().map((name) => loadLesson(name, { hidden: true })) };
}

/**
 * Those lessons of a course that are named: "5", "05" and "05-attention" are the same.
 * @throws CourseFileError where one is not in the course.
 */
export function lessonsOf({ lessons }: Course, names: string[]): LessonExercises[] {
  const unknown = names.find((name) => !lessons.some(({ lesson }) => namesLesson(name, lesson)));
  if (unknown === undefined) return lessons.filter(({ lesson }) => names.some((name) => namesLesson(name, lesson)));
  const known = lessons.map(({ lesson }) => lesson).join(", ");
  throw new CourseFileError(`there are no exercises for lesson "${unknown}": there are ${known}`);
}

/**
 * The course that a course.yaml describes.
 * @throws CourseFileError where that cannot be used: see readCourseFile; or where it names a lesson or an exercise that
 * is not there, or one that is there twice; or where hidden checks are for no lesson.
 */
export function readCourse(path: string): Course {
  const said = readCourseFile(path);
  try {
    return resolve(said);
  } catch (error) {
    if (error instanceof RangeError) throw new CourseFileError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The course of a command: what the course.yaml says that was named, or else this folder's. @throws CourseFileError */
export function courseOf(file: string | undefined): Course {
  return file === undefined ? thisCourse() : readCourse(fromCaller(file));
}

function resolve({ title, version, weeks, own, points, hidden: hiddenFolder }: CourseFile): Course {
  const owned = own === undefined ? [] : lessonNames(own);
  if (own !== undefined) requireLessonsOfHiddenChecks(checksFolder(own), owned);
  if (hiddenFolder !== undefined) requireLessonsOfHiddenChecks(hiddenFolder, [...lessonNames(), ...owned]);
  const loaded = new Map<string, LessonExercises>();
  const load = (name: string, way: string[] = []): string[] => {
    if (way.includes(name)) throw new RangeError(`lessons need each other in a circle: ${[...way, name].join(" → ")}`);
    if (loaded.has(name)) return [];
    const lesson = loadLesson(name, { home: homeOf(name, own), hidden: true, hiddenFolder });
    const before = lesson.needs.flatMap((need) => load(fullName(need, own), [...way, name]));
    loaded.set(name, lesson);
    return [...before, name];
  };
  const chosen = weeks.map((week) => week.lessons.map((start) => fullName(start, own)));
  const resolved = chosen.map((names, i) => {
    const lessons = names.flatMap((name) => [...load(name).filter((need) => !chosen.flat().includes(need)), name]);
    return { title: weeks[i].title, lessons };
  });
  const lessons = [...loaded.values()];
  refuseTwice(lessons.flatMap(({ exercises }) => exercises.map(({ name }) => name)));
  return { title, version, weeks: resolved, lessons: withPoints(lessons, points), hiddenFolder };
}

/** A teacher's own lesson goes first: "20" may well mean theirs. */
function fullName(start: string, own: string | undefined): string {
  const found = own === undefined ? undefined : lessonNames(own).find((name) => namesLesson(start, name));
  if (found !== undefined && lessonNames().includes(found)) {
    throw new RangeError(`"${found}" is a lesson of the course already: give your own another number or name`);
  }
  return found ?? findLesson(start);
}

function homeOf(name: string, own: string | undefined): string {
  return own !== undefined && lessonNames(own).includes(name) ? own : root;
}

function refuseTwice(names: string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new RangeError(`there are two exercises "${twice}": the names of exercises must differ in a course`);
}
