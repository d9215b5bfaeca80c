import { learnersView } from "../learnersView";
import type { SubmissionVerdict } from "../submissionVerdict";
import { type Format, jsonText } from "./format";

/** What classroom50's runner tells an autograder about the submission that it runs for. */
const required = ["CLASSROOM", "ASSIGNMENT", "USERNAME", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"] as const;

/**
 * Classroom50's `result.json` (`classroom50/result/v1`), which its gradebook collects: whole points only, and the
 * identity of the submission, which the runner hands over in the environment.
 */
export const classroom50: Format = {
  name: "classroom50",
  file: "result.json",
  of: "submission",
  obstacle(submissions) {
    if (submissions > 1) return "classroom50 knows one submission a run, and its identity: grade them one by one";
    const missing = required.filter((name) => !process.env[name]);
    return missing.length === 0 ? null : `classroom50's runner sets ${missing.join(", ")}: not set here`;
  },
  write: ([verdict]) => jsonText(result(verdict, process.env)),
};

function result(verdict: SubmissionVerdict, env: NodeJS.ProcessEnv): object {
  const tests = learnersView(verdict).lessons.flatMap(({ lesson, exercises }) =>
    exercises.flatMap(({ name, checks }) => checks.map(({ name: check, points, earned, message }) => ({
      "test-name": `${lesson} ${name}: ${check}`,
      "passed": message === null,
      "score": Math.round(earned),
      "max-score": Math.round(points),
      "message": message ?? "",
    }))));
  const sum = (key: "score" | "max-score"): number => tests.reduce((all, test) => all + test[key], 0);
  return {
    "schema": "classroom50/result/v1",
    "classroom": env.CLASSROOM,
    "assignment": env.ASSIGNMENT,
    "assignment_type": env.MODE === "group" ? "group" : "individual",
    "owner": env.USERNAME,
    "submission": env.SUBMISSION_TAG,
    "commit": env.COMMIT_URL,
    "release": env.RELEASE_URL,
    "review": env.REVIEW_URL || env.COMMIT_URL,
    "datetime": submitted(env.SUBMISSION_TAG ?? ""),
    "score": sum("score"),
    "max-score": sum("max-score"),
    tests,
    ...(env.GITHUB_ACTOR ? { submitted_by: { username: env.GITHUB_ACTOR, id: actorId(env.GITHUB_ACTOR_ID) } } : {}),
  };
}

/** The time in the submission's tag, `submit/<UTC-timestamp>-<short-sha>`; now, where none can be read there. */
function submitted(tag: string): string {
  const [, ...parts] = /(\d{4})-?(\d\d)-?(\d\d)[T-]?(\d\d)[:-]?(\d\d)[:-]?(\d\d)/.exec(tag) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number);
  const time = parts.length > 0 ? Date.UTC(year, month - 1, day, hour, minute, second) : Date.now();
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

function actorId(text: string | undefined): number | null {
  return text && /^\d+$/.test(text) ? Number(text) : null;
}
