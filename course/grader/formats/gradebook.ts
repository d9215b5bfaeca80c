import type { SubmissionVerdict } from "../submissionVerdict";
import { csvText } from "./csvText";
import type { Format } from "./format";
import type { GradebookInputs, Learner, Override } from "./gradebookInputs";

/**
 * The teacher's gradebook: one row for each learner of the roster, then one for each submission of nobody on it. Where
 * a learner has several submissions, the last one counts.
 */
export const gradebook: Format = {
  name: "csv",
  file: "gradebook.csv",
  of: "run",
  write(verdicts, { roster, overrides }) {
    const columns = exerciseColumns(verdicts);
    const header = ["learner", "name", "status", "submission", "attempts", "points of attempts",
      ...columns.map(({ exercise, points }) => `${exercise} [${points}]`), "graded", "awarded", "of", "overrides", "course"];
    const counted = overrides.filter(({ exercise }) => columns.some((column) => column.exercise === exercise));
    const rows = learnersWith(verdicts, roster).map(({ learner, attempts }) => {
      const own = counted.filter((override) => isOf(override, { learner, attempts }));
      return row({ learner, attempts, columns, overrides: own });
    });
    return csvText([header, ...rows]);
  },
};

/** The decisions that a gradebook has no row or no column for. */
export function overridesWithoutPlace(
  verdicts: SubmissionVerdict[], { roster, overrides }: GradebookInputs,
): Override[] {
  const columns = new Set(exerciseColumns(verdicts).map(({ exercise }) => exercise));
  const learners = learnersWith(verdicts, roster);
  return overrides.filter((override) =>
    !columns.has(override.exercise) || !learners.some((learner) => isOf(override, learner)));
}

/** By the learner's id, or by the name of a submission. */
function isOf({ learner: named }: Override, { learner, attempts }: Pick<Row, "learner" | "attempts">): boolean {
  const names = [learner.id, ...attempts.map(({ submission }) => submission)];
  return names.some((name) => name.toLowerCase() === named.toLowerCase());
}

interface Column {
  exercise: string;
  points: number;
}

interface Row {
  learner: Learner;
  attempts: SubmissionVerdict[];
  columns: Column[];
  overrides: Override[];
}

function row({ learner, attempts, columns, overrides }: Row): (string | number)[] {
  const counted = attempts.at(-1);
  const graded = columns.map(({ exercise }) => earnedFor(counted, exercise));
  const decided = new Map(overrides.map(({ exercise, points }) => [exercise, points])); // the last one stays
  const awarded = columns.map(({ exercise }, i) => decided.get(exercise) ?? graded[i] ?? 0);
  const sum = (values: (number | null)[]): number => values.reduce<number>((all, value) => all + (value ?? 0), 0);
  return [
    learner.id, learner.name, status(counted), counted?.submission ?? "", attempts.length,
    attempts.map(({ earned }) => earned).join("; "),
    ...awarded, sum(graded), sum(awarded), columns.reduce((all, { points }) => all + points, 0),
    history(overrides, columns, graded),
    counted ? `${counted.course.title}, ${counted.course.version}` : "",
  ];
}

function status(verdict: SubmissionVerdict | undefined): string {
  if (!verdict) return "not submitted";
  return verdict.problem === null ? "graded" : `not graded: ${verdict.problem}`;
}

/** All decisions in their order: `05-attention/causalMask: 3 → 4 (typo; Ms Lee, 2026-11-20)`. */
function history(overrides: Override[], columns: Column[], graded: (number | null)[]): string {
  const before = new Map(columns.map(({ exercise }, i) => [exercise, graded[i] ?? 0]));
  return overrides.map(({ exercise, points, reason, by, date }) => {
    const from = before.get(exercise) ?? 0;
    before.set(exercise, points);
    const who = [reason, [by, date].filter(Boolean).join(", ")].filter(Boolean).join("; ");
    return `${exercise}: ${from} → ${points} (${who})`;
  }).join(" | ");
}

/** Every exercise that any submission was graded for, in the order of the lessons. */
function exerciseColumns(verdicts: SubmissionVerdict[]): Column[] {
  const lessons = new Map<string, Map<string, number>>(); // results of another version may have other exercises
  for (const { lesson, exercises } of verdicts.flatMap((verdict) => verdict.lessons)) {
    const known = lessons.get(lesson) ?? new Map<string, number>();
    lessons.set(lesson, new Map([...known, ...exercises.map(({ name, points }) => [name, points] as const)]));
  }
  return [...lessons].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([lesson, exercises]) =>
    [...exercises].map(([name, points]) => ({ exercise: `${lesson}/${name}`, points })));
}

function earnedFor(verdict: SubmissionVerdict | undefined, exercise: string): number | null {
  for (const { lesson, exercises } of verdict?.lessons ?? []) {
    const found = exercises.find(({ name }) => `${lesson}/${name}` === exercise);
    if (found) return found.earned;
  }
  return null;
}

function learnersWith(
  verdicts: SubmissionVerdict[], roster: Learner[],
): { learner: Learner; attempts: SubmissionVerdict[] }[] {
  const owner = new Map(verdicts.map((verdict) => [verdict, ownerOf(verdict.submission, roster)]));
  const listed = roster.map((learner) =>
    ({ learner, attempts: verdicts.filter((verdict) => owner.get(verdict) === learner) }));
  const others = verdicts.filter((verdict) => owner.get(verdict) === null);
  return [...listed, ...others.map((each) => ({ learner: { id: each.submission, name: "" }, attempts: [each] }))];
}

/** The learner whose id, or name, is a word of the submission's name; of several the longest id. */
export function ownerOf(submission: string, roster: Learner[]): Learner | null {
  const submitted = ` ${inWords(submission)} `;
  const matches = roster.filter(({ id, name }) =>
    submitted.includes(` ${inWords(id)} `) || (name !== "" && submitted.includes(` ${inWords(name)} `)));
  return matches.sort((a, b) => b.id.length - a.id.length)[0] ?? null;
}

function inWords(text: string): string {
  return text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
}
