import type { Exercise } from "../exercises/types";
import type { LessonUnderTest } from "./lessonUnderTest";

/** What is not sound, in plain words. */
export interface Problem {
  message: string;
  /** What this course asks of itself; a teacher's own lesson is told about it, but is sound without. */
  advice?: true;
}

/** Something that must hold for every exercise. */
export interface ExerciseRule {
  /** "fails as a stub, because it is not written yet" */
  name: string;
  /** Where somebody mends it. */
  where: "solutions" | "checks";
  problems(exercise: Exercise, lesson: LessonUnderTest): Promise<Problem[]>;
}

export const problem = (message: string): Problem => ({ message });
export const advice = (message: string): Problem => ({ message, advice: true });
