import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import type { CheckVerdict, ExerciseVerdict, ReasonKind } from "../../course/grader/verdict";

/** Stands wherever only a teacher may look. */
export const secret = "SECRET";

/** Text that breaks out of most formats, if anything does. */
export const nasty = "=1+1 <b>&\"'</b> ]]> --> \u001b[2J\u0000 \ud800 \u{1f600} ::error::, \"q\"";

export function checkOf(name: string, kind: ReasonKind | null, message = "", { hidden = false } = {}): CheckVerdict {
  return { name, hidden, points: 2, earned: kind ? 0 : 2, reason: kind && { kind, message } };
}

export function exerciseOf(name: string, checks: CheckVerdict[]): ExerciseVerdict {
  const sum = (key: "points" | "earned"): number => checks.reduce((all, check) => all + check[key], 0);
  const reason = checks.find((check) => check.reason)?.reason ?? null;
  return { name, points: sum("points"), earned: sum("earned"), reason, seconds: 0.12, checks };
}

/** A verdict on one lesson with these exercises. */
export function verdictOf(submission: string, exercises: ExerciseVerdict[]): SubmissionVerdict {
  const sum = (key: "points" | "earned"): number => exercises.reduce((all, exercise) => all + exercise[key], 0);
  const total = { points: sum("points"), earned: sum("earned") };
  return {
    version: 1, submission, ...total, problem: null, notes: [], types: null,
    lessons: [{ lesson: "05-attention", file: "05-attention.ts", ...total, exercises }],
    tier: "process", systemLimits: true, user: "own", unavailable: [`bubblewrap: ${secret}`], seed: 123456789,
    node: "v20", byhand: "0.1.0", duration: 1.5,
    course: { title: `Four weeks ${nasty}`, version: "2026", lessons: { "05-attention": "ab01cd23ef45" } },
  };
}

/** Every kind of reason, hidden checks of each outcome, and text that is hard to quote. */
export const sample: SubmissionVerdict = {
  ...verdictOf(`jones ${nasty}`, [
    exerciseOf("causalMask", [
      checkOf("passes", null), checkOf(`nasty ${nasty}`, "wrong", nasty), checkOf("throws", "threw", "no idea"),
      checkOf("hangs", "timeout", "no answer within 2 s"), checkOf("crashes", "crashed", "ended its own process"),
      checkOf("forges", "protocol", "something else"), checkOf("is open", "notWritten", "not written yet"),
      checkOf("is broken", "check", "could not judge"),
      checkOf(`${secret} name`, null, "", { hidden: true }),
      checkOf(`${secret} name`, "wrong", `${secret} input`, { hidden: true }),
      checkOf(`${secret} name`, "threw", `${secret} input`, { hidden: true }),
    ]),
    exerciseOf("splitHeads", [
      checkOf("not run", "policy", "may not be imported"),
      checkOf(`${secret} name`, "policy", "may not be imported", { hidden: true }),
    ]),
    exerciseOf("mergeHeads", [checkOf("all is well", null)]),
  ]),
  notes: [`a note ${nasty}`],
  types: [`05-attention.ts:3: a type ${nasty}`],
};

/** A submission of which nothing could be graded. */
export const ungraded: SubmissionVerdict = {
  ...verdictOf("smith", [exerciseOf("causalMask", [checkOf("passes", "refused", "the submission was not graded: x")])]),
  problem: `its entry "${nasty}" is a link`,
};

export const perfect = verdictOf("lee", [exerciseOf("causalMask", [checkOf("passes", null), checkOf("too", null)])]);
