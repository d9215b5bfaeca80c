import { atomicWrite } from "byhand";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import { readSubmission } from "../exercises/loader";
import { originalStub } from "../exercises/originalStub";
import type { LessonExercises } from "../exercises/types";
import { prepareTypeChecker } from "../grader/checkTypes";
import type { Limits } from "../grader/limits";
import { prepareSandbox } from "../grader/sandbox";
import { submissionNames } from "../grader/submissions/names";
import { openSubmission } from "../grader/submissions/open";
import { FileProblem, SubmissionError } from "../grader/submissions/problems";
import type { Submission } from "../grader/submissions/submission";
import { SourceVetting } from "../grader/vetSources";
import { cacheFolder } from "../setup/paths";

/** What `--out` cannot be. */
export class ExportError extends Error {}

/** What became of each submission. */
export interface SimilarityExport {
  /** In `submissions/`, by the name of their folder. */
  written: string[];
  /** What stands nowhere: the submission and why. */
  left: { submission: string; why: string }[];
}

/** The folders of an export, as JPlag's command names them. */
export const submissionsFolder = "submissions";
export const baseCodeFolder = "base-code";

/**
 * Writes submissions as JPlag reads them: `submissions/NAME/*.ts`, and in `base-code/` what all were given to begin with.
 *
 * They are opened like a grader opens them: nothing is run, no link is followed, what keeps the compiler busy is left out,
 * notebooks become the text of their marked cells. All becomes plain JavaScript: see `plain`.
 * @param options.out A folder that is not there yet, or is empty; what is written appears in it at once or not at all.
 * @param options.limits Of the compiler that looks at each file first.
 * @throws ExportError where the folder holds something.
 */
export async function exportSubmissions(
  paths: string[], lessons: LessonExercises[], { out, limits }: { out: string; limits?: Partial<Limits> },
): Promise<SimilarityExport> {
  const found = existsSync(out) ? await readdir(out) : null;
  if (found && found.length > 0) throw new ExportError(`${out} is not empty: name a new folder with --out`);
  await mkdir(dirname(out), { recursive: true });
  const part = await mkdtemp(`${out}.part-`);
  try {
    await writeFiles(join(part, baseCodeFolder), baseCode(lessons));
    const vetting = await startVetting(limits);
    const done = await writeSubmissions(paths, lessons, { folder: join(part, submissionsFolder), vetting })
      .finally(() => vetting.stop());
    if (found) await rmdir(out);
    await rename(part, out);
    return done;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** The command that compares an export; JPlag's file goes beside the submissions. */
export function jplagCommand(out: string): string {
  const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `"${path.replace(/["$`\\]/g, "\\$&")}"`);
  const at = (name: string): string => quoted(join(out, name));
  return `java -jar jplag.jar --language typescript --base-code ${at(baseCodeFolder)} `
    + `--result-file ${at("similarity")} ${at(submissionsFolder)}`;
}

function baseCode(lessons: LessonExercises[]): Map<string, string> {
  return new Map(lessons.map(({ lesson, home }) => [`${lesson}.ts`, originalStub(lesson, { home })]));
}

async function writeSubmissions(
  paths: string[], lessons: LessonExercises[], { folder, vetting }: { folder: string; vetting: SourceVetting },
): Promise<SimilarityExport> {
  await mkdir(folder);
  const written: string[] = [];
  const left: SimilarityExport["left"] = [];
  for (const [i, submission] of submissionNames(paths).entries()) {
    const files = await filesOf(paths[i], lessons, vetting).catch((error: unknown) => {
      if (error instanceof SubmissionError) return error.message;
      throw error;
    });
    if (typeof files === "string") left.push({ submission, why: files });
    else {
      await writeFiles(join(folder, submission), files);
      written.push(submission);
    }
  }
  return { written, left };
}

async function startVetting(limits?: Partial<Limits>): Promise<SourceVetting> {
  const cache = join(cacheFolder, "grader");
  const { isolation } = await prepareSandbox(cache);
  return new SourceVetting(await prepareTypeChecker(cache, isolation, limits));
}

/** The exercise files of a submission and the helper files that they import, by name. */
async function filesOf(
  path: string, lessons: LessonExercises[], vetting: SourceVetting,
): Promise<Map<string, string>> {
  const submission = await openSubmission(path, lessons);
  await vetting.vet(submission);
  const problems = submission.lessons.flatMap((lesson) => readAll(submission, lesson));
  if (submission.texts.size > 0) return submission.texts;
  throw new SubmissionError(problems[0]);
}

/** Reads a lesson's files; code that breaks the lesson's rules, or is no TypeScript, is compared all the same. */
function readAll(submission: Submission, { lesson, policy }: LessonExercises): string[] {
  try {
    readSubmission(`${lesson}.ts`, policy, { read: (file) => submission.read(file) });
  } catch (error) {
    if (error instanceof FileProblem) return [error.message];
  }
  return [];
}

async function writeFiles(folder: string, files: Map<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, text] of files) await atomicWrite(join(folder, basename(file)), plain(text));
}

/**
 * Code in the oldest JavaScript, without types and `export`. The grammar of JPlag's TypeScript module (tried: 6.0.0)
 * knows neither `??` nor a parameter like `{ mask }: { mask?: Tensor } = {}`, and gives up the rest of a file there; of
 * arrow functions it sees nothing inside. What remains has the order of statements and calls that it compares.
 */
function plain(text: string): string {
  const { outputText } = ts.transpileModule(text, { compilerOptions: {
    target: ts.ScriptTarget.ES5, module: ts.ModuleKind.ESNext, noEmitHelpers: true,
  } });
  return outputText.replace(/^export (default )?/gm, "");
}
