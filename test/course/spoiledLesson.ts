import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { type Course, readCourse } from "../../course/edition/course";
import { root } from "../../course/setup/paths";
import { type Finding, verifyLesson } from "../../course/verify/verifyCourse";

export const solutions = "solutions/20-our-texts.ts";
export const checks = "test/exercises/20-our-texts.checks.ts";
export const notebook = "notebooks/src/20-our-texts.ts";

export const words = (findings: Finding[]): string[] =>
  findings.map(({ severity, exercise, message }) => `${severity} ${exercise ?? ""}: ${message}`);

/** For each test anew a course of a teacher's own lesson, as `npm run new` makes it: sound, until a test spoils one thing. */
export function spoiledLesson() {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "byhand-verify-"));
    cpSync(join(root, "course", "edition", "newLesson"), join(folder, "lessons"), { recursive: true });
    writeFileSync(courseFile("course.yaml"),
      "title: Ours\nversion: 1\nown: lessons\nweeks:\n  - title: One\n    lessons: [20-our-texts]\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const courseFile = (file: string): string => join(folder, file);
  const lessonFile = (file: string): string => join(folder, "lessons", file);
  const change = (file: string, from: string, to: string): void => {
    const text = readFileSync(lessonFile(file), "utf8");
    expect(text).toContain(from);
    writeFileSync(lessonFile(file), text.replace(from, to));
  };
  /** The course with the teacher's own lesson alone: ours are proven elsewhere. */
  const ownCourse = (): Course => {
    const course = readCourse(courseFile("course.yaml"));
    return { ...course, lessons: course.lessons.filter(({ lesson }) => lesson === "20-our-texts") };
  };
  const verified = async (): Promise<string[]> => words(await verifyLesson(ownCourse().lessons[0]));
  return { courseFile, lessonFile, change, ownCourse, verified };
}
