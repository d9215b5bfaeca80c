import * as fc from "fast-check";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { useEngine } from "byhand";
import { type Course, courseVersion, readCourse, thisCourse } from "../../course/edition/course";
import { lessonBundle } from "../../course/edition/lessonBundle";
import { withPoints } from "../../course/edition/points";
import { inProcessHandle } from "../../course/exercises/handle";
import { lessonNames, loadLesson } from "../../course/exercises/lessons";
import { runExercise } from "../../course/exercises/runner";
import type { Check, LessonExercises } from "../../course/exercises/types";
import { root } from "../../course/setup/paths";

const home = mkdtempSync(join(tmpdir(), "byhand-course-"));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
}

const checksFile = (exercise: string, needs: string[] = []): string => `
import { type Check, valueCheck } from "byhand-course";
export const needs = ${JSON.stringify(needs)};
export const policy = { imports: [], forbidden: {} };
export const checks: Record<string, Check[]> = {
  ${exercise}: [valueCheck("by hand", { points: 2, inputs: [2], expected: 4 })],
};`;
const solutionFile = (exercise: string): string => `
export function ${exercise}(x: number): number { return 2 * x; }
export const exercises = { ${exercise}: { hints: ["a", "b", "c"], wrong: {} } };`;
const hiddenFile = (exercise: string): string => `
import { type Check, valueCheck } from "byhand-course";
export const hidden: Record<string, Check[]> = {
  ${exercise}: [valueCheck("SECRET", { points: 1, inputs: [31337], expected: 62674 })],
};`;

beforeAll(async () => {
  await useEngine("cpu");
  write({
    "own/test/exercises/20-ours.checks.ts": checksFile("twice", ["06"]),
    "own/test/exercises/20-ours.hidden.ts": hiddenFile("twice"),
    "own/solutions/20-ours.ts": solutionFile("twice"),
    "secret/20-ours.hidden.ts": hiddenFile("twice").replace("31337", "1").replace("62674", "2").replace("SECRET", "more"),
  });
});

function course(text: string): Course {
  writeFileSync(join(home, "course.yaml"), text);
  return readCourse(join(home, "course.yaml"));
}

const short = (lessons: string, more = ""): string =>
  `title: T\nversion: 1\nweeks:\n  - title: one\n    lessons: [${lessons}]\n${more}`;

describe("a course.yaml", () => {
  test("pulls in what its lessons need, each before the first that needs it, and the teacher's own", () => {
    const made = course(short("20", "  - { title: two, lessons: [05] }\nown: own\n"));
    expect(made.weeks[0].lessons).toEqual(["00-welcome", "06-transformer-block", "20-ours"]);
    expect(made.weeks[1].lessons).toEqual(["05-attention"]);
    expect(made.lessons.map(({ lesson }) => lesson))
      .toEqual(["00-welcome", "05-attention", "06-transformer-block", "20-ours"]);
  });

  test("brings hidden checks from beside the public ones and from the folder that it names", () => {
    const { lessons } = course(short("20", "own: own\nhidden: secret\n"));
    const [twice] = lessons.at(-1)!.exercises;
    expect(twice.checks.map(({ name, hidden = false }) => [name, hidden]))
      .toEqual([["by hand", false], ["SECRET", true], ["more", true]]);
    expect(twice.hiddenPoints).toBe(2);
  });

  test("reads lessons that YAML takes for numbers", () => {
    expect(course(short("00, 5")).weeks[0].lessons).toEqual(["00-welcome", "05-attention"]);
  });

  test("has a version that changes with the points and with the checks, and with nothing else", () => {
    const version = (more = ""): string => courseVersion(course(short("05", more))).lessons["05-attention"];
    expect(version()).toBe(version());
    expect(version()).toBe(courseVersion(thisCourse()).lessons["05-attention"]);
    expect(version("points: { causalMask: 20 }\n")).not.toBe(version());
  });

  test.each([
    ["is not there", null, /cannot be read \(.*no such file.*\): give the path of a course\.yaml/],
    ["is no YAML", "title: [", /course\.yaml, line 1: this is no YAML/],
    ["uses an alias that nothing defines", "title: *title\nversion: 1\nweeks: []", /course\.yaml: this is no YAML that can be used: .*title/],
    ["has no title", "version: 1\nweeks: [{ title: a, lessons: [0] }]", /is no course: title: /],
    ["has no weeks", "title: a\nversion: 1\nweeks: []", /weeks: /],
    ["has a key that nobody knows", short("00", "hiden: x\n"), /hiden/],
    ["names a lesson that is not there", short("77"), /no exercises for lesson "77": there are 00-welcome/],
    ["gives points to no exercise", short("00", "points: { casualMask: 3 }\n"), /"casualMask", but the exercises are softmax/],
    ["gives fewer points than checks", short("05", "points: { causalMask: 1 }\n"), /causalMask is given 1 points but has \d/],
    ["names a folder that is not there", short("00", "own: mine\n"), /own is "mine", but there is no folder/],
  ])("that %s is refused with what to do", (_, text, message) => {
    if (text === null) return expect(() => readCourse(join(home, "none.yaml"))).toThrow(message);
    expect(() => course(text)).toThrow(message);
  });

  test("whose lessons need each other in a circle, or repeat a lesson or an exercise, is refused", () => {
    write({
      "circle/test/exercises/30-a.checks.ts": checksFile("a", ["31-b"]), "circle/solutions/30-a.ts": solutionFile("a"),
      "circle/test/exercises/31-b.checks.ts": checksFile("b", ["30-a"]), "circle/solutions/31-b.ts": solutionFile("b"),
      "same/test/exercises/05-attention.checks.ts": checksFile("a"),
      "same/solutions/05-attention.ts": solutionFile("a"),
      "again/test/exercises/40-again.checks.ts": checksFile("softmax"),
      "again/solutions/40-again.ts": solutionFile("softmax"),
    });
    expect(() => course(short("30", "own: circle\n"))).toThrow("in a circle: 30-a → 31-b → 30-a");
    expect(() => course(short("05", "own: same\n"))).toThrow("\"05-attention\" is a lesson of the course already");
    expect(() => course(short("00, 40", "own: again\n"))).toThrow("there are two exercises \"softmax\"");
  });
});

