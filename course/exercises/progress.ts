import type { Course } from "../edition/course";
import { exercisesFolder } from "./folder";
import { type JudgedLesson, judgedLesson } from "./judgedLesson";
import { loadLesson } from "./lessons";
import type { Verdict } from "./types";

/** How far a learner is with one exercise, in words for people. */
export type Stage = "passed" | "partly" | "not yet right" | "not written" | "refused";

export interface LessonProgress extends JudgedLesson {
  lesson: string;
  earned: number;
  points: number;
}

/** How far a learner is; `next` is the first exercise that is not passed. */
export interface Progress {
  title: string;
  version: string;
  earned: number;
  points: number;
  /** What else the grader gives, by checks that are hidden here. */
  hiddenPoints: number;
  lessons: LessonProgress[];
  next: { exercise: string; lesson: string } | null;
}

/**
 * Judges the learner's files as they are now, by the public checks.
 * @param lessons which ones, by their full names; all of the course where it is not given
 */
export async function progressIn(
  course: Course, { lessons, folder = exercisesFolder(), cache }: { lessons?: string[]; folder?: string; cache?: string } = {},
): Promise<Progress> {
  const judged: LessonProgress[] = [];
  let hiddenPoints = 0;
  for (const { lesson, home } of course.lessons) {
    if (lessons && !lessons.includes(lesson)) continue;
    const loaded = loadLesson(lesson, { home });
    const outcome = await judgedLesson(loaded, { folder, cache });
    hiddenPoints += loaded.exercises.reduce((sum, exercise) => sum + exercise.hiddenPoints, 0);
    judged.push({ lesson, ...sums(outcome.verdicts), ...outcome });
  }
  const open = judged.flatMap(({ verdicts }) => verdicts).find(({ status }) => status !== "passed");
  const next = open ? { exercise: open.exercise, lesson: open.lesson } : null;
  const { title, version } = course;
  return { title, version, ...sums(judged), hiddenPoints, lessons: judged, next };
}

/** The learner's stage in an exercise. */
export function stageOf({ status, earned }: Verdict): Stage {
  if (status === "passed" || status === "refused") return status;
  if (earned > 0) return "partly";
  return status === "notWritten" ? "not written" : "not yet right";
}

function sums(parts: readonly { earned: number; points: number }[]): { earned: number; points: number } {
  const sum = (key: "earned" | "points"): number => parts.reduce((total, part) => total + part[key], 0);
  return { earned: sum("earned"), points: sum("points") };
}
