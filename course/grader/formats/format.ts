import type { SubmissionVerdict } from "../submissionVerdict";
import type { GradebookInputs } from "./gradebookInputs";

/** One form of a run's results. */
export interface Format {
  name: string;
  /** The file's name: in the folder of each submission, or beside those folders. */
  file: string;
  /** The results of one submission, or of the whole run. */
  of: "submission" | "run";
  /** Why it cannot be had here, said before anything is graded; null where it can. */
  obstacle?(submissions: number): string | null;
  write(verdicts: SubmissionVerdict[], inputs: GradebookInputs): string;
}

/** A format that has a file for each submission. */
export function perSubmission(name: string, file: string, write: (verdict: SubmissionVerdict) => string): Format {
  return { name, file, of: "submission", write: ([verdict]) => write(verdict) };
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
