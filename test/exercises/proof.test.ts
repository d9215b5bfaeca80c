import * as byhand from "byhand";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inProcessHandle } from "../../course/exercises/handle";
import { judgeFile, judgeFunction } from "../../course/exercises/judge";
import { lessonNames, loadLesson } from "../../course/exercises/lessons";
import { runExercise } from "../../course/exercises/runner";
import { stubFrom } from "../../course/exercises/stubs";
import { root } from "../../course/setup/paths";
import type { Exercise, LessonExercises, Verdict, WrongAnswer } from "../../course/exercises/types";

const solutionOf = (lesson: string): string => readFileSync(join(root, "solutions", `${lesson}.ts`), "utf8");

/** A file as it was last committed, or the empty text where this is no clone. */
function committed(path: string): string {
  return spawnSync("git", ["show", `HEAD:${path}`], { cwd: root, encoding: "utf8" }).stdout ?? "";
}

/** Wrong answers may use the library for their other steps, so only the library's own part is refused unrun. */
async function judgeWrong(
  exercise: Exercise,
  lesson: LessonExercises,
  { answer }: WrongAnswer,
  seed: number,
): Promise<Verdict> {
  const librarys = exercise.part && answer === byhand[exercise.part];
  if (librarys) return (await judgeFunction(exercise, lesson, answer, { seed })).verdict;
  return runExercise(exercise, inProcessHandle(exercise.name, answer), { seed });
}

describe.each(lessonNames())("the exercises of %s", (name) => {
  const lesson = loadLesson(name);
  let stubs: string;

  beforeAll(async () => {
    await byhand.useEngine("cpu");
    stubs = mkdtempSync(join(tmpdir(), "byhand-stubs-"));
    writeFileSync(join(stubs, `${name}.ts`), stubFrom(solutionOf(name)));
  });
  afterAll(() => rmSync(stubs, { recursive: true }));

  it("has stubs in exercises/ that are what its solutions say, as they lie there or as they were committed", () => {
    const here = readFileSync(join(root, "exercises", `${name}.ts`), "utf8");
    // A learner's own work in progress is no fault: then the file as it came with the course counts.
    const stub = stubFrom(solutionOf(name));
    expect(here === stub ? here : committed(`exercises/${name}.ts`)).toBe(stub);
  });

  describe.each(lesson.exercises)("$name", (exercise) => {
    it("has three hints, scored checks and at least two wrong answers", () => {
      expect(exercise.hints.map((hint) => hint.length > 30)).toEqual([true, true, true]);
      expect(exercise.checks.every(({ points }) => Number.isInteger(points) && points > 0)).toBe(true);
      expect(new Set(exercise.checks.map((check) => check.name)).size).toBe(exercise.checks.length);
      expect(Object.keys(exercise.wrong).filter((key) => key !== "theLibrarys").length).toBeGreaterThanOrEqual(2);
      expect(exercise.part === undefined || "theLibrarys" in exercise.wrong).toBe(true);
    });

    it("fails as a stub, because it is not written yet", async () => {
      const { verdict } = await judgeFile(exercise, lesson, { folder: stubs });
      expect(verdict.status).toBe("notWritten");
      expect(verdict.earned).toBe(0);
      for (const { message } of verdict.checks) expect(message).toContain("not written yet");
    });

    it("passes with every point as the solution, whatever the inputs", async () => {
      for (const seed of [1, 2, 3]) {
        const { verdict } = await judgeFile(exercise, lesson, { folder: join(root, "solutions"), seed });
        expect(verdict.checks.filter(({ passed }) => !passed)).toEqual([]);
        expect(verdict.status).toBe("passed");
        expect(verdict.earned).toBe(verdict.points);
      }
    });

    it("passes while all other exercises of the file are unwritten", async () => {
      const others = lesson.exercises.filter((other) => other !== exercise);
      const alone = others.reduce((text, { name: other }) => {
        const start = text.indexOf("// BEGIN SOLUTION", text.indexOf(`export function ${other}(`));
        return `${text.slice(0, start)}throw new Error("TODO: write ${other}");\n${text.slice(start)}`;
      }, solutionOf(name));
      expect(alone.match(/TODO: write \w+"\);\n\/\/ BEGIN/g)).toHaveLength(others.length);
      const folder = mkdtempSync(join(stubs, "alone-"));
      writeFileSync(join(folder, `${name}.ts`), alone);
      const { verdict } = await judgeFile(exercise, lesson, { folder });
      expect(verdict.checks.filter(({ passed }) => !passed)).toEqual([]);
    });

    const wrongAnswers = Object.entries(exercise.wrong);
    it.each(wrongAnswers)("rejects the wrong answer %s with the message meant for it", async (_, wrong) => {
      for (const seed of [1, 2, 3]) {
        const verdict = await judgeWrong(exercise, lesson, wrong, seed);
        expect(verdict.earned).toBeLessThan(verdict.points);
        const messages = verdict.checks.filter(({ passed }) => !passed).map(({ message }) => message);
        expect(messages.join("\n")).toContain(wrong.message);
      }
    });
  });
});
