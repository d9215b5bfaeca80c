import { atomicWrite } from "byhand";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { jsonText } from "./formats/format";
import { GradebookError } from "./formats/gradebookInputs";
import { isVerdict } from "./isVerdict";
import { listed } from "./submissions/listed";
import type { SubmissionVerdict } from "./submissionVerdict";

/** What a gradebook was made of, beside it: without that its rows could not be made again as they were. */
export interface GradebookRecord {
  /** In their order: of several attempts the last one counts. */
  submissions: string[];
  /** Whether these files were given. */
  roster: boolean;
  overrides: boolean;
}

/** What a run is going to put into a folder. */
export interface Coming {
  paths: string[];
  names: string[];
  /** Names of the lessons that it grades. */
  lessons: string[];
  roster: boolean;
  overrides: boolean;
}

const recordFile = "gradebook.json";

/**
 * The results that earlier runs left in a folder, in the order of their gradebook; then by name what was never in it,
 * without what comes anew.
 * @throws GradebookError where a gradebook of them and of the coming ones would lose something.
 */
export async function earlierResults(folder: string, coming: Coming): Promise<SubmissionVerdict[]> {
  const record = await readRecord(folder);
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const order = [...new Set([...record?.submissions ?? [], ...folders.map(({ name }) => name).sort()])];
  const read = await Promise.all(order.map((name) => readVerdict(folder, name)));
  const found = read.filter((verdict) => verdict !== null);
  const has = new Set(found.map(({ submission }) => submission));
  const lost = (record?.submissions ?? []).filter((name) => !has.has(name) && !coming.names.includes(name));
  const problem = lost.length > 0
    ? `its gradebook has ${listed(lost, 5)}, of whom there is no whole verdict.json any more`
    : lossOf(found, coming) ?? missingFile(record, coming) ?? mixture(folder, found, coming);
  const known = (name: string): boolean => Boolean(record?.submissions.includes(name)) || !coming.names.includes(name);
  if (problem === null) return found.filter(({ submission }) => known(submission));
  throw new GradebookError(`${folder} has results of an earlier run: ${problem}; or give another --out`);
}

/**
 * Earlier results and those of this run in one order: what was graded again keeps the place, what is new comes last.
 * Among themselves those of this run stay as they are.
 */
export function together(earlier: SubmissionVerdict[], verdicts: SubmissionVerdict[]): SubmissionVerdict[] {
  const names = (some: SubmissionVerdict[]): Set<string> => new Set(some.map(({ submission }) => submission));
  const [before, now] = [names(earlier), names(verdicts)];
  if ([...before].every((name) => now.has(name))) return verdicts;
  const again = verdicts.filter(({ submission }) => before.has(submission));
  return [
    ...earlier.map((verdict) => (now.has(verdict.submission) ? again.shift()! : verdict)),
    ...verdicts.filter(({ submission }) => !before.has(submission)),
  ];
}

/** @throws Error of the file system. */
export async function writeRecord(folder: string, record: GradebookRecord): Promise<void> {
  await atomicWrite(join(folder, recordFile), jsonText({ version: 1, ...record }));
}

async function readRecord(folder: string): Promise<GradebookRecord | null> {
  const found = await readJson(join(folder, recordFile));
  if (found === null && !existsSync(join(folder, recordFile))) {
    if (!existsSync(join(folder, "gradebook.csv"))) return null;
    throw new GradebookError(`${folder} has a gradebook.csv of something else: move it, or give another --out`);
  }
  const { submissions, roster, overrides } = (found ?? {}) as Partial<Record<keyof GradebookRecord, unknown>>;
  const names: unknown[] | null = Array.isArray(submissions) ? submissions : null;
  if (names?.every((name) => typeof name === "string" && !/[/\\]|^\.*$/.test(name))) {
    return { submissions: names as string[], roster: roster === true, overrides: overrides === true };
  }
  throw new GradebookError(`${join(folder, recordFile)} is not as the grader wrote it: give another --out`);
}

async function readVerdict(folder: string, name: string): Promise<SubmissionVerdict | null> {
  const found = await readJson(join(folder, name, "verdict.json"));
  return isVerdict(found) && found.submission === name ? found : null;
}

/** Null where there is no such file, or nothing of JSON in it. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as unknown;
  } catch {
    return null;
  }
}

/** Results of lessons that a submission graded again would lose. */
function lossOf(found: SubmissionVerdict[], { names, lessons }: Coming): string | null {
  for (const { submission, lessons: graded } of found.filter((verdict) => names.includes(verdict.submission))) {
    const gone = graded.map(({ lesson }) => lesson).filter((lesson) => !lessons.includes(lesson));
    if (gone.length > 0) return `${submission} would lose ${listed(gone, 5)}: grade these lessons as well`;
  }
  return null;
}

function missingFile(record: GradebookRecord | null, coming: Coming): string | null {
  const missing = (["roster", "overrides"] as const).filter((name) => record?.[name] && !coming[name]);
  const options = missing.map((name) => `--${name}`).join(" and ");
  return missing.length === 0 ? null : `its gradebook was made with ${options}: give that again`;
}

/** Where results and submitted work lie in one another, a verdict may be a stranger's. */
function mixture(folder: string, found: SubmissionVerdict[], { paths, names }: Coming): string | null {
  if (found.every(({ submission }) => names.includes(submission))) return null;
  const inside = (a: string, b: string): boolean => !/^\.\.([/\\]|$)|^([A-Za-z]:)?[/\\]/.test(relative(resolve(a), resolve(b)));
  const mixed = paths.find((path) => inside(path, folder) || inside(folder, path));
  return mixed === undefined ? null : `${mixed} lies in the same place and could have brought them along: move it`;
}
