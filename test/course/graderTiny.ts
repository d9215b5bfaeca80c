import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPlainTensor, plain } from "../../course/exercises/plain";
import type { Check, Exercise, Handle, LessonExercises, PlainTensor, PlainValue } from "../../course/exercises/types";
import { type GradeOptions, gradeSubmission } from "../../course/grader/grade";
import { defaultLimits, type Limits } from "../../course/grader/limits";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import type { ExerciseVerdict } from "../../course/grader/verdict";

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

/** Marks the processes of this test file, so that what they leave behind can be told from others' processes. */
const mark = `--max-old-space-size=${randomInt(64, 96)}`;
export const tinyLimits: Limits = {
  ...defaultLimits,
  requestTime: 2_000,
  exerciseTime: 5_000,
  memory: 300 * 2 ** 20,
  heap: Number(mark.split("=")[1]) * 2 ** 20,
};

const cache = mkdtempSync(join(tmpdir(), "grader-cache-"));

/** A folder with these files. */
export function submit(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "submission-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export function gradeTiny(folder: string, options: Partial<GradeOptions> = {}): Promise<SubmissionVerdict> {
  return gradeSubmission(folder, { lessons: tinyLessons, byhand: "test", cache, limits: tinyLimits, ...options });
}

/** Grades a 00-tiny.ts beside a right 01-other.ts. */
export function gradeFile(text: string, options: Partial<GradeOptions> = {}): Promise<SubmissionVerdict> {
  return gradeTiny(submit({ "00-tiny.ts": text, "01-other.ts": goodUpper }), options);
}

export function exerciseOf(verdict: SubmissionVerdict, name: string): ExerciseVerdict {
  const found = verdict.lessons.flatMap(({ exercises }) => exercises).find((exercise) => exercise.name === name);
  if (!found) throw new Error(`no verdict on ${name}`);
  return found;
}

export function earned(verdict: SubmissionVerdict): Record<string, number> {
  const exercises = verdict.lessons.flatMap((lesson) => lesson.exercises);
  return Object.fromEntries(exercises.map((exercise) => [exercise.name, exercise.earned]));
}

/** Command lines of the processes that graded submissions left behind, on systems with /proc. */
export function leftovers(also = mark): string[] {
  const commands: string[] = [];
  if (!existsSync("/proc")) return commands;
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ");
      if (command.includes(mark) || command.includes(also)) commands.push(command);
    } catch {
      // ended meanwhile
    }
  }
  return commands;
}
