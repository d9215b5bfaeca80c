import { atomicWrite } from "byhand";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { keepCopy } from "./backup";
import { compile } from "./compile";
import { exercisesFolder } from "./folder";
import { originalStub } from "./originalStub";
import { topLevel } from "./topLevel";
import { withStub } from "./withStub";

/** What was put back, and where the file as it was lies now. */
export interface Reset {
  /** Null where there was nothing to put aside. */
  backup: string | null;
  /** The line at which the function that was reset stands in the backup; null where it isn't there, or for a whole file. */
  line: number | null;
  /** False where the stub was there already. */
  changed: boolean;
  /** What the stub needs and the file no longer had. */
  added: string[];
}

export interface ResetOptions {
  /** Of the learner's files. */
  folder?: string;
  /** The folder that the lesson is from, laid out like the course. */
  home?: string;
  backups?: string;
}

/**
 * Puts the stub of one exercise back into the learner's file, after a backup; the rest of the file stays as it is.
 * @throws LearnerError where the file has a syntax error; RangeError where the function cannot be told from the rest.
 */
export async function resetExercise(
  { name, lesson }: { name: string; lesson: string }, options: ResetOptions = {},
): Promise<Reset> {
  const { path, bytes, original } = read(lesson, options);
  if (!bytes) return resetLesson(lesson, options);
  const source = bytes.toString("utf8");
  if (!Buffer.from(source).equals(bytes)) throw new RangeError(`${lesson}.ts is not text in UTF-8`);
  compile(source, path);
  const { text, added } = withStub(source, name, original);
  const was = topLevel(source).find(({ names }) => names.includes(name));
  const line = was ? source.slice(0, was.start).split("\n").length : null;
  const done = await replace(lesson, path, bytes, text, options);
  return { ...done, added, line: done.backup ? line : null };
}

/** Puts a lesson's whole file back as it first was, after a backup. */
export async function resetLesson(lesson: string, options: ResetOptions = {}): Promise<Reset> {
  const { path, bytes, original } = read(lesson, options);
  return { ...await replace(lesson, path, bytes, original, options), added: [], line: null };
}

function read(
  lesson: string, { folder = exercisesFolder(), home }: ResetOptions,
): { path: string; bytes: Buffer | null; original: string } {
  const original = originalStub(lesson, { home });
  const target = join(folder, `${lesson}.ts`);
  if (!existsSync(target)) return { path: target, bytes: null, original };
  const path = realpathSync(target); // a link stays a link
  const bytes = readFileSync(path);
  if (/^\s*\/\/ BEGIN SOLUTION\s*$/m.test(bytes.toString("utf8"))) {
    throw new Error(`${path} is a solution file, from which the stubs are made: only learners' files are reset`);
  }
  return { path, bytes, original };
}

async function replace(
  lesson: string, path: string, before: Buffer | null, text: string, { backups }: ResetOptions,
): Promise<Omit<Reset, "added" | "line">> {
  if (before?.equals(Buffer.from(text))) return { backup: null, changed: false };
  const backup = before ? await keepCopy(`${lesson}.ts`, before, { folder: backups }) : null;
  await atomicWrite(path, text);
  return { backup, changed: true };
}
