/**
 * The grader in a process of its own, as `npm run grade` is one: an attack on it ends neither the tests nor their
 * runner, and that it ends by itself shows that nothing holds it. Its argument names a file with a Job.
 */
import { readFileSync } from "node:fs";
import { formats } from "../../course/grader/formats";
import { gradeSubmissions } from "../../course/grader/grade";
import type { Tier } from "../../course/grader/isolation";
import type { Limits } from "../../course/grader/limits";
import { writeRun, writeSubmission } from "../../course/grader/writeResults";
import { tinyCourse } from "../course/tinyLessons";
import { attackedLessons } from "./course";

export interface Run {
  paths: string[];
  limits: Limits;
  types: boolean;
  typeLimits?: Partial<Limits>;
  parallel: number;
}

export interface Job {
  tier: Tier;
  /** Graded one beside the other. */
  runs: Run[];
  results: string;
  cache: string;
  /** The folder for temporary files. */
  temporary: string;
}

async function grade({ tier, runs, results, cache }: Job): Promise<void> {
  const target = { folder: results, formats, inputs: { roster: [], overrides: [] } };
  const verdicts = await Promise.all(runs.map(({ paths, ...options }) => gradeSubmissions(paths, {
    ...options, tier, cache, course: tinyCourse(attackedLessons), byhand: "test", seed: 20,
    onVerdict: (verdict) => writeSubmission(verdict, target),
  })));
  await writeRun(verdicts.flat(), target);
}

void grade(JSON.parse(readFileSync(process.argv[2], "utf8")) as Job);
