import { randomInt } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, vi } from "vitest";
import { imageVariable } from "../../course/grader/container";
import { type GradeOptions, gradeSubmission } from "../../course/grader/grade";
import { defaultLimits, type Limits } from "../../course/grader/limits";
import type { SubmissionVerdict } from "../../course/grader/submissionVerdict";
import type { ExerciseVerdict } from "../../course/grader/verdict";
import { goodUpper, tinyCourse } from "./tinyLessons";

export * from "./tinyLessons";

/** Marks the processes of this test file, so that what they leave behind can be told from others' processes. */
const mark = `--max-old-space-size=${randomInt(64, 128)}`;
/** Right code never takes so long: only a machine's load could. */
export const tinyLimits: Limits = {
  ...defaultLimits,
  requestTime: 30_000,
  exerciseTime: 60_000,
  memory: 300 * 2 ** 20,
  heap: Number(mark.split("=")[1]) * 2 ** 20,
};
/** For code that hangs, since the test waits for it; still enough on a busy machine for the right code beside it. */
export const hangingLimits: Limits = { ...tinyLimits, requestTime: 6_000, exerciseTime: 9_000 };

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // starting processes takes its time on a busy machine

// Containers have tests of their own: they start slowly where they do.
process.env[imageVariable] = "";

/** Of this test file, gone after it; a learner's process, which is nobody's, must be able to enter it. */
const scratch = mkdtempSync(join(tmpdir(), "grader-test-"));
chmodSync(scratch, 0o755);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

export const tinyCache = join(scratch, "cache");

/** A folder with these files. */
export function submit(files: Record<string, string>): string {
  const folder = mkdtempSync(join(scratch, "submission-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export function gradeTiny(folder: string, options: Partial<GradeOptions> = {}): Promise<SubmissionVerdict> {
  return gradeSubmission(folder, { course: tinyCourse(), byhand: "test", cache: tinyCache, limits: tinyLimits, ...options });
}

/** Grades a 00-tiny.ts beside a right 01-other.ts. */
export function gradeFile(text: string, options: Partial<GradeOptions> = {}): Promise<SubmissionVerdict> {
  return gradeTiny(submit({ "00-tiny.ts": text, "01-other.ts": goodUpper }), options);
}

export function exerciseOf(verdict: SubmissionVerdict, name: string): ExerciseVerdict {
  const found = verdict.lessons.flatMap(({ exercises }) => exercises).find((exercise) => exercise.name === name);
  if (!found) throw new Error(`no verdict on ${name}`);
  return found;
}

export function earned(verdict: SubmissionVerdict): Record<string, number> {
  const exercises = verdict.lessons.flatMap((lesson) => lesson.exercises);
  return Object.fromEntries(exercises.map((exercise) => [exercise.name, exercise.earned]));
}

/**
 * Command lines of the processes that graded submissions left behind, on systems with /proc: those that are still there
 * after some seconds, since the kernel takes its time to end what was killed.
 */
export async function leftovers(also?: string): Promise<string[]> {
  for (let tries = 0; tries < 100 && processesOfOurs(also).length > 0; tries++) await wait(100);
  return processesOfOurs(also);
}

function processesOfOurs(also?: string): string[] {
  const commands: string[] = [];
  if (!existsSync("/proc")) return commands;
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ");
      const ours = command.includes(mark) && (command.includes(scratch) || command.includes("/box/"));
      if (ours || (also && command.includes(also))) commands.push(command);
    } catch {
      // ended meanwhile
    }
  }
  return commands;
}
