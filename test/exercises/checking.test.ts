import * as tf from "@tensorflow/tfjs-core";
import { Random, useEngine } from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { gradientCheck, valueCheck } from "../../course/exercises/checking";
import { difference } from "../../course/exercises/compare";
import { inProcessHandle } from "../../course/exercises/handle";
import { plain } from "../../course/exercises/plain";
import { runExercise } from "../../course/exercises/runner";
import type { Check } from "../../course/exercises/types";

beforeAll(() => useEngine("cpu"));

const judge = (check: Check, answer: unknown): Promise<string | null> =>
  check.run(inProcessHandle("answer", answer), { random: new Random(1) });

describe("a check", () => {
  const twice = valueCheck("doubles", {
    points: 1, inputs: [plain([[1, 2, 3]])], expected: (x: tf.Tensor) => tf.mul(x, 2),
    mistakes: [
      { answer: () => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3])), say: "a misconception that fails on this shape" },
      { answer: (x: tf.Tensor) => tf.mul(x, 2), say: "a misconception that is right on these inputs" },
      { answer: (x: tf.Tensor) => tf.square(x), say: "squared" },
    ],
    symptom: () => "some symptom",
  });

  it("names the misconception whose result it is, and what differs", async () => {
    expect(await judge(twice, (x: tf.Tensor) => tf.square(x))).toBe("squared (the result at [0, 0] is 1: expected 2)");
  });

  it("goes on to the symptom where no misconception fits", async () => {
    expect(await judge(twice, (x: tf.Tensor) => tf.mul(x, 7))).toBe("some symptom (the result at [0, 0] is 7: expected 2)");
  });

  it("recognises a misconception by its gradient too", async () => {
    const check = gradientCheck("doubles", {
      points: 1, of: ["x"], inputs: [plain([1, 2])], expected: (x: tf.Tensor) => tf.mul(x, 2),
      mistakes: [{ answer: (x: tf.Tensor) => tf.mul(x, 3), say: "tripled" }],
    });
    expect(await judge(check, (x: tf.Tensor) => tf.add(tf.mul(x, 3), 1))).toContain("tripled");
    expect(await judge(check, (x: tf.Tensor) => tf.add(x, x))).toBeNull();
  });

  it("names the argument whose gradient is wrong, also where it lies in an object", async () => {
    const check = gradientCheck("product", {
      points: 1, of: ["first", "second"], inputs: [plain([1, 2]), plain([0], "int32"), { second: plain([3, 4]) }],
      expected: (x: tf.Tensor, _: tf.Tensor, { second }: { second: tf.Tensor }) => tf.mul(x, second),
    });
    const answer = (x: tf.Tensor, _: tf.Tensor, { second }: { second: tf.Tensor }) =>
      tf.add(tf.mul(x, second), tf.square(second));
    expect(await judge(check, answer)).toMatch(/ \(gradient of second at \[0\] is .*: expected /);
  });

  it("explains an error that a misconception meets too, and no other", async () => {
    const check = valueCheck("shapes", {
      points: 1, inputs: [plain([[1, 2, 3]])], expected: (x: tf.Tensor) => tf.matMul(x, x, false, true),
      mistakes: [
        { answer: (x: tf.Tensor) => tf.matMul(x, x), say: "transpose the second" },
        { answer: () => tf.zeros([1]), say: "not over that axis", error: /non-last dimension/ },
      ],
    });
    await expect(judge(check, (x: tf.Tensor) => tf.matMul(tf.neg(x), x))).rejects.toMatchObject({
      kind: "threw", message: expect.stringMatching(/^transpose the second\. What happened: .*inner shapes \(3\) and \(1\) .* must match/),
    });
    await expect(judge(check, (x: tf.Tensor) => tf.softmax(x, 0))).rejects.toMatchObject({
      kind: "threw", message: expect.stringMatching(/^not over that axis\. What happened: .*dim was 0/),
    });
    await expect(judge(check, () => {
      throw new Error("something else");
    })).rejects.toMatchObject({ kind: "threw", message: "something else" });
  });

  it("explains a result that can't be handed over, too", async () => {
    const half = () => [{ right: undefined }];
    const check = valueCheck("pairs", { points: 1, inputs: [], expected: [1], mistakes: [{ answer: half, say: "past the end" }] });
    await expect(judge(check, half)).rejects.toMatchObject({
      kind: "protocol", message: "past the end. What happened: a field of the result is undefined",
    });
  });

  it("on a gradient says first that the result itself is wrong, where nothing else explains it", async () => {
    const check = gradientCheck("gradient", { points: 1, of: ["x"], inputs: [plain([[1, 2]])], expected: (x: tf.Tensor) => tf.sum(x) });
    const wrongBefore = "the result itself is not right yet, so its gradient can't be: the result has shape [2]: expected []";
    expect(await judge(check, (x: tf.Tensor) => tf.mul(tf.reshape(x, [2]), 2))).toMatch(wrongBefore);
    expect(await judge(check, (x: tf.Tensor) => tf.sum(x))).toBeNull();
    const cut = tf.customGrad((x) => ({ value: tf.sum(x as tf.Tensor), gradFunc: () => tf.zeros([1, 2]) }));
    expect(await judge(check, cut)).toMatch(/^gradient of x at \[0, 0\] is 0/);
  });

  it("whose reference is broken does not blame the learner", async () => {
    const broken = valueCheck("broken", {
      points: 1, inputs: [plain([1])], expected: () => {
        throw new Error("oops");
      },
    });
    const exercise = { name: "answer", lesson: "00", hints: ["", "", ""] as [string, string, string], checks: [broken], hiddenPoints: 0, wrong: {} };
    const { checks } = await runExercise(exercise, inProcessHandle("answer", (x: tf.Tensor) => x));
    expect(checks[0].message).toBe('the check "broken" is itself broken: oops');
  });
});

describe("a difference", () => {
  it.each([
    [plain([1, 2]), plain([1, 2.00001]), null],
    [plain([1, 2]), plain([1, 3]), "the result at [1] is 2: expected 3"],
    [plain([[1, 2]]), plain([1, 2]), "the result has shape [1, 2]: expected [2]"],
    [plain([1], "int32"), plain([1], "bool"), "the result has dtype int32: expected bool"],
    [plain([1, 0], "bool"), plain([1, 1], "bool"), "the result at [1] is false: expected true"],
    [plain([NaN]), plain([0]), "the result at [0] is NaN (not a number: something was 0/0, ∞/∞ or ∞ − ∞): expected 0"],
    [plain([-Infinity]), plain([-Infinity]), null],
    [[3], [-Infinity], "the result[0] is 3: expected −Infinity"],
    [Infinity, -Infinity, "the result is Infinity: expected −Infinity"],
    [[1, 2], plain([1, 2]), "the result is an array of 2: a tensor of shape [2] is expected"],
    [{ a: 1 }, { a: 1, b: 2 }, "the result has no field `b`"],
    [{ a: [1, 5] }, { a: [1, 2] }, "`a`[1] is 5: expected 2"],
    [3, { a: 1 }, "the result is 3: expected an object { a }"],
    ["a", "b", 'the result is "a": expected "b"'],
  ])("between %j and %j is told as %j", (actual, expected, message) => {
    expect(difference(actual, expected)).toBe(message);
  });
});
