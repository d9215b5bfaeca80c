import * as tf from "@tensorflow/tfjs-core";
import { releaseEngine, useEngine } from "byhand";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inProcessHandle } from "../../course/exercises/handle";
import { loadSubmission, readSubmission } from "../../course/exercises/loader";
import { lessonNames, loadLesson } from "../../course/exercises/lessons";
import { mapTensors } from "../../course/exercises/plain";
import { runExercise } from "../../course/exercises/runner";
import type { Check, Exercise, Handle } from "../../course/exercises/types";
import { root } from "../../course/setup/paths";

beforeAll(() => useEngine("cpu"));
afterAll(() => releaseEngine());

type Answer = (...args: unknown[]) => unknown;

/** A value with its float32 tensors made anew from their numbers: the values stay, the gradient is gone. */
const readBack = (value: unknown): unknown =>
  mapTensors(value, (tensor) => (tensor.dtype === "float32" ? tf.tensor(tensor.arraySync() as number[], tensor.shape) : tensor));

const exercises = lessonNames().flatMap((name) => {
  const lesson = loadLesson(name, { hidden: true });
  const { exports } = loadSubmission(readSubmission(join(root, "solutions", `${name}.ts`), lesson.policy), lesson.policy);
  return lesson.exercises.map((exercise) => ({ name: exercise.name, exercise, solution: exports[exercise.name] as Answer }));
});

/** The checks of an exercise that ask for gradients, found by running them. */
async function gradientChecks(exercise: Exercise, solution: Answer): Promise<Check[]> {
  const asking: Check[] = [];
  for (const check of exercise.checks) {
    const handle = inProcessHandle(exercise.name, solution);
    const spying: Handle = { call: handle.call, gradient: (...args) => (asking.push(check), handle.gradient(...args)) };
    await runExercise({ ...exercise, checks: [check] }, spying);
  }
  return [...new Set(asking)];
}

describe("code that leaves the gradient tape", () => {
  it.each(exercises)("fails the gradient checks of $name with words that say why, and no others", async (each) => {
    const { exercise, solution } = each;
    const asking = await gradientChecks(exercise, solution);
    const leaves: Record<string, Answer> = {
      "at its start": (...args) => solution(...args.map(readBack)),
      "at its end": (...args) => readBack(solution(...args)),
    };
    for (const [where, answer] of Object.entries(leaves)) {
      const { checks } = await runExercise(exercise, inProcessHandle(exercise.name, answer));
      for (const { name, passed, message } of checks) {
        const ofGradients = asking.some((check) => check.name === name);
        expect({ where, name, passed }).toEqual({ where, name, passed: !ofGradients });
        if (ofGradients) expect(message).toMatch(/reads numbers out of a tensor \(dataSync, arraySync\)/);
      }
    }
  });

  it("is told in most lessons, since most of what is written there is trained through", async () => {
    const counts = await Promise.all(exercises.map(({ exercise, solution }) => gradientChecks(exercise, solution)));
    expect(counts.filter((checks) => checks.length > 0).length).toBeGreaterThanOrEqual(10);
  });
});
