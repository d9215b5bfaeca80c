import { readFileSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { CompiledFile } from "./compile";
import type { Submission } from "./loadSubmission";
import { readSource, type SourceReading } from "./readSource";
import { helperPath, isHelper } from "./rules";
import { LearnerError, type Policy } from "./types";

export { loadSubmission, runModule, tensorFacade, type LoadedSubmission, type Submission } from "./loadSubmission";

/** Larger files are no exercise, and could stall the compiler. */
const LARGEST_FILE = 64 * 1024; // bytes

export interface ReadOptions {
  read?: (path: string) => string;
  compile?: (source: string, path: string, policy: Policy) => SourceReading;
}

/** The code breaks the lesson's rules; it was not run. */
export class PolicyError extends Error {}

/**
 * Reads and compiles a learner's file and its helpers, without running anything.
 * @param options.read Reads one file; its errors are passed on.
 * @param options.compile Compiles its text and holds it to the rules; the grader has another process do that.
 * @throws LearnerError where a file is missing, too large or has a syntax error; PolicyError where it breaks the rules.
 */
export function readSubmission(
  entry: string, policy: Policy, { read = readFile, compile = readSource }: ReadOptions = {},
): Submission {
  const files = new Map<string, CompiledFile>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    const source = withoutTeacherParts(read(path));
    const { compiled, broken } = compile(source, path, policy);
    if (broken) throw new PolicyError(`${basename(path)}:${broken.line}: ${broken.message}`);
    files.set(path, compiled);
    waiting.push(...compiled.imports.filter(isHelper).map((name) => helperPath(path, name)));
  }
  return { entry, files };
}

/** What only teachers see, as empty lines: a solution file reads like a learner's, and line numbers stay. */
export function withoutTeacherParts(source: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, "");
  return source.replace(/^[ \t]*\/\/ BEGIN TEACHER[\s\S]*?\/\/ END TEACHER[^\n]*$/gm, blank);
}

function readFile(path: string): string {
  const name = basename(path);
  let size: number;
  try {
    size = statSync(path).size;
  } catch {
    throw new LearnerError("protocol", `there is no file ${name} in ${dirname(path)}`);
  }
  if (size > LARGEST_FILE) {
    throw new LearnerError("protocol", `${name} has ${size} bytes: an exercise file may have ${LARGEST_FILE}`);
  }
  return readFileSync(path, "utf8");
}
