import type { Command } from "commander";
import { assemble } from "../edition/assemble";
import { requireReplaceable } from "../edition/assembledFolder";
import { type Course, readCourse } from "../edition/course";
import { CourseFileError } from "../edition/courseFile";
import { onCpu } from "../exercises/onCpu";
import { fromCaller } from "../setup/fromCaller";
import { SetupError } from "../setup/problem";
import { setUp } from "../setup/setUp";
import { proveWithProgress } from "../verify/proveWithProgress";
import { verifyReport } from "../verify/report";

export function register(program: Command): void {
  program
    .command("assemble")
    .argument("<course.yaml>", "which lessons, in which weeks, under which title: docs/teaching.md has one")
    .requiredOption("--out <folder>", "where to put it all; new, empty, or made by an earlier assemble and untouched since")
    .option("--offline", "also an archive that starts on machines like this one without network (0.4 GB, some minutes)")
    .option("--no-verify", "leave out the proof that each exercise can be solved and tells wrong answers")
    .description("make a student edition from chosen lessons, and what is needed to grade it")
    .action(run);
}

interface AssembleOptions {
  out: string;
  offline?: boolean;
  verify: boolean;
}

async function run(file: string, { out, offline, verify }: AssembleOptions): Promise<void> {
  try {
    const course = readCourse(fromCaller(file));
    const folder = fromCaller(out);
    requireReplaceable(folder);
    console.log(`${course.title}, ${course.version}: ${course.lessons.map(({ lesson }) => lesson).join(", ")}`);
    if (verify) await requireSound(course);
    await setUp(); // notebooks are written with Python
    await assemble(course, { out: folder, offline, say: (line) => console.log(`✓ ${line}`) });
  } catch (error) {
    throw error instanceof CourseFileError ? new SetupError(error.message) : error;
  }
}

/** Nothing is handed out that is known to be wrong. @throws {SetupError} with what `npm run verify` says */
async function requireSound(course: Course): Promise<void> {
  const findings = await onCpu(() => proveWithProgress(course));
  if (!findings.some(({ severity }) => severity === "failure")) return;
  throw new SetupError(`${verifyReport(course, findings)}\nNothing was assembled: mend it, or leave the proof out (--no-verify).`);
}
