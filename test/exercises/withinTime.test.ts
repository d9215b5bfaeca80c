import * as tf from "@tensorflow/tfjs-core";
import { useEngine } from "byhand";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Guard, inProcessHandle } from "../../course/exercises/handle";
import { judgeFile } from "../../course/exercises/judge";
import { findExercise } from "../../course/exercises/lessons";
import { plain } from "../../course/exercises/plain";
import { LearnerError } from "../../course/exercises/types";
import { withinTime } from "../../course/exercises/withinTime";

beforeAll(() => useEngine("cpu"));

const soon: Guard = (run) => withinTime(run, { longest: 100 });
const forever = (x?: tf.Tensor): never => {
  for (;;) if (x) tf.add(x, 1).dispose();
};

describe("code that takes too long", () => {
  it("is ended, and said to be a loop, which no catch or finally of its own can prevent", () => {
    const stubborn = (): void => {
      for (;;) try { forever(); } catch { /* and again */ }
    };
    expect(() => soon(stubborn)).toThrow(new LearnerError("timeout", "no answer within 0.1 s: does a loop never end?"));
  });

  it("leaves TensorFlow.js as it was: no open scope, no tape, no tensor, and reading works again", async () => {
    const before = tf.memory().numTensors;
    const nested = (x: tf.Tensor): tf.Tensor => tf.tidy(() => tf.grad((y: tf.Tensor) => forever(tf.mul(y, y)))(tf.neg(x)));
    for (const ask of ["call", "gradient"] as const) {
      const handle = inProcessHandle("nested", nested, { guard: soon });
      await expect(handle[ask](plain([1, 2]))).rejects.toMatchObject({ kind: "timeout" });
    }
    const { activeTape, gradientDepth, kernelDepth, scopeStack } = tf.engine().state;
    expect({ tape: activeTape?.length ?? 0, gradientDepth, kernelDepth, scopes: scopeStack.length })
      .toEqual({ tape: 0, gradientDepth: 0, kernelDepth: 0, scopes: 0 });
    // code may be ended between counting a tensor and noting whose it is; there were thousands
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 2);
    const after = tf.memory().numTensors;
    const [slope] = await inProcessHandle("square", (x: tf.Tensor) => tf.square(x)).gradient(plain([3]));
    expect(Math.abs(slope.values[0])).toBeGreaterThan(0);
    expect(tf.tidy(() => tf.add(1, 2).dataSync()[0])).toBe(3);
    expect(tf.memory().numTensors).toBe(after);
  });

  it("is not asked again by the same handle", async () => {
    let calls = 0;
    const handle = inProcessHandle("loop", () => {
      calls++;
      return forever();
    }, { guard: soon });
    for (let i = 0; i < 3; i++) await expect(handle.call()).rejects.toMatchObject({ kind: "timeout" });
    expect(calls).toBe(1);
  });
});

describe("code that ends by itself", () => {
  it("gives its own result or error", () => {
    const error = new RangeError("mine");
    expect(withinTime(() => [1])).toEqual([1]);
    expect(() => withinTime(() => { throw error; })).toThrow(error);
  });
});

describe("a learner's file that never finishes loading", () => {
  const folder = mkdtempSync(join(tmpdir(), "byhand-forever-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is judged all the same", async () => {
    writeFileSync(join(folder, "00-welcome.ts"), "for (;;);\nexport const softmax = 1;\n");
    const { exercise, lesson } = findExercise("softmax");
    const { verdict, fileProblem } = await judgeFile(exercise, lesson, { folder, guard: soon });
    expect(verdict.status).toBe("failed");
    expect(fileProblem).toBe("no answer within 0.1 s: does a loop never end?");
  });
});
