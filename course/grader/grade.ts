import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import type { LessonExercises } from "../exercises/types";
import type { Tier } from "./isolation";
import type { Sandbox } from "./learnerSession";
import type { Limits } from "./limits";
import { prepareFile } from "./prepareFile";
import { prepareSandbox } from "./sandbox";
import { openSubmission } from "./submission";
import { type ExerciseVerdict, judgeExercise, lostExercise } from "./verdict";

/** The exercises of one file and what they earned. */
export interface LessonVerdict {
  lesson: string;
  file: string;
  points: number;
  earned: number;
  exercises: ExerciseVerdict[];
}

/** The scored result of a submission, as it is written to JSON. */
export interface SubmissionVerdict {
  /** Of this format. */
  version: 1;
  submission: string;
  points: number;
  earned: number;
  lessons: LessonVerdict[];
  /** How far the learner's code was cut off. */
  tier: Tier;
  /** Where the checks' random inputs come from; unknown to the learner. */
  seed: number;
  /** Version of Node, and of the course's library. */
  node: string;
  byhand: string;
  /** In seconds. */
  duration: number;
}

export interface GradeOptions {
  /** What to grade. */
  lessons: LessonExercises[];
  /** Version of the library, for the record. */
  byhand: string;
  /** Where the program of the learner's process is kept between runs. */
  cache: string;
  /** The strictest that works here, where it is not given. */
  tier?: Tier;
  limits?: Limits;
  /** Drawn anew for each submission, where it is not given. */
  seed?: number;
}

/**
 * Grades a folder of submitted files, each exercise in a process of its own.
 * @throws SubmissionError where the folder cannot be graded at all.
 */
export async function gradeSubmission(folder: string, options: GradeOptions): Promise<SubmissionVerdict> {
  const started = performance.now();
  const { lessons, byhand, cache, tier, limits, seed = randomInt(2 ** 32) } = options;
  const submission = await openSubmission(folder, lessons.map(({ lesson }) => `${lesson}.ts`));
  const sandbox = await prepareSandbox(cache, { tier, limits });
  const verdicts = await inParallel(lessons, (lesson) => gradeLesson(submission, lesson, { sandbox, seed }));
  return {
    version: 1,
    submission,
    ...totals(verdicts),
    lessons: verdicts,
    tier: sandbox.isolation.tier,
    seed,
    node: process.version,
    byhand,
    duration: Math.round(performance.now() - started) / 1000,
  };
}

async function gradeLesson(
  folder: string, { lesson, policy, exercises }: LessonExercises, settings: { sandbox: Sandbox; seed: number },
): Promise<LessonVerdict> {
  const file = `${lesson}.ts`;
  const prepared = prepareFile(folder, file, policy);
  const verdicts: ExerciseVerdict[] = [];
  for (const exercise of exercises) {
    const verdict = "kind" in prepared
      ? lostExercise(exercise, prepared)
      : await judgeExercise(exercise, prepared, settings);
    verdicts.push(verdict);
  }
  return { lesson, file, ...totals(verdicts), exercises: verdicts };
}

function totals(parts: { points: number; earned: number }[]): { points: number; earned: number } {
  const sum = (key: "points" | "earned"): number => parts.reduce((all, part) => all + part[key], 0);
  return { points: sum("points"), earned: sum("earned") };
}

/** Results in the order of the items, as many at a time as there are processors. */
async function inParallel<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  async function worker(): Promise<void> {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index]);
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}
