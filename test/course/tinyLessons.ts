import { isPlainTensor, plain } from "../../course/exercises/plain";
import type { Check, Exercise, Handle, LessonExercises, PlainTensor, PlainValue } from "../../course/exercises/types";

const policy = { imports: ["@tensorflow/tfjs-core"], forbidden: {} };
const hints: [string, string, string] = ["one", "two", "three"];

/** Points of `double`: 1 + 2 + 4 + 8 + 16, so that a sum tells which checks were passed. */
export const doubleChecks = ["small", "random", "empty", "gradient", "scalar"] as const;
const points = { small: 1, random: 2, empty: 4, gradient: 8, scalar: 16 };

const inputs: Record<string, PlainTensor> = {
  small: plain([1, 2, 3]),
  empty: plain([]),
  scalar: plain(3),
};

function compare(got: PlainValue, expected: PlainTensor): string | null {
  if (!isPlainTensor(got)) return "double should return a tensor";
  if (got.shape.join() !== expected.shape.join()) return `the shape is [${got.shape}] instead of [${expected.shape}]`;
  const at = expected.values.findIndex((value, i) => !(Math.abs(got.values[i] - value) < 1e-5));
  return at < 0 ? null : `value ${at} is ${got.values[at]} instead of ${expected.values[at]}`;
}

const twice = (x: PlainTensor): PlainTensor => ({ ...x, values: x.values.map((value) => 2 * value) });

async function gradientIsTwo(handle: Handle): Promise<string | null> {
  const [gradient] = await handle.gradient(plain([5, 6]));
  const weights = [1, 2].map((i) => Math.sin(12.9898 * i)); // gradientWeights.ts, written out
  return compare(gradient, plain(weights.map((weight) => 2 * weight)));
}

const double: Exercise = {
  name: "double", lesson: "00-tiny", hints, hiddenPoints: 0, wrong: {},
  checks: doubleChecks.map((name): Check => ({
    name,
    points: points[name],
    async run(handle, { random }) {
      if (name === "gradient") return gradientIsTwo(handle);
      const input = inputs[name] ?? plain(Array.from({ length: 4 }, () => random.normal()));
      return compare(await handle.call(input), twice(input));
    },
  })),
};

const count: Exercise = {
  name: "count", lesson: "00-tiny", hints, hiddenPoints: 0, wrong: {},
  checks: [{
    name: "counts", points: 5,
    run: async (handle) => ((await handle.call("abc")) === 3 ? null : "count should return the number of characters"),
  }],
};

const upper: Exercise = {
  name: "upper", lesson: "01-other", hints, hiddenPoints: 0, wrong: {},
  checks: [{
    name: "upper case", points: 7,
    run: async (handle) => ((await handle.call("abc")) === "ABC" ? null : "upper should return capitals"),
  }],
};

const tiny = { home: "", policy, needs: [], version: "1" };

/** Two files, three exercises, small enough to be taken in at a glance. */
export const tinyLessons: LessonExercises[] = [
  { ...tiny, lesson: "00-tiny", exercises: [double, count] },
  { ...tiny, lesson: "01-other", exercises: [upper] },
];

export const importTf = "import * as tf from \"@tensorflow/tfjs-core\";\n";
export const goodDouble = "export function double(x: tf.Tensor): tf.Tensor { return tf.mul(x, 2); }\n";
export const goodCount = "export function count(text: string): number { return text.length; }\n";
export const goodUpper = "export function upper(text: string): string { return text.toUpperCase(); }\n";

/** A course of these lessons, for the grader. */
export function tinyCourse(lessons = tinyLessons): { title: string; version: string; lessons: LessonExercises[] } {
  return { title: "Tiny", version: "1", lessons };
}
