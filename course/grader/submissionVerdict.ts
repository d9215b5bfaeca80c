import type { CourseVersion } from "../edition/course";
import type { LessonExercises } from "../exercises/types";
import type { Isolation, Tier } from "./isolation";
import { type ExerciseVerdict, lostExercise, type Reason } from "./verdict";

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
  /** Why nothing in it could be graded; else null. */
  problem: string | null;
  /** What was unusual about what was handed in. */
  notes: string[];
  /** Type errors, which cost no points by themselves; null where types were not checked. */
  types: string[] | null;
  lessons: LessonVerdict[];
  /** How far the learner's code was cut off. */
  tier: Tier;
  /** Whether the kernel's limits held as well. */
  systemLimits: boolean;
  /** As whom it ran: see isolation.ts. */
  user: Isolation["user"];
  /** What ran the container, where it was one. */
  container?: Isolation["container"];
  /** The stricter ways that do not work on this machine, and why. */
  unavailable: string[];
  /** Where the checks' random inputs come from; unknown to the learner. */
  seed: number;
  /** Version of Node, and of the course's library. */
  node: string;
  byhand: string;
  course: CourseVersion;
  /** In seconds. */
  duration: number;
}

/** The verdict on a lesson of which nothing was run. */
export function lostLesson({ lesson, exercises }: LessonExercises, reason: Reason): LessonVerdict {
  return lessonVerdict(lesson, exercises.map((exercise) => lostExercise(exercise, reason)));
}

export function lessonVerdict(lesson: string, exercises: ExerciseVerdict[]): LessonVerdict {
  return { lesson, file: `${lesson}.ts`, ...totals(exercises), exercises };
}

/** The verdict with each reason as `place` words it. */
export function placed(verdict: LessonVerdict, place: (message: string) => string): LessonVerdict {
  const reasonPlaced = <Part extends { reason: Reason | null }>(part: Part): Part =>
    ({ ...part, reason: part.reason && { ...part.reason, message: place(part.reason.message) } });
  const exercises = verdict.exercises.map((exercise) =>
    reasonPlaced({ ...exercise, checks: exercise.checks.map(reasonPlaced) }));
  return { ...verdict, exercises };
}

export function totals(parts: { points: number; earned: number }[]): { points: number; earned: number } {
  const sum = (key: "points" | "earned"): number => parts.reduce((all, part) => all + part[key], 0);
  return { points: sum("points"), earned: sum("earned") };
}
