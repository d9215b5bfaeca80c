import { afterAll, describe, expect, test } from "vitest";
import { report } from "../../course/grader/report";
import {
  earned, exerciseOf, goodCount, goodDouble, goodUpper, gradeFile, gradeTiny, hangingLimits, importTf, leftovers, submit,
} from "./graderTiny";

const good = importTf + goodDouble + goodCount;
const nothingLeft = async (): Promise<void> => {
  expect(await leftovers()).toEqual([]);
};
afterAll(nothingLeft);

describe("a right submission", () => {
  test("gets all points, and the result says how it came about", async () => {
    const verdict = await gradeFile(good, { seed: 7 });
    expect(verdict).toMatchObject({ version: 1, points: 43, earned: 43, seed: 7, byhand: "test" });
    expect(verdict.course).toEqual({ title: "Tiny", version: "1", lessons: { "00-tiny": "1", "01-other": "1" } });
    expect(verdict.node).toBe(process.version);
    expect(verdict.lessons.map(({ file, points, earned: got }) => [file, points, got]))
      .toEqual([["00-tiny.ts", 36, 36], ["01-other.ts", 7, 7]]);
    expect(exerciseOf(verdict, "double").checks[0]).toEqual({ name: "small", hidden: false, points: 1, earned: 1, reason: null });
  });

  test("may be spread over helper files beside it", async () => {
    const folder = submit({
      "00-tiny.ts": `import { twice } from "./helper";\n${importTf}${goodCount}export const double = (x: tf.Tensor) => twice(x);`,
      "helper.ts": `${importTf}export const twice = (x: tf.Tensor) => tf.mul(x, 2);`,
      "01-other.ts": goodUpper,
    });
    expect((await gradeTiny(folder)).earned).toBe(43);
  });

  test("is not held to what it prints", async () => {
    const verdict = await gradeFile(`console.log("hello"); console.error("hello");\n${good}`);
    expect(verdict.earned).toBe(43);
  });

  test("keeps its points when it leaves an interval running", async () => {
    const verdict = await gradeFile(`setInterval(() => {}, 10);\n${good}`);
    expect(verdict.earned).toBe(43);
    await nothingLeft();
  });
});

test("a learner's error is told with the line of the learner's file", async () => {
  const verdict = await gradeFile(`${importTf}// a comment\n\nexport function double(x: tf.Tensor): never {
  type Local = string;
  const missing: any = undefined;
  return missing.length;
}\n${goodCount}`);
  expect(exerciseOf(verdict, "double").reason?.message).toMatch(/00-tiny\.ts:7/);
});

test("what is not exported is named", async () => {
  const verdict = await gradeFile(`${importTf}function double(x: tf.Tensor) { return tf.mul(x, 2); }\n${goodCount}`);
  expect(earned(verdict)).toEqual({ double: 0, count: 5, upper: 7 });
  expect(exerciseOf(verdict, "double").reason?.message).toMatch(/no exported function double/);
});

test("time is limited for an exercise as a whole, and what was not run says so", async () => {
  const verdict = await gradeFile(`${importTf}${goodCount}export function double() { for (;;); }`, { limits: hangingLimits });
  const reasons = exerciseOf(verdict, "double").checks.map(({ reason }) => reason?.message ?? "");
  expect(reasons[0]).toMatch(/no answer within 6 s/);
  expect(reasons.at(-1)).toBe("not run: the 9 s for this exercise were used up before");
});

test("the table shows points and the first reason, in lines of the width asked for", async () => {
  const verdict = await gradeFile(`${importTf}${goodCount}export const double = (x: tf.Tensor) => tf.mul(x, 3);`);
  const lines = report({ ...verdict, duration: 1.23, tier: "process" }, { width: 60 }).split("\n");
  expect(lines).toEqual([
    "exercise     points  reason",
    "00-tiny.ts     9/36",
    "  double       4/31  value 0 is 3 instead of 2",
    "  count         5/5",
    "01-other.ts     7/7",
    "  upper         7/7",
    "total         16/43  1.2 s, process",
  ]);
  const typed = report({ ...verdict, types: ["00-tiny.ts:1: no such name"] }).split("\n");
  expect(typed.at(-1)).toBe("type error: 00-tiny.ts:1: no such name"); // after the reasons, which count
  const long = { ...verdict };
  long.lessons[0].exercises[0].reason = { kind: "wrong", message: "one two three four five six seven eight nine ten" };
  expect(report(long, { width: 60 }).split("\n").slice(2, 4)).toEqual([
    "  double       4/31  one two three four five six seven eight",
    "                     nine ten",
  ]);
});
