import { useEngine } from "byhand";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { thisCourse } from "../../course/edition/course";
import { stubFrom } from "../../course/exercises/stubs";
import { root } from "../../course/setup/paths";
import { exerciseRules } from "../../course/verify/exerciseRules";
import { kindsOfChecks } from "../../course/verify/kindsOfChecks";
import { learnersFileProblems } from "../../course/verify/learnersFiles";
import { LessonUnderTest } from "../../course/verify/lessonUnderTest";
import { oneLinerProblems } from "../../course/verify/oneLiners";
import { leaksOf } from "../../course/verify/studentFacing";

const course = thisCourse(); // with hidden checks
const lessons = course.lessons.map((lesson) => new LessonUnderTest(lesson));

beforeAll(() => useEngine("cpu"));

describe.each(lessons)("the exercises of $lesson.lesson", (lesson) => {
  it("has stubs in exercises/ that are what its solutions say, as they lie there or as they were committed", () => {
    expect(learnersFileProblems(lesson)).toEqual([]);
  });

  describe.each(lesson.lesson.exercises)("$name", (exercise) => {
    it.each(exerciseRules)("$name", async (rule) => {
      expect(await rule.problems(exercise, lesson)).toEqual([]);
    });
  });
});

describe("the course", () => {
  it("has at least 24 exercises, of which at most one in five is a one-liner", () => {
    expect(course.lessons.flatMap(({ exercises }) => exercises).length).toBeGreaterThanOrEqual(24);
    expect(oneLinerProblems(lessons)).toEqual([]);
  });

  it("has nothing in what learners get that they must not see", async () => {
    expect(await leaksOf(course)).toEqual([]);
  });

  it("asks for the gradient of the whole model too", async () => {
    const lesson = lessons.find((each) => each.lesson.lesson === "07-mini-gpt")!;
    const pass = lesson.lesson.exercises.find(({ name }) => name === "gptLogits")!;
    expect(await kindsOfChecks(pass, lesson)).toContain("gradient");
  });
});

/** Exercises that build on what others of the course write. */
const handed = ["crossEntropyGradient", "decoderMask", "mergeHeads", "preNormBlock", "gptLogits"];

describe("errors are not carried forward:", () => {
  it.each(handed)("the statement of %s says that what it builds on need not be your own", (name) => {
    const stubs = lessons.map(({ source }) => stubFrom(source)).join("\n");
    const statement = stubs.slice(0, stubs.indexOf(`export function ${name}(`)).split("/**").at(-1)!.replace(/\s+\*?\s*/g, " ");
    expect(statement).toMatch(/need not work|does not matter/);
  });

  it("no lesson's exercises import those of another", () => {
    for (const { lesson } of lessons) {
      const files = lesson.policy.imports.filter((name) => name.startsWith("."));
      const learners = readFileSync(join(root, "exercises", `${lesson.lesson}.ts`), "utf8");
      expect([...files, ...learners.match(/from "\.[^"]*"/g) ?? []]).toEqual([]);
    }
  });
});
