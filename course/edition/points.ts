import { createHash } from "node:crypto";
import type { Check, LessonExercises } from "../exercises/types";

/**
 * Lessons whose exercises have the points that a course gives them.
 * @param points For an exercise, the sum of its checks' points, hidden ones included.
 * @throws RangeError where an exercise is not there, or has more checks than points.
 */
export function withPoints(lessons: LessonExercises[], points: Record<string, number>): LessonExercises[] {
  const names = lessons.flatMap(({ exercises }) => exercises.map(({ name }) => name));
  const unknown = Object.keys(points).find((name) => !names.includes(name));
  if (unknown) throw new RangeError(`points are given for "${unknown}", but the exercises are ${names.join(", ")}`);
  return lessons.map((lesson) => {
    const given = lesson.exercises.filter(({ name }) => Object.hasOwn(points, name));
    if (given.length === 0) return lesson;
    const exercises = lesson.exercises.map((exercise) => {
      if (!given.includes(exercise)) return exercise;
      const checks = scaled(exercise.name, exercise.checks, points[exercise.name]);
      const hiddenPoints = checks.reduce((sum, check) => sum + (check.hidden ? check.points : 0), 0);
      return { ...exercise, checks, hiddenPoints };
    });
    const changed = JSON.stringify(given.map(({ name }) => [name, points[name]]));
    const version = createHash("sha256").update(lesson.version).update(changed).digest("hex").slice(0, 12);
    return { ...lesson, version, exercises };
  });
}

/** Each check has one point; each further one goes to the check that is farthest below its share. */
function scaled(name: string, checks: Check[], sum: number): Check[] {
  if (sum < checks.length) {
    throw new RangeError(`${name} is given ${sum} points but has ${checks.length} checks: give at least one for each`);
  }
  const before = checks.reduce((total, { points }) => total + points, 0);
  const lacks = checks.map(({ points }) => sum * points / before - 1);
  const points = checks.map(() => 1);
  for (let given = checks.length; given < sum; given++) {
    const next = lacks.indexOf(Math.max(...lacks));
    lacks[next]--;
    points[next]++;
  }
  return checks.map((check, i) => ({ ...check, points: points[i] }));
}
