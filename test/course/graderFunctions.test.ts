import { releaseEngine, useEngine } from "byhand";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { gradientCheck, valueCheck } from "../../course/exercises/checking";
import { plain } from "../../course/exercises/plain";
import { plainFunction } from "../../course/exercises/plainFunction";
import type { LessonExercises } from "../../course/exercises/types";
import { exerciseOf, gradeTiny, importTf, leftovers, submit, tinyCourse } from "./graderTiny";

beforeAll(() => useEngine("cpu")); // for the checks' own values
afterAll(releaseEngine);
afterEach(async () => expect(await leftovers()).toEqual([]));

const inputs = [plain([[1, 2]]), { layer: plainFunction("tanh", plain([[1, -1], [0.5, 1]])) }];
const right = (x: never, { layer }: { layer: (x: never) => never }) => layer(layer(x));

/** `twice(x, { layer })` is `layer(layer(x))`: 1 point for its value, 2 for its gradients. */
const lessons: LessonExercises[] = [{
  lesson: "00-tiny", home: "", needs: [], version: "1",
  policy: { imports: ["@tensorflow/tfjs-core"], forbidden: {} },
  exercises: [{
    name: "twice", lesson: "00-tiny", hints: ["", "", ""], hiddenPoints: 0, wrong: {},
    checks: [
      valueCheck("value", { points: 1, inputs, expected: right }),
      gradientCheck("gradient", { points: 2, inputs, expected: right, of: ["x", "weight"] }),
    ],
  }],
}];

const signature = "export function twice(x: tf.Tensor, { layer }: any): any ";

describe("a learner's code in a process of its own that is handed a function", () => {
  test.each([
    ["calls it: every point", "{ return layer(layer(x)); }", 3, /^$/],
    ["hands it back", "{ return layer; }", 0, /the result holds a function/],
    [
      "hands back what describes one", "{ return { function: \"identity\", weight: tf.tensor2d([[1]]) }; }", 0,
      /is an object \{ function, weight \}: a tensor of shape \[1, 2\]/,
    ],
    [
      "hands back what describes one with code in it", "{ return { function: \"process.exit(0)\", weight: [\"x => x\"] }; }", 0,
      /is an object \{ function, weight \}/,
    ],
    [
      "makes every object look like a description",
      "{ Object.defineProperty(Object.prototype, \"function\", { value: \"tanh\" }); return layer(layer(x)); }", 3, /^$/,
    ],
    [
      "changes the function that the next check gets",
      "{ (Object.getPrototypeOf(layer) as any).call = () => 7; layer.weight = 0; return layer(x); }", 0,
      /^the result at \[0, 0\] is 0\.96403: expected 0\.87283$/,
    ],
    ["calls it on nothing", "{ return layer(); }", 0, /your code stopped at 00-tiny\.ts:2: a function .* takes one tensor/],
  ])("%s", async (_, body, points, says) => {
    const verdict = await gradeTiny(submit({ "00-tiny.ts": importTf + signature + body }), { course: tinyCourse(lessons) });
    expect(verdict).toMatchObject({ earned: points, points: 3 });
    expect(exerciseOf(verdict, "twice").reason?.message ?? "").toMatch(says);
  });
});
