import { closeSync, constants, lstatSync, openSync, readSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";

/** The largest file that is read; longer ones serve to choke compilers, not to solve exercises. */
export const largestFile = 64 * 1024;

/** The submission as a whole cannot be graded; `message` says what to do. */
export class SubmissionError extends Error {
  override readonly name = "SubmissionError";
}

/** One file cannot be read; `kind` tells whether it is there at all. */
export class FileProblem extends Error {
  constructor(readonly kind: "missing" | "refused", message: string) {
    super(message);
  }
}

/**
 * Opens a folder with files named like those in exercises/.
 * @returns Its real path.
 * @throws SubmissionError where it is no folder, or holds none of the files.
 */
export async function openSubmission(folder: string, files: string[]): Promise<string> {
  const entry = await stat(folder).catch(() => null);
  if (!entry) throw new SubmissionError(`${folder} does not exist: give the folder that holds the submitted files`);
  if (!entry.isDirectory()) throw new SubmissionError(`${folder} is not a folder: give the folder with the files`);
  const present = await readdir(folder).catch((error: Error) => {
    throw new SubmissionError(`${folder} cannot be read: ${error.message}`);
  });
  if (!files.some((file) => present.includes(file))) {
    throw new SubmissionError(`${folder} holds no exercise file: expected at least one of ${files.join(", ")}`);
  }
  return realpath(folder);
}

/**
 * Reads one submitted file: a regular file, not a link, of bounded size, in UTF-8.
 * @throws FileProblem where it is anything else.
 */
export function readSubmittedFile(folder: string, file: string): string {
  const path = join(folder, file);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) throw new FileProblem("missing", `${file} is missing from the submission`);
  if (found.isSymbolicLink()) throw new FileProblem("refused", `${file} is a link: hand in the file itself`);
  if (!found.isFile()) throw new FileProblem("refused", `${file} is not a regular file`);
  const bytes = readBounded(path, file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem("refused", `${file} is not UTF-8 text`);
  }
}

function readBounded(path: string, file: string): Uint8Array {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  let descriptor: number | null = null;
  try {
    // The file may have been replaced since it was looked at: no link is followed, nothing is waited for.
    descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const bytes = Buffer.alloc(largestFile + 1);
    const size = readSync(descriptor, bytes, 0, bytes.length, 0);
    if (size <= largestFile) return bytes.subarray(0, size);
  } catch (error) {
    throw new FileProblem("refused", `${file} cannot be read: ${(error as Error).message}`);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
  throw new FileProblem("refused", `${file} has more than ${largestFile} bytes: an exercise file may have that many`);
}
