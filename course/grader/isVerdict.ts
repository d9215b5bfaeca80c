import type { SubmissionVerdict } from "./submissionVerdict";

/** Whether JSON of an earlier run has all that a gradebook takes from a verdict. */
export function isVerdict(value: unknown): value is SubmissionVerdict {
  if (!isObject(value) || value.version !== 1) return false;
  const { submission, problem, course, lessons } = value;
  return typeof submission === "string" && (problem === null || typeof problem === "string") && hasPoints(value)
    && isObject(course) && typeof course.title === "string" && typeof course.version === "string"
    && Array.isArray(lessons) && lessons.every((lesson: unknown) => isObject(lesson)
      && typeof lesson.lesson === "string" && Array.isArray(lesson.exercises)
      && lesson.exercises.every((exercise: unknown) =>
        isObject(exercise) && typeof exercise.name === "string" && hasPoints(exercise)));
}

function hasPoints({ points, earned }: Record<string, unknown>): boolean {
  const areNumbers = typeof points === "number" && typeof earned === "number";
  return areNumbers && earned >= 0 && earned <= points && points < Infinity;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
