import { releaseEngine, useEngine } from "byhand";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exercisesFolder } from "../../course/exercises/folder";
import { judgeFile } from "../../course/exercises/judge";
import { lessonNames, loadLesson } from "../../course/exercises/lessons";
import { root } from "../../course/setup/paths";
import type { Verdict } from "../../course/exercises/types";

beforeAll(() => useEngine("cpu"));
afterAll(() => releaseEngine());

/** An exercise may be open, right or wrong, but each point that it lacks has a reason in words. */
function expectVerdict({ status, points, earned, checks }: Verdict): void {
  expect(["passed", "failed", "notWritten"]).toContain(status);
  expect(points).toBeGreaterThan(0);
  expect(earned).toBe(checks.reduce((sum, check) => sum + (check.passed ? check.points : 0), 0));
  for (const { passed, message } of checks) {
    if (!passed) expect(message?.length).toBeGreaterThan(10);
    expect(message ?? "").not.toContain("itself broken");
  }
}

describe.each(lessonNames())("the exercises of %s", (name) => {
  const lesson = loadLesson(name);

  it("come with public checks and three hints", () => {
    expect(lesson.exercises.length).toBeGreaterThan(0);
    for (const { checks, hints } of lesson.exercises) {
      expect(checks.length).toBeGreaterThan(0);
      expect(hints.map((hint) => hint.length > 0)).toEqual([true, true, true]);
    }
  });

  it("are checked as they came with the course", async () => {
    const folder = join(root, "exercises", ".original");
    for (const exercise of lesson.exercises) {
      const { verdict, fileProblem } = await judgeFile(exercise, lesson, { folder });
      expect(fileProblem).toBeUndefined();
      expectVerdict(verdict);
      expect(verdict.earned).toBeLessThan(verdict.points);
    }
  });

  it("are checked as they stand in your file", async () => {
    expect(existsSync(join(exercisesFolder(), `${name}.ts`)), `exercises/${name}.ts: npm run reset brings it back`).toBe(true);
    for (const exercise of lesson.exercises) {
      const { verdict, fileProblem } = await judgeFile(exercise, lesson);
      expect(fileProblem).toBeUndefined();
      expectVerdict(verdict);
    }
  });
});
