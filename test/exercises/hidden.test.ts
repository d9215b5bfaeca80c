import * as byhand from "byhand";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Mistake } from "../../course/exercises/checking";
import { inProcessHandle } from "../../course/exercises/handle";
import { lessonNames, loadLesson } from "../../course/exercises/lessons";
import { runOwnFile } from "../../course/exercises/ownFile";
import { runExercise } from "../../course/exercises/runner";
import { root } from "../../course/setup/paths";

const SEEDS = [1, 2, 3];

beforeAll(() => byhand.useEngine("cpu"));

describe.each(lessonNames())("the hidden checks of %s", (name) => {
  const { exercises } = loadLesson(name, { hidden: true });
  const tested = exercises.filter(({ checks }) => checks.some(({ hidden }) => hidden));
  const { fitted } = runOwnFile(join(root, "test", "exercises", `${name}.hidden.ts`)).exports as {
    fitted: Record<string, Mistake[]>;
  };

  it("are there for at least half of the exercises, each with an answer that only they reject", () => {
    expect(tested.length).toBeGreaterThanOrEqual(exercises.length / 2);
    expect(Object.keys(fitted).sort()).toEqual(tested.map((exercise) => exercise.name).sort());
  });

  it.each(tested)("of $name are worth about a fifth of its points", ({ checks, hiddenPoints }) => {
    const all = checks.reduce((sum, { points }) => sum + points, 0);
    expect(hiddenPoints / all).toBeGreaterThanOrEqual(0.1);
    expect(hiddenPoints / all).toBeLessThanOrEqual(0.34); // where there are two points besides, one is a third
  });

  const answers = tested.flatMap((exercise) => fitted[exercise.name].map(({ answer, say }) => ({ exercise, answer, say })));
  it.each(answers)("of $exercise.name tell what passes all public ones: $say", async ({ exercise, answer, say }) => {
    for (const seed of SEEDS) {
      const { checks } = await runExercise(exercise, inProcessHandle(exercise.name, answer), { seed });
      const failed = checks.filter(({ passed }) => !passed).map((check) => check.name);
      expect(failed).toEqual(exercise.checks.filter(({ hidden }) => hidden).map((check) => check.name));
      expect(checks.find(({ passed }) => !passed)?.message).toContain(say);
    }
  });
});
