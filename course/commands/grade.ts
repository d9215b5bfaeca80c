import { releaseEngine, useEngine } from "byhand";
import { type Command, InvalidArgumentError, Option } from "commander";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findLesson, lessonNames, loadLesson } from "../exercises/lessons";
import { formats } from "../grader/formats";
import type { Format } from "../grader/formats/format";
import { gradeSubmissions } from "../grader/grade";
import { type Tier, tiers } from "../grader/isolation";
import { defaultLimits } from "../grader/limits";
import { reportAll } from "../grader/report";
import { SandboxError } from "../grader/sandbox";
import { gradingSecret } from "../grader/secret";
import type { SubmissionVerdict } from "../grader/submissionVerdict";
import { writeResults } from "../grader/writeResults";
import { cacheFolder, root } from "../setup/paths";

interface GradeCommandOptions {
  lesson?: string[];
  out?: string;
  format?: string[];
  requireIsolation?: Tier;
  timeout: number;
  parallel?: number;
  seed?: number;
}

/** Ended by a signal: 128 + its number, as shells count. */
const signals = { SIGINT: 130, SIGTERM: 143 };
/** Nothing was graded: the command was not understood, or its isolation or its folder for results cannot be had. */
const unusable = 2;
/** All is written, but at least one submission could not be graded: it has no points, and the reason stands there. */
const incomplete = 3;

const formatNames = ["terminal", ...formats.map(({ name }) => name)];

export function register(program: Command): void {
  program
    .command("grade")
    .argument("<submissions...>", "folders, zip or tar files, exercise files (.ts) or notebooks (.ipynb)")
    .option("--lesson <lessons>", "only these lessons, such as 05 or 05,07", lessons)
    .option("--out <folder>", "where results go: a folder for each submission, and the gradebook")
    .option("--format <formats>", `of ${formatNames.join(", ")}; several with commas between`, formatList)
    .addOption(new Option("--require-isolation <tier>", "grade nothing unless this or a stricter isolation works")
      .choices(tiers))
    .option("--timeout <seconds>", "for one call of a learner's function", seconds, defaultLimits.requestTime / 1000)
    .option("--parallel <number>", "learner's processes at a time; as many as processors without it", count)
    .option("--seed <number>", "repeat a grading with the inputs of that seed, which stands in its result", seed)
    .description("grade submissions, each exercise in a process of its own (npm run --silent grade -- … for pipes)")
    .addHelpText("after", "\nEnds with 0 when all is graded, whatever the points; 2 when nothing could be graded; "
      + "3 when some submission could not be.\nSee docs/grading.md.")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : unusable))
    .action(grade);
}

async function grade(submissions: string[], options: GradeCommandOptions): Promise<void> {
  for (const [signal, code] of Object.entries(signals)) process.once(signal, () => process.exit(code));
  const chosen = options.format ?? ["terminal", ...(options.out ? ["json"] : [])];
  const written = formats.filter(({ name }) => chosen.includes(name));
  const start = process.env.INIT_CWD ?? process.cwd(); // npm runs commands in the top folder, wherever it was called
  const problem = usageProblem(submissions, written, options);
  if (problem) return stop(problem);
  await useEngine("cpu"); // the checks' own values: exercises are small
  try {
    if (options.out !== undefined) await mkdir(resolve(start, options.out), { recursive: true }); // not after hours
    const verdicts = await gradeAll(submissions.map((path) => resolve(start, path)), options);
    if (chosen.includes("terminal")) console.log(reportAll(verdicts, { width: process.stdout.columns }));
    const failed = verdicts.filter((verdict) => verdict.problem !== null);
    for (const { submission, problem: why } of failed) console.error(`${submission} could not be graded: ${why}`);
    if (failed.length > 0) process.exitCode = incomplete;
    if (options.out === undefined) for (const format of written) process.stdout.write(format.write(verdicts));
    else await writeResults(resolve(start, options.out), verdicts, written);
  } catch (error) {
    if (error instanceof SandboxError) return stop(error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || options.out === undefined) throw error;
    stop(`the results could not be written to ${options.out}: ${message}`);
  } finally {
    await releaseEngine();
  }
}

async function gradeAll(paths: string[], options: GradeCommandOptions): Promise<SubmissionVerdict[]> {
  const { lesson: names, requireIsolation, timeout, parallel, seed: fixedSeed } = options;
  const cache = join(cacheFolder, "grader");
  const exerciseTime = Math.max(defaultLimits.exerciseTime, timeout * 4000);
  return gradeSubmissions(paths, {
    lessons: (names ?? lessonNames()).map(loadLesson),
    byhand: (JSON.parse(readFileSync(join(root, "lib", "package.json"), "utf8")) as { version: string }).version,
    cache,
    secret: await gradingSecret(cache),
    limits: { ...defaultLimits, requestTime: timeout * 1000, exerciseTime },
    seed: fixedSeed,
    parallel,
    atLeast: requireIsolation,
  });
}

/** What can be said before anything is graded. */
function usageProblem(submissions: string[], written: Format[], { out }: GradeCommandOptions): string | null {
  if (out !== undefined || written.length === 0) return null;
  if (written.length > 1) return "several formats need a folder: say where with --out";
  const [{ name, of }] = written;
  if (of === "submission" && submissions.length > 1) return `${name} for several submissions needs a folder: --out`;
  return null;
}

function stop(message: string): void {
  console.error(message);
  process.exitCode = unusable;
}

function lessons(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(",").map((name) => explained(() => findLesson(name.trim())))];
}

function explained<Result>(find: () => Result): Result {
  try {
    return find();
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function formatList(text: string, before: string[] = []): string[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !formatNames.includes(name));
  if (unknown === undefined) return [...before, ...names];
  throw new InvalidArgumentError(`there is no format "${unknown}": there are ${formatNames.join(", ")}.`);
}

function seconds(text: string): number {
  const value = Number(text);
  if (value >= 0.1 && value <= 600) return value;
  throw new InvalidArgumentError("give seconds from 0.1 to 600.");
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 256) return value;
  throw new InvalidArgumentError("give a whole number from 1 to 256.");
}

function seed(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new InvalidArgumentError("give a whole number from 0 to 4294967295.");
}
