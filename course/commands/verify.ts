import type { Command } from "commander";
import { type Course, courseOf } from "../edition/course";
import { CourseFileError } from "../edition/courseFile";
import { onCpu } from "../exercises/onCpu";
import { proveWithProgress } from "../verify/proveWithProgress";
import { verifyReport } from "../verify/report";

export function register(program: Command): void {
  program
    .command("verify")
    .argument("[course.yaml]", "the course to prove; the whole of this one without it")
    .description("prove a course sound: stubs fail, solutions pass, wrong answers are told why, learners get no secret")
    .addHelpText("after", "\nEnds with 0 where the course is sound (warnings, marked !, do not count), else with 1.\n"
      + "See docs/verifying.md.")
    .action(run);
}

async function run(file: string | undefined): Promise<void> {
  try {
    const course = load(file);
    const findings = await onCpu(() => proveWithProgress(course));
    console.log(verifyReport(course, findings));
    if (findings.some(({ severity }) => severity === "failure")) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof CourseFileError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** @throws CourseFileError also where a lesson's own files cannot be run, since a teacher may have written them. */
function load(file: string | undefined): Course {
  try {
    return courseOf(file);
  } catch (error) {
    throw new CourseFileError(error instanceof CourseFileError ? error.message
      : `✗ a lesson cannot be loaded: ${(error as Error).message.split("\nRequire stack")[0]}`);
  }
}
