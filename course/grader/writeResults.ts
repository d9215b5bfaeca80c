import { atomicWrite } from "byhand";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Format } from "./formats/format";
import type { SubmissionVerdict } from "./submissionVerdict";

/**
 * Writes all results of a run, over those of an earlier one: `OUT/<submission>/verdict.json`, `OUT/gradebook.csv`.
 * @throws Error of the file system.
 */
export async function writeResults(folder: string, verdicts: SubmissionVerdict[], formats: Format[]): Promise<void> {
  for (const format of formats) {
    if (format.of === "run") await write(join(folder, format.file), format.write(verdicts));
    else for (const each of verdicts) await write(join(folder, each.submission, format.file), format.write([each]));
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await atomicWrite(path, text);
}
