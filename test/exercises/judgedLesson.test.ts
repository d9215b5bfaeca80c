import { releaseEngine, useEngine } from "byhand";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import * as judge from "../../course/exercises/judge";
import { judgedLesson } from "../../course/exercises/judgedLesson";
import { loadLesson } from "../../course/exercises/lessons";
import { root } from "../../course/setup/paths";
import { LearnerError, type LessonExercises, type Verdict } from "../../course/exercises/types";
import * as time from "../../course/exercises/withinTime";
import { mutatedCourse } from "../mutated";

const place = mkdtempSync(join(tmpdir(), "byhand-judged-"));
const folder = join(place, "exercises");
const cache = join(place, "cache");
const options = { folder, cache };
const lesson = loadLesson("00-welcome");
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
const softmax = (divide: string): string =>
  'import * as tf from "@tensorflow/tfjs-core";\nexport function softmax(x: tf.Tensor): tf.Tensor {\n'
  + `  const e = tf.exp(tf.sub(x, tf.max(x, -1, true)));\n  return ${divide};\n}\n`;
const RIGHT = "tf.div(e, tf.sum(e, -1, true))";

beforeAll(() => useEngine("cpu"));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(cache, { recursive: true, force: true });
  cpSync(join(root, "solutions"), folder, { recursive: true });
});
afterAll(async () => {
  rmSync(place, { recursive: true });
  await releaseEngine();
});

describe("what is kept between two looks", () => {
  /** How many exercises were really judged while something was done. */
  async function judged<T>(run: () => Promise<T>): Promise<number> {
    const spy = vi.spyOn(judge, "judgeFile");
    await run();
    const count = spy.mock.calls.length;
    spy.mockRestore();
    return count;
  }
  const first = async (changed: LessonExercises = lesson): Promise<Verdict> =>
    (await judgedLesson(changed, options)).verdicts[0];

  it("is used while nothing changes, also when a file is only touched", async () => {
    write("00-welcome.ts", softmax(RIGHT));
    expect(await judged(first)).toBe(lesson.exercises.length);
    utimesSync(join(folder, "00-welcome.ts"), 1, 1);
    expect(await judged(first)).toBe(0);
    expect((await first()).status).toBe("passed");
  });

  /** Two states of the learner's files between which the first exercise goes from right to wrong. */
  const changes: [string, () => void, () => void][] = [
    ["the file, even with the same size and time", () => write("00-welcome.ts", softmax(RIGHT)), () => {
      const path = join(folder, "00-welcome.ts");
      const { atime, mtime } = statSync(path);
      write("00-welcome.ts", softmax(RIGHT.replace("-1", "-2")));
      utimesSync(path, atime, mtime);
    }],
    ["a helper of a helper", () => {
      write("00-welcome.ts", softmax("total(e)").replace("\n", '\nimport { total } from "./first";\n'));
      write("first.ts", 'export { total } from "./second";\n');
      write("second.ts", 'import * as tf from "@tensorflow/tfjs-core";\nexport const total = (e: tf.Tensor) => '
        + `${RIGHT};\n`);
    }, () => write("second.ts", "export const total = () => 1;\n")],
    ["a file that goes away", () => write("00-welcome.ts", softmax(RIGHT)), () => rmSync(join(folder, "00-welcome.ts"))],
  ];

  it.each(changes)("is given up with %s", async (_, before, after) => {
    before();
    expect((await first()).status).toBe("passed");
    after();
    expect((await first()).status).toBe("failed");
  });

  it("is given up with the lesson's checks and points", async () => {
    await first();
    expect(await judged(() => first({ ...lesson, version: "another" }))).toBe(lesson.exercises.length);
    const [exercise, ...others] = lesson.exercises;
    const dearer = { ...exercise, checks: exercise.checks.map((check) => ({ ...check, points: 2 * check.points })) };
    const verdict = await first({ ...lesson, exercises: [dearer, ...others] });
    expect(verdict.points).toBe(2 * (await first()).points);
  });

  it("is written only where no file changed meanwhile, and a broken one is no obstacle", async () => {
    write("00-welcome.ts", softmax(RIGHT));
    const spy = vi.spyOn(judge, "judgeFile").mockImplementationOnce(async (exercise, ...rest) => {
      const outcome = await judge.judgeFile(exercise, ...rest);
      write("00-welcome.ts", softmax("e"));
      return outcome;
    });
    await first();
    spy.mockRestore();
    expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
    expect((await first()).status).toBe("failed");
    for (const file of readdirSync(cache)) writeFileSync(join(cache, file), '{"key": "');
    expect((await first()).status).toBe("failed");
  });

  it("is not written where code was ended before it had an answer, which may be the machine's fault or Stop", async () => {
    const spy = vi.spyOn(time, "withinTime").mockImplementation(() => {
      throw new LearnerError("timeout", "stopped before it had an answer");
    });
    const { problem, verdicts } = await judgedLesson(lesson, options);
    expect(spy).toHaveBeenCalledTimes(1); // the file is the same for all exercises
    spy.mockRestore();
    expect(problem).toMatch(/stopped before/);
    expect(verdicts.map(({ exercise, status }) => [exercise, status]))
      .toEqual(lesson.exercises.map(({ name }) => [name, "failed"]));
    expect((await judgedLesson(lesson, options)).verdicts.map(({ status }) => status))
      .toEqual(lesson.exercises.map(() => "passed"));
  });

  it.each([
    ["looks at the file alone", { from: "imports.filter(isHelper)", to: "imports.filter(() => false)" }, 1],
    ["looks at names alone", { from: "return [...found].flat()", to: "return [...found.keys()]" }, 0],
  ])("is stale in a variant that %s", async (_, mutation, change) => {
    const mutant = await mutatedCourse<{ judgedLesson: typeof judgedLesson }>("exercises/judgedLesson.ts", mutation);
    const [, before, after] = changes[change];
    before();
    expect((await mutant.judgedLesson(lesson, options)).verdicts[0].status).toBe("passed");
    after();
    expect((await mutant.judgedLesson(lesson, options)).verdicts[0].status).toBe("passed"); // and that is the fault
    expect((await judgedLesson(lesson, options)).verdicts[0].status).not.toBe("passed");
  });
});
