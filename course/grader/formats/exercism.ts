import { type LearnersCheck, type LearnersVerdict, learnersView } from "../learnersView";
import type { ReasonKind } from "../verdict";
import { jsonText, perSubmission } from "./format";

/** The file was not run at all, so there is nothing to say about single tests. */
const notRun: ReadonlySet<ReasonKind | null> = new Set<ReasonKind>(["missing", "refused", "syntax", "policy"]);
/** The test gave no answer, as against a wrong one. */
const noAnswer: ReadonlySet<ReasonKind | null> =
  new Set<ReasonKind>(["threw", "timeout", "crashed", "protocol", "check"]);

/**
 * Exercism's `results.json`, version 3 (exercism.org/docs/building/tooling/test-runners/interface): a test for each
 * check, a task for each exercise. What a learner's code printed is not kept, so there is no `output`.
 */
export const exercism = perSubmission("exercism", "exercism.json", (verdict) => {
  const view = learnersView(verdict);
  const problem = view.problem ?? nothingRun(view);
  if (problem !== null) return jsonText({ version: 3, status: "error", message: problem });
  const exercises = view.lessons.flatMap(({ lesson, exercises: all }) => all.map((each) => ({ lesson, ...each })));
  const tests = exercises.flatMap(({ lesson, name, checks }, index) => checks.map((check) => ({
    name: `${lesson} ${name}: ${check.name}`,
    status: statusOf(check),
    message: check.message,
    task_id: index + 1,
    test_code: `${name}: ${check.name}`,
  })));
  const status = tests.every((test) => test.status === "pass") ? "pass" : "fail";
  return jsonText({ version: 3, status, message: null, tests });
});

function statusOf({ message, kind }: LearnersCheck): "pass" | "fail" | "error" {
  if (message === null) return "pass";
  return noAnswer.has(kind) || notRun.has(kind) ? "error" : "fail";
}

/** The first reason where none of the files could be run. */
function nothingRun({ lessons }: LearnersVerdict): string | null {
  const checks = lessons.flatMap(({ exercises }) => exercises.flatMap((exercise) => exercise.checks));
  return checks.every(({ kind }) => notRun.has(kind)) ? checks[0]?.message ?? "there is nothing to grade" : null;
}
