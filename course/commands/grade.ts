import { releaseEngine, useEngine } from "byhand";
import { type Command, Option } from "commander";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Course, courseOf, lessonsOf } from "../edition/course";
import { CourseFileError } from "../edition/courseFile";
import { count, formatList, formatNames, lessons, seconds, seed, usageProblem } from "../grader/commandValues";
import { earlierResults } from "../grader/earlierResults";
import { formats } from "../grader/formats";
import { GradebookError } from "../grader/formats/gradebookInputs";
import { readGradebookInputs } from "../grader/formats/readGradebookInputs";
import { type GradeOptions, gradeSubmissions } from "../grader/grade";
import { type Tier, tiers } from "../grader/isolation";
import { defaultLimits } from "../grader/limits";
import { reportAll } from "../grader/report";
import { SandboxError } from "../grader/sandbox";
import { gradingSecret } from "../grader/secret";
import { submissionNames } from "../grader/submissions/names";
import type { SubmissionVerdict } from "../grader/submissionVerdict";
import { type Target, writeGradebook, writeSubmission } from "../grader/writeResults";
import { fromCaller } from "../setup/fromCaller";
import { cacheFolder, root } from "../setup/paths";

interface GradeCommandOptions {
  course?: string;
  lesson?: string[];
  out?: string;
  format?: string[];
  roster?: string;
  overrides?: string;
  requireIsolation?: Tier;
  timeout: number;
  parallel?: number;
  types: boolean;
  seed?: number;
}

/** Ended by a signal: 128 + its number, as shells count. */
const signals = { SIGINT: 130, SIGTERM: 143 };
/** Nothing was graded: the command was not understood, or its isolation or its folder for results cannot be had. */
const unusable = 2;
const refusals = [SandboxError, GradebookError, CourseFileError];
/** All is written, but at least one submission could not be graded: it has no points, and the reason stands there. */
const incomplete = 3;

export function register(program: Command): void {
  program
    .command("grade")
    .argument("<submissions...>", "folders, zip or tar files, exercise files (.ts) or notebooks (.ipynb)")
    .option("--course <file>", "the course.yaml that says which lessons, points and hidden checks there are")
    .option("--lesson <lessons>", "only these lessons, such as 05 or 05,07", lessons)
    .option("--out <folder>", "where results go: a folder for each submission, and the gradebook")
    .option("--format <formats>", `of ${formatNames.join(", ")}; several with commas between`, formatList)
    .option("--roster <file>", "for the gradebook: CSV with the columns id (or username, email) and name")
    .option("--overrides <file>", "for the gradebook: CSV with learner, exercise, points, reason, by, date")
    .addOption(new Option("--require-isolation <tier>", "grade nothing unless this or a stricter isolation works")
      .choices(tiers))
    .option("--timeout <seconds>", "for one call of a learner's function", seconds, defaultLimits.requestTime / 1000)
    .option("--parallel <number>", "learner's processes at a time; as many as processors without it", count)
    .option("--no-types", "leave out the check of types")
    .option("--seed <number>", "repeat a grading with the inputs of that seed, which stands in its result", seed)
    .description("grade submissions, each exercise in a process of its own (npm run --silent grade -- … for pipes)")
    .addHelpText("after", "\nEnds with 0 when all is graded, whatever the points; 2 when nothing could be graded; "
      + "3 when some submission could not be.\nSee docs/grading.md.")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : unusable))
    .action(grade);
}

async function grade(given: string[], options: GradeCommandOptions): Promise<void> {
  for (const [signal, code] of Object.entries(signals)) process.once(signal, () => process.exit(code));
  const chosen = options.format ?? ["terminal", ...(options.out ? ["json", "csv", "html"] : [])];
  const written = formats.filter(({ name }) => chosen.includes(name));
  const paths = given.map(fromCaller);
  const problem = usageProblem(paths.length, written, options.out);
  if (problem) return stop(problem);
  await useEngine("cpu"); // the checks' own values: exercises are small
  try {
    if (options.out !== undefined) await mkdir(fromCaller(options.out), { recursive: true }); // not after hours
    const whole = courseOf(options.course);
    const course = options.lesson ? { ...whole, lessons: lessonsOf(whole, options.lesson) } : whole;
    const inputs = readGradebookInputs({
      roster: options.roster && fromCaller(options.roster),
      overrides: options.overrides && fromCaller(options.overrides),
    }, { lessons: whole.lessons });
    const target = options.out === undefined ? null : { folder: fromCaller(options.out), formats: written, inputs };
    const coming = {
      paths, names: submissionNames(paths), lessons: course.lessons.map(({ lesson }) => lesson),
      roster: options.roster !== undefined, overrides: options.overrides !== undefined,
    };
    const hasGradebook = written.some(({ of }) => of === "run");
    if (target && hasGradebook) await earlierResults(target.folder, coming); // what is wrong is said before hours of work
    const verdicts = await gradeAll(paths, course, { ...options, onVerdict: progress(paths.length, target) });
    if (chosen.includes("terminal")) console.log(reportAll(verdicts, { width: process.stdout.columns }));
    const failed = verdicts.filter((verdict) => verdict.problem !== null);
    for (const { submission, problem: why } of failed) console.error(`${submission} could not be graded: ${why}`);
    if (failed.length > 0) process.exitCode = incomplete;
    if (coming.overrides && !hasGradebook) console.error("--overrides counts in the gradebook only: --format csv");
    if (target && hasGradebook) {
      for (const line of await writeGradebook(verdicts, target, coming)) {
        (chosen.includes("terminal") ? console.log : console.error)(line);
      }
    } else if (!target) for (const format of written) process.stdout.write(format.write(verdicts, inputs));
  } catch (error) {
    if (refusals.some((kind) => error instanceof kind)) return stop((error as Error).message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || options.out === undefined) throw error;
    stop(`the results could not be written to ${options.out}: ${message}`);
  } finally {
    await releaseEngine();
  }
}

async function gradeAll(
  paths: string[], course: Course, options: GradeCommandOptions & Pick<GradeOptions, "onVerdict">,
): Promise<SubmissionVerdict[]> {
  const { onVerdict, requireIsolation, timeout, parallel, types, seed: fixedSeed } = options;
  const cache = join(cacheFolder, "grader");
  const exerciseTime = Math.max(defaultLimits.exerciseTime, timeout * 4000);
  return gradeSubmissions(paths, {
    course,
    byhand: (JSON.parse(readFileSync(join(root, "lib", "package.json"), "utf8")) as { version: string }).version,
    cache,
    secret: await gradingSecret(cache),
    limits: { ...defaultLimits, requestTime: timeout * 1000, exerciseTime },
    seed: fixedSeed,
    parallel,
    types,
    atLeast: requireIsolation,
    onVerdict,
  });
}

/** Writes each submission's results at once, so that a run that is stopped keeps them, and counts at a terminal. */
function progress(all: number, target: Target | null): (verdict: SubmissionVerdict) => Promise<void> {
  let done = 0;
  return async (verdict) => {
    if (target) await writeSubmission(verdict, target);
    if (all > 1 && process.stderr.isTTY) console.error(`${++done} of ${all}: ${verdict.submission}`);
  };
}

function stop(message: string): void {
  console.error(message);
  process.exitCode = unusable;
}
