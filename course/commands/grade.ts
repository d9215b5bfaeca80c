import { atomicWrite, releaseEngine, useEngine } from "byhand";
import { type Command, InvalidArgumentError, Option } from "commander";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { findLesson, lessonNames, loadLesson } from "../exercises/lessons";
import { gradeSubmission, type SubmissionVerdict } from "../grader/grade";
import type { Tier } from "../grader/isolation";
import { defaultLimits } from "../grader/limits";
import { report } from "../grader/report";
import { SandboxError } from "../grader/sandbox";
import { SubmissionError } from "../grader/submission";
import { cacheFolder, root } from "../setup/paths";

interface GradeCommandOptions {
  lesson?: string[];
  json?: string;
  timeout: number;
  seed?: number;
  tier?: Tier;
}

/** Ended by a signal: 128 + its number, as shells count. */
const signals = { SIGINT: 130, SIGTERM: 143 };
/** Usage, or a submission that cannot be graded at all. */
const unusable = 2;
const tiers: Tier[] = ["bubblewrap", "process"];

export function register(program: Command): void {
  program
    .command("grade")
    .argument("<folder>", "the submitted files, named like those in exercises/")
    .option("--lesson <lesson...>", "only these lessons, such as 05", lesson)
    .option("--json <file>", "also write the result as JSON; - means standard output, and the table goes to standard error")
    .option("--timeout <seconds>", "for one call of a learner's function", seconds, defaultLimits.requestTime / 1000)
    .option("--seed <number>", "repeat a grading with the same inputs; drawn anew without it", seed)
    .addOption(new Option("--tier <tier>", "isolation; without it the strictest that works").choices(tiers))
    .description("grade a submission, each exercise in a process of its own (npm run --silent grade -- … for pipes)")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : unusable))
    .action(grade);
}

async function grade(
  folder: string, { lesson: names, json, timeout, seed: fixedSeed, tier }: GradeCommandOptions,
): Promise<void> {
  for (const [signal, code] of Object.entries(signals)) process.once(signal, () => process.exit(code));
  await useEngine("cpu"); // the checks' own values: exercises are small
  const start = process.env.INIT_CWD ?? process.cwd(); // npm runs commands in the top folder, wherever it was called
  const exerciseTime = Math.max(defaultLimits.exerciseTime, timeout * 4000);
  try {
    const verdict = await gradeSubmission(resolve(start, folder), {
      lessons: (names ?? lessonNames()).map(loadLesson),
      byhand: (JSON.parse(readFileSync(join(root, "lib", "package.json"), "utf8")) as { version: string }).version,
      cache: join(cacheFolder, "grader"),
      limits: { ...defaultLimits, requestTime: timeout * 1000, exerciseTime },
      seed: fixedSeed,
      tier,
    });
    await show(verdict, json === undefined || json === "-" ? json : resolve(start, json));
  } catch (error) {
    if (!(error instanceof SubmissionError || error instanceof SandboxError)) throw error;
    console.error(error.message);
    process.exitCode = unusable;
  } finally {
    await releaseEngine();
  }
}

async function show(verdict: SubmissionVerdict, json: string | undefined): Promise<void> {
  const text = `${JSON.stringify(verdict, null, 2)}\n`;
  const table = report(verdict, { width: process.stdout.columns });
  if (json === "-") {
    process.stdout.write(text);
    console.error(table);
    return;
  }
  console.log(table);
  if (json === undefined) return;
  await atomicWrite(json, text).catch((error: Error) => {
    throw new SubmissionError(`the result could not be written to ${json}: ${error.message}`);
  });
}

function lesson(start: string, before: string[] = []): string[] {
  try {
    return [...before, findLesson(start)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (value >= 0.1 && value <= 600) return value;
  throw new InvalidArgumentError("give seconds from 0.1 to 600.");
}

function seed(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new InvalidArgumentError("give a whole number from 0 to 4294967295.");
}
