import { Random } from "byhand";
import { learnerMessage } from "../exercises/runner";
import { type Check, type Exercise, LearnerError, type LearnerErrorKind } from "../exercises/types";
import { ProcessDied } from "./death";
import { type LearnerFile, LearnerSession, type Sandbox } from "./learnerSession";
import { remoteHandle } from "./remoteHandle";

/**
 * Why points were lost. `wrong`: the check says so; `missing`, `refused`, `syntax`, `policy`: the file was not run;
 * `check`: the check itself could not cope, which is the course's fault; the others as in LearnerError.
 */
export type ReasonKind = "wrong" | "missing" | "refused" | "syntax" | "policy" | "check" | LearnerErrorKind;

export interface Reason {
  kind: ReasonKind;
  /** One sentence in the learner's terms. */
  message: string;
}

export interface CheckVerdict {
  name: string;
  points: number;
  earned: number;
  reason: Reason | null;
}

/** The scored result of one exercise. */
export interface ExerciseVerdict {
  name: string;
  points: number;
  earned: number;
  /** The first reason of its checks. */
  reason: Reason | null;
  seconds: number;
  checks: CheckVerdict[];
}

/** Runs the checks of one exercise here, against the learner's function in a process of its own. */
export async function judgeExercise(
  exercise: Exercise, file: LearnerFile, { sandbox, seed }: { sandbox: Sandbox; seed: number },
): Promise<ExerciseVerdict> {
  const started = performance.now();
  const session = new LearnerSession(file, sandbox);
  const checks: CheckVerdict[] = [];
  try {
    for (const check of exercise.checks) {
      const random = new Random(seed).fork(`${exercise.name}/${check.name}`); // the same inputs as runner.ts
      const reason = await runCheck(check, session, { name: exercise.name, random });
      checks.push({ name: check.name, points: check.points, earned: reason ? 0 : check.points, reason });
    }
  } finally {
    await session.stop();
  }
  return total(exercise.name, checks, (performance.now() - started) / 1000);
}

/** The verdict on an exercise whose file was not run. */
export function lostExercise(exercise: Exercise, reason: Reason): ExerciseVerdict {
  const checks = exercise.checks.map(({ name, points }) => ({ name, points, earned: 0, reason }));
  return total(exercise.name, checks, 0);
}

async function runCheck(
  check: Check, session: LearnerSession, { name, random }: { name: string; random: Random },
): Promise<Reason | null> {
  try {
    const message = await check.run(remoteHandle(session, name), { random });
    return message === null ? null : { kind: "wrong", message: oneLine(message) };
  } catch (error) {
    if (error instanceof LearnerError) return { kind: error.kind, message: oneLine(learnerMessage(error)) };
    if (error instanceof ProcessDied) throw error; // no process could be started: nobody's answer was wrong
    const message = `the check could not judge this result (${(error as Error).message}): please tell your teacher`;
    return { kind: "check", message: oneLine(message) };
  }
}

function total(name: string, checks: CheckVerdict[], seconds: number): ExerciseVerdict {
  const sum = (key: "points" | "earned"): number => checks.reduce((all, check) => all + check[key], 0);
  const reason = checks.find((check) => check.reason)?.reason ?? null;
  const rounded = Math.round(seconds * 100) / 100;
  return { name, points: sum("points"), earned: sum("earned"), reason, seconds: rounded, checks };
}

/** Text that a learner's code may have had a hand in, fit for a terminal: no control characters, one line, bounded. */
export function oneLine(text: string): string {
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
  return plain.length > 600 ? `${plain.slice(0, 599)}…` : plain;
}
