import { atomicWrite } from "byhand";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Format } from "./formats/format";
import type { GradebookInputs } from "./formats/gradebookInputs";
import type { SubmissionVerdict } from "./submissionVerdict";

/** A graded run, and the forms in which it is to be written. */
export interface Results {
  verdicts: SubmissionVerdict[];
  formats: Format[];
  inputs: GradebookInputs;
}

/**
 * Writes all results of a run, over those of an earlier one: `OUT/<submission>/verdict.json`, `OUT/gradebook.csv`.
 * @throws Error of the file system.
 */
export async function writeResults(folder: string, { verdicts, formats, inputs }: Results): Promise<void> {
  for (const format of formats) {
    if (format.of === "run") await write(join(folder, format.file), format.write(verdicts, inputs));
    else for (const one of verdicts) await write(join(folder, one.submission, format.file), format.write([one], inputs));
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await atomicWrite(path, text);
}
