import { describe, expect, test } from "vitest";
import { isPlainTensor } from "../../course/exercises/plain";
import type { Handle, LessonExercises } from "../../course/exercises/types";
import { formats } from "../../course/grader/formats";
import { publicFirst } from "../../course/grader/publicFirst";
import { sample, secret } from "./graderSample";
import { gradeTiny, importTf, submit, tinyCourse, tinyLessons } from "./graderTiny";

describe("hidden checks", () => {
  const learners = formats.filter(({ name }) => name !== "json" && name !== "csv");

  test.each(learners.map(({ name }) => name))("tell %s neither name, message nor seed", (name) => {
    const text = learners.find((format) => format.name === name)!.write([sample], { roster: [], overrides: [] });
    expect(text).not.toContain(secret);
    expect(text).not.toContain(String(sample.seed));
  });

  test("keep their inputs from learner's code that passes on all that it saw", async () => {
    const input = 4242.125;
    const hiddenInput = { dtype: "float32" as const, shape: [1], values: [input] };
    const [tiny] = tinyLessons;
    const [double] = tiny.exercises;
    const hidden = {
      name: `${secret} name`, points: 3, hidden: true,
      run: async (handle: Handle) => {
        const result = await handle.call(hiddenInput);
        return isPlainTensor(result) && result.values[0] === 2 * input ? null : `${secret}: ${input} was not doubled`;
      },
    };
    const lessons: LessonExercises[] = [{ ...tiny, exercises: [{ ...double, checks: [hidden, ...double.checks] }] }];
    const code = `${importTf}const seen: number[][] = [];
export function double(x: tf.Tensor) {
  seen.push([...x.dataSync()]);
  throw new Error("saw " + JSON.stringify(seen));
}`;
    const verdict = await gradeTiny(submit({ "00-tiny.ts": code }), { course: tinyCourse(lessons) });
    const checks = verdict.lessons[0].exercises[0].checks;
    expect(checks.map((check) => check.hidden)).toEqual([false, false, false, false, false, true]);
    expect(checks.at(-1)?.reason?.message).toContain("4242.125"); // the teacher sees what happened
    for (const { write } of learners) {
      const text = write([verdict], { roster: [], overrides: [] });
      expect(text).not.toContain("4242");
      expect(text).not.toContain(secret);
    }
  });

  test("come after the public ones, whose messages may hold what the learner's process has seen", () => {
    const check = (name: string, hidden: boolean) => ({ name, points: 1, hidden, run: async () => null });
    const order = publicFirst([check("a", true), check("b", false), check("c", true), check("d", false)]);
    expect(order.map(({ name }) => name)).toEqual(["b", "d", "a", "c"]);
  });
});
