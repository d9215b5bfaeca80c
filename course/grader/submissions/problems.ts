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

/** The largest exercise file that is read; longer ones serve to choke compilers, not to solve exercises. */
export const largestFile = 64 * 1024;

/** The largest notebook: its pictures count as well, but only the text of its marked cells is used. */
export const largestNotebook = 8 * 2 ** 20;

/** How many bytes a file of this name may have. */
export function mostBytes(file: string): number {
  return file.endsWith(".ipynb") ? largestNotebook : largestFile;
}

export function tooLarge(file: string): FileProblem {
  const what = file.endsWith(".ipynb") ? "a notebook" : "an exercise file";
  return new FileProblem("refused", `${file} has more than ${mostBytes(file)} bytes: ${what} may have that many`);
}
