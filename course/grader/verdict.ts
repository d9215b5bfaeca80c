import { Random } from "byhand";
import { learnerMessage } from "../exercises/runner";
import { type Check, type Exercise, LearnerError, type LearnerErrorKind } from "../exercises/types";
import { ProcessDied } from "./death";
import { publicFirst } from "./publicFirst";
import { type LearnerFile, LearnerSession, type Sandbox } from "./learnerSession";
import { oneLine } from "./oneLine";
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
  /** Not for learners' eyes: see learnersView.ts. */
  hidden: boolean;
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
  /** For the public checks. */
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
  let seconds = 0;
  try {
    for (const check of publicFirst(exercise.checks)) {
      const random = new Random(seed).fork(`${exercise.name}/${check.name}`); // the same inputs as runner.ts
      const reason = await runCheck(check, session, { name: exercise.name, random });
      checks.push(checkVerdict(check, reason));
      // The time of hidden checks is not told: the learner's code could wait in it for as long as an input is large.
      if (!check.hidden) seconds = (performance.now() - started) / 1000;
    }
  } finally {
    await session.stop();
  }
  return total(exercise.name, checks, seconds);
}

/** The verdict on an exercise whose file was not run. */
export function lostExercise(exercise: Exercise, reason: Reason): ExerciseVerdict {
  return total(exercise.name, publicFirst(exercise.checks).map((check) => checkVerdict(check, reason)), 0);
}

function checkVerdict(check: Check, reason: Reason | null): CheckVerdict {
  const { name, points } = check;
  return { name, hidden: check.hidden ?? false, points, earned: reason ? 0 : points, reason };
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
