import type { Course } from "../edition/course";
import type { Check, LessonExercises } from "../exercises/types";
import type { Finding } from "./verifyCourse";

const columns = ["lesson", "exercises", "checks", "hidden", "points", "wrong answers", ""];

/** A table of the lessons, and then every finding in a line of its own. */
export function verifyReport({ title, version, lessons }: Course, findings: Finding[]): string {
  const rows = lessons.map((lesson) => row(lesson, findings.filter((each) => each.lesson === lesson.lesson)));
  const failures = findings.filter(({ severity }) => severity === "failure");
  const result = failures.length === 0 ? `✓ ${title} (${version}) is sound`
    : `✗ ${title} (${version}) is not sound: ${failures.length} ${failures.length === 1 ? "failure" : "failures"}`;
  return [table([columns, ...rows]), ...findings.map(line), result].join("\n");
}

function row({ lesson, exercises }: LessonExercises, findings: Finding[]): string[] {
  const checks = exercises.flatMap((exercise) => exercise.checks);
  const points = (some: Check[]): number => some.reduce((sum, check) => sum + check.points, 0);
  const hidden = checks.filter((check) => check.hidden);
  const wrong = exercises.flatMap((exercise) => Object.keys(exercise.wrong));
  const failed = findings.some(({ severity }) => severity === "failure");
  const state = failed ? "✗" : findings.length > 0 ? "! see below" : "✓";
  return [lesson, exercises.length, checks.length, hidden.length, points(checks), wrong.length, state].map(String);
}

function table(rows: string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const aligned = (cell: string, column: number): string =>
    (column === 0 || column === rows[0].length - 1 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return rows.map((cells) => cells.map(aligned).join("  ").trimEnd()).join("\n");
}

/** "✗ test/exercises/05-attention.checks.ts, splitHeads: the wrong answer …" */
function line({ severity, file, exercise, message }: Finding): string {
  return `${severity === "failure" ? "✗" : "!"} ${file}${exercise ? `, ${exercise}` : ""}: ${message}`;
}
