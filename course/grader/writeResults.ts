import { atomicWrite } from "byhand";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Format } from "./formats/format";
import type { GradebookInputs } from "./formats/gradebookInputs";
import type { SubmissionVerdict } from "./submissionVerdict";

/** Where results go, and in which forms. */
export interface Target {
  folder: string;
  formats: Format[];
  inputs: GradebookInputs;
}

/**
 * Writes what there is for one submission, over the results of an earlier run: `OUT/<submission>/verdict.json`.
 * @throws Error of the file system.
 */
export async function writeSubmission(verdict: SubmissionVerdict, { folder, formats, inputs }: Target): Promise<void> {
  for (const format of formats.filter(({ of }) => of === "submission")) {
    await write(join(folder, verdict.submission, format.file), format.write([verdict], inputs));
  }
}

/**
 * Writes what there is for the run as a whole: `OUT/gradebook.csv`.
 * @throws Error of the file system.
 */
export async function writeRun(verdicts: SubmissionVerdict[], { folder, formats, inputs }: Target): Promise<void> {
  for (const format of formats.filter(({ of }) => of === "run")) {
    await write(join(folder, format.file), format.write(verdicts, inputs));
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await atomicWrite(path, text);
}
