import { parse } from "csv-parse/sync";
import type { LessonExercises } from "../../exercises/types";

/** A learner of the course. */
export interface Learner {
  id: string;
  name: string;
}

/** A teacher's own decision on the points of one exercise. */
export interface Override {
  learner: string;
  /** `05-attention/causalMask`. */
  exercise: string;
  points: number;
  reason: string;
  by: string;
  date: string;
}

/** What the gradebook needs beside the verdicts. */
export interface GradebookInputs {
  roster: Learner[];
  /** In the order of their making: for the same exercise of the same learner the last one counts. */
  overrides: Override[];
}

/** The teacher's file is not as it should be; `message` names the line. */
export class GradebookError extends Error {
  override readonly name = "GradebookError";
}

/**
 * Reads a list of learners: CSV with a column `id`, `username` or `email`, and `name`, or `first_name` and `last_name`.
 * @throws GradebookError
 */
export function readRoster(text: string, file: string): Learner[] {
  const seen = new Set<string>();
  return records(text, file).map(({ line, record }) => {
    const id = record.id || record.username || record.email || "";
    const wrong = (why: string): GradebookError => new GradebookError(`${file}, line ${line}: ${why}`);
    if (id === "") throw wrong("there is no id: the columns are id (or username, or email) and name");
    if (seen.has(id.toLowerCase())) throw wrong(`${id} is there twice`);
    seen.add(id.toLowerCase());
    return { id, name: record.name || [record.first_name, record.last_name].filter(Boolean).join(" ") };
  });
}

/**
 * Reads a teacher's decisions: CSV with the columns `learner`, `exercise`, `points`, `reason`, `by` and `date`. A new
 * decision is a new line, so that the file is its own history.
 * A learner is an id of the roster or the name of a submission; who has none yet may stand there as well.
 * @throws GradebookError
 */
export function readOverrides(
  text: string, file: string, { lessons }: { lessons: LessonExercises[] },
): Override[] {
  const worth = new Map(lessons.flatMap(({ lesson, exercises }) => exercises.map(({ name, checks }) =>
    [`${lesson}/${name}`, checks.reduce((sum, { points }) => sum + points, 0)] as const)));
  return records(text, file).map(({ line, record }) => {
    const wrong = (why: string): GradebookError => new GradebookError(`${file}, line ${line}: ${why}`);
    const { learner = "", exercise = "", points = "", reason = "", by = "", date = "" } = record;
    if (learner === "") throw wrong("there is no learner");
    const full = [...worth.keys()].find((key) => key === exercise || key.endsWith(`/${exercise}`));
    const most = full === undefined ? undefined : worth.get(full);
    if (full === undefined || most === undefined) throw wrong(`there is no exercise "${exercise}"`);
    const value = points.trim() === "" ? NaN : Number(points);
    if (!(value >= 0 && value <= most)) throw wrong(`the points are "${points}": expected a number from 0 to ${most}`);
    if (reason.trim() === "") throw wrong("there is no reason");
    return { learner, exercise: full, points: value, reason, by, date };
  });
}

function records(text: string, file: string): { line: number; record: Partial<Record<string, string>> }[] {
  let columns: string[] = [];
  const headed = (names: string[]): string[] => (columns = names);
  const short = { relax_column_count_less: true }; // said below, in words that help
  try {
    const found = parse(text, { ...short, columns: headed, bom: true, trim: true, skip_empty_lines: true, info: true });
    return (found as unknown as { info: { lines: number }; record: Record<string, string> }[])
      .map(({ info, record }) => {
        const missing = columns.filter((name) => !Object.hasOwn(record, name));
        if (missing.length === 0) return { line: info.lines, record };
        throw new GradebookError(`${file}, line ${info.lines}: ${missing.join(", ")} missing: `
          + `a line has ${columns.length} fields, those that are empty too, with commas between`);
      });
  } catch (error) {
    if (error instanceof GradebookError) throw error;
    throw new GradebookError(`${file} cannot be read as CSV: ${(error as Error).message}`);
  }
}
