import type { LessonVerdict, SubmissionVerdict } from "./submissionVerdict";

/** The results of a run: a table for each submission, and a line for each of several. */
export function reportAll(verdicts: SubmissionVerdict[], { width = 100 }: { width?: number } = {}): string {
  const graded = verdicts.filter(({ problem }) => problem === null);
  const note = verdicts.slice(0, 1).flatMap((verdict) => isolationNote(verdict, width));
  if (verdicts.length === 1) return [...note, ...graded.map((verdict) => report(verdict, { width }))].join("\n");
  const tables = graded.map((verdict) => `${verdict.submission}\n${report(verdict, { width })}\n`);
  const nameWidth = Math.max(...verdicts.map(({ submission }) => submission.length));
  const lines = verdicts.map(({ submission, earned, points, problem }) =>
    `${submission.padEnd(nameWidth)}  ${problem === null ? `${earned}/${points}` : "not graded"}`);
  return [...note, ...tables, ...lines].join("\n");
}

/** What a teacher must know of a run in which nothing held the learners' code but their good will. */
function isolationNote({ tier, unavailable }: SubmissionVerdict, width: number): string[] {
  if (tier !== "process" || unavailable.length === 0) return [];
  const why = `note: the isolation is \`process\`, which contains accidents, not malice: ${unavailable.join("; ")}`;
  return [...wrap(why, width), ""];
}

/** The result as a table: exercise, points, and why the first of the lost points were lost. */
export function report(verdict: SubmissionVerdict, { width = 100 }: { width?: number } = {}): string {
  const rows = verdict.lessons.flatMap(lessonRows);
  const nameWidth = Math.max(8, ...rows.map(({ name }) => name.length));
  const pointsWidth = Math.max(6, ...rows.map(({ points }) => points.length));
  const reasonWidth = Math.max(30, width - nameWidth - pointsWidth - 4);
  const line = (name: string, points: string, reason: string): string =>
    `${name.padEnd(nameWidth)}  ${points.padStart(pointsWidth)}  ${reason}`.trimEnd();
  const lines = verdict.notes.flatMap((note) => wrap(`note: ${note}`, width));
  lines.push(line("exercise", "points", "reason"));
  for (const { name, points, reason } of rows) {
    const [first = "", ...more] = wrap(reason, reasonWidth);
    lines.push(line(name, points, first), ...more.map((part) => line("", "", part)));
  }
  lines.push(line("total", `${verdict.earned}/${verdict.points}`, `${verdict.duration.toFixed(1)} s, ${verdict.tier}`));
  lines.push(...(verdict.types ?? []).flatMap((error) => wrap(`type error: ${error}`, width)));
  return lines.join("\n");
}

interface Row {
  name: string;
  points: string;
  reason: string;
}

function lessonRows({ file, earned, points, exercises }: LessonVerdict): Row[] {
  const rows = exercises.map((exercise) => ({
    name: `  ${exercise.name}`,
    points: `${exercise.earned}/${exercise.points}`,
    reason: exercise.reason?.message ?? "",
  }));
  return [{ name: file, points: `${earned}/${points}`, reason: "" }, ...rows];
}

/**
 * Breaks text at spaces into lines of at most `width` characters; a longer word has a line for itself. None but the
 * first begins with `::`, which GitHub's runner would take for a command to itself.
 */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length > 0 ? word.replace(/^::/, ": :") : word);
  }
  return lines;
}
