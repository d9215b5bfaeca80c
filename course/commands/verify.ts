import { releaseEngine, useEngine } from "byhand";
import type { Command } from "commander";
import { Listr } from "listr2";
import { type Course, readCourse, thisCourse } from "../edition/course";
import { CourseFileError } from "../edition/courseFile";
import { fromCaller } from "../setup/fromCaller";
import { verifyReport } from "../verify/report";
import { type Finding, verifyLesson, verifyWhole } from "../verify/verifyCourse";

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
    const course = file === undefined ? thisCourse() : readCourse(fromCaller(file));
    await useEngine("cpu"); // exercises are small
    const findings = await proveWithProgress(course);
    console.log(verifyReport(course, findings));
    if (findings.some(({ severity }) => severity === "failure")) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof CourseFileError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    await releaseEngine();
  }
}

/** Proves lesson after lesson; at a terminal it shows which exercise it is at. */
async function proveWithProgress(course: Course): Promise<Finding[]> {
  const findings: Finding[] = [];
  const lessons = course.lessons.map((lesson) => ({
    title: lesson.lesson,
    task: async (_: unknown, task: { output: string }) => {
      findings.push(...await verifyLesson(lesson, { onExercise: (name) => { task.output = name; } }));
    },
  }));
  const whole = {
    title: "what learners get",
    task: async () => { findings.push(...await verifyWhole(course)); },
  };
  const renderer = process.stderr.isTTY ? "default" : "silent";
  await new Listr([...lessons, whole], { renderer, rendererOptions: { clearOutput: true } } as object).run();
  return findings;
}
