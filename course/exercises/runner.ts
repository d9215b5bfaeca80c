import { Random } from "byhand";
import { type CheckResult, type Exercise, type Handle, LearnerError, type Verdict } from "./types";

/**
 * Runs all checks of an exercise on the learner's function.
 *
 * It never throws: what goes wrong is the message of the check in which it did. The same seed gives the same inputs.
 */
export async function runExercise(
  exercise: Exercise,
  handle: Handle,
  { seed = 1 }: { seed?: number } = {},
): Promise<Verdict> {
  const checks: CheckResult[] = [];
  let notWritten = false;
  for (const check of exercise.checks) {
    let message: string | null;
    try {
      // each check has its own stream, so that one check's inputs do not depend on the others
      const random = new Random(seed).fork(`${exercise.name}/${check.name}`);
      message = await check.run(handle, { random });
    } catch (error) {
      notWritten ||= error instanceof LearnerError && error.kind === "notWritten";
      message = learnerMessage(error);
    }
    checks.push({ name: check.name, points: check.points, passed: message === null, message });
  }
  const passed = checks.every((check) => check.passed);
  return verdict(exercise, passed ? "passed" : notWritten ? "notWritten" : "failed", checks);
}

/** The verdict on code that was not run, with the reason. */
export function unrunVerdict(exercise: Exercise, error: unknown, status: "refused" | "failed" = "failed"): Verdict {
  const message = learnerMessage(error);
  const checks = exercise.checks.map(({ name, points }) => ({ name, points, passed: false, message }));
  return verdict(exercise, status, checks);
}

function verdict(exercise: Exercise, status: Verdict["status"], checks: CheckResult[]): Verdict {
  const sum = (results: CheckResult[]): number => results.reduce((total, { points }) => total + points, 0);
  const { name, lesson } = exercise;
  const earned = sum(checks.filter(({ passed }) => passed));
  return { exercise: name, lesson, status, points: sum(checks), earned, checks };
}

/** What went wrong in a check, for the learner. */
export function learnerMessage(error: unknown): string {
  if (!(error instanceof LearnerError)) return error instanceof Error ? error.message : String(error);
  const where = error.where ? ` at ${error.where}` : "";
  switch (error.kind) {
    case "threw": return `your code stopped${where}: ${error.message}`;
    case "notWritten": return `${error.message}${where && ` (${error.where})`}`;
    default: return error.message;
  }
}
