import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { FileProblem, mostBytes, tooLarge } from "./problems";

/**
 * Reads one submitted file: a regular file, not a link, of bounded size.
 * @param file How it is called in messages.
 * @throws FileProblem where it is anything else.
 */
export function readRegularFile(path: string, file: string): Uint8Array {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) throw new FileProblem("missing", `${file} is missing from the submission`);
  if (found.isSymbolicLink()) throw new FileProblem("refused", `${file} is a link: hand in the file itself`);
  if (!found.isFile()) throw new FileProblem("refused", `${file} is not a regular file`);
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  let descriptor: number | null = null;
  try {
    // The file may have been replaced since it was looked at: no link is followed, nothing is waited for.
    descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const size = fstatSync(descriptor).size;
    if (size <= mostBytes(file)) return wholeFile(descriptor, size);
  } catch (error) {
    throw new FileProblem("refused", `${file} cannot be read: ${(error as Error).message}`);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
  throw tooLarge(file);
}

function wholeFile(descriptor: number, size: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  let length = 0;
  for (let got = -1; got !== 0 && length < size; length += got) {
    got = readSync(descriptor, bytes, length, size - length, length);
  }
  return bytes.subarray(0, length);
}

/** @throws FileProblem where the bytes are not UTF-8. */
export function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem("refused", `${file} is not UTF-8 text`);
  }
}