describe("points", () => {
  const lessonOf = (points: number[]): LessonExercises => {
    const checks = points.map((each, i): Check => ({ name: String(i), points: each, run: async () => null }));
    const exercise = { name: "one", lesson: "00", hints: ["", "", ""] as [string, string, string], hiddenPoints: 0, wrong: {} };
    return {
      lesson: "00", home: "", policy: { imports: [], forbidden: {} }, needs: [], version: "1",
      exercises: [{ ...exercise, checks }],
    };
  };

  test("of an exercise are as many as the course gives, at least one for each check, more for what was worth more", () => {
    const some = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(some, fc.integer({ min: 8, max: 200 }), (before, sum) => {
      const after = withPoints([lessonOf(before)], { one: sum })[0].exercises[0].checks.map(({ points }) => points);
      expect(after.reduce((a, b) => a + b, 0)).toBe(sum);
      expect(Math.min(...after)).toBeGreaterThanOrEqual(1);
      before.forEach((a, i) => before.forEach((b, j) => { if (a > b) expect(after[i]).toBeGreaterThanOrEqual(after[j]); }));
    }));
  });

  test("that are as they were stay as they were", () => {
    const after = withPoints([lessonOf([1, 2, 3])], { one: 6 })[0].exercises[0].checks.map(({ points }) => points);
    expect(after).toEqual([1, 2, 3]);
  });
});

describe("a lesson bundle", () => {
  /** A home that has nothing but the bundle, as an assembled edition. */
  async function bundled(lesson: LessonExercises, options: { hidden: boolean; hiddenFolder?: string }): Promise<string> {
    const edition = mkdtempSync(join(tmpdir(), "byhand-edition-"));
    mkdirSync(join(edition, "test", "exercises"), { recursive: true });
    const text = await lessonBundle(lesson, options);
    writeFileSync(join(edition, "test", "exercises", `${lesson.lesson}.lesson.cjs`), text);
    symlinkSync(join(root, "node_modules"), join(edition, "node_modules"));
    return edition;
  }

  test.each(lessonNames())("of %s judges solutions and wrong answers as its source does", async (name) => {
    const source = loadLesson(name);
    const edition = await bundled(source, { hidden: false });
    const built = loadLesson(name, { home: edition });
    expect({ ...built, home: "", exercises: [] }).toEqual({ ...source, home: "", exercises: [] });
    for (const [i, exercise] of source.exercises.entries()) {
      const { hints, part, hiddenPoints } = exercise;
      expect(built.exercises[i]).toMatchObject({ name: exercise.name, hints, hiddenPoints, ...(part ? { part } : {}) });
      for (const { answer } of Object.values(exercise.wrong)) {
        const judge = (each: typeof exercise) => runExercise(each, inProcessHandle(each.name, answer), { seed: 3 });
        expect(await judge(built.exercises[i])).toEqual(await judge(exercise));
      }
    }
  });

  test("for students holds no hidden check and no wrong answer that no check looks for; a grader's holds both folders'", async () => {
    const made = course(short("20", "own: own\nhidden: secret\npoints: { twice: 30 }\n"));
    const lesson = made.lessons.at(-1)!;
    const students = await bundled(lesson, { hidden: false });
    const text = readFileSync(join(students, "test", "exercises", "20-ours.lesson.cjs"), "utf8");
    for (const hidden of ["SECRET", "31337", "more"]) expect(text).not.toContain(hidden);
    expect(loadLesson("20-ours", { home: students, hidden: true }).exercises[0].checks).toHaveLength(1);
    const graders = await bundled(lesson, { hidden: true, hiddenFolder: made.hiddenFolder });
    const points = (home: string): unknown => loadLesson("20-ours", { home, hidden: true }).exercises[0].checks
      .map((check) => [check.name, check.points, check.hidden ?? false]);
    expect(points(graders)).toEqual([["by hand", 15, false], ["SECRET", 8, true], ["more", 7, true]]);
    expect(points(students)).toEqual([["by hand", 15, false]]);
    expect(loadLesson("20-ours", { home: students }).exercises[0].hiddenPoints).toBe(15);
  });
});
