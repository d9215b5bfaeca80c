import { atomicWrite } from "byhand";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Format } from "./formats/format";
import { overridesWithoutPlace } from "./formats/gradebook";
import type { GradebookInputs } from "./formats/gradebookInputs";
import { type Coming, earlierResults, together, writeRecord } from "./earlierResults";
import { listed } from "./submissions/listed";
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

/**
 * Writes the gradebook of this run and of the earlier ones in the same folder.
 * @returns What the teacher's own decisions came to, a line each.
 * @throws GradebookError where something of the earlier runs would be lost; Error of the file system.
 */
export async function writeGradebook(verdicts: SubmissionVerdict[], target: Target, coming: Coming): Promise<string[]> {
  const all = together(await earlierResults(target.folder, coming), verdicts);
  const { roster, overrides } = coming;
  const submissions = all.map(({ submission }) => submission);
  await writeRecord(target.folder, { submissions, roster, overrides }); // first: no gradebook is without one
  await writeRun(all, target);
  return overridesTold(all, target.inputs);
}

function overridesTold(verdicts: SubmissionVerdict[], inputs: GradebookInputs): string[] {
  const all = inputs.overrides.length;
  if (all === 0) return [];
  const homeless = overridesWithoutPlace(verdicts, inputs);
  const counted = all - homeless.length;
  const lines = [`${counted} of ${all} decisions of --overrides stand in gradebook.csv and count there, nowhere else`];
  if (homeless.length === 0) return lines;
  const names = homeless.map(({ learner, exercise }) => `${learner} ${exercise.replace(/^.*\//, "")}`);
  return [...lines, `warning: the gradebook has no such learner or exercise: ${listed(names, 5)}`];
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await atomicWrite(path, text);
}
