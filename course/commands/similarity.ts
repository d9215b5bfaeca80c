import type { Command } from "commander";
import { courseOf, lessonsOf } from "../edition/course";
import { CourseFileError } from "../edition/courseFile";
import { ExportError, exportSubmissions, jplagCommand, submissionsFolder } from "../edition/similarity";
import { lessons } from "../grader/commandValues";
import { SandboxError } from "../grader/sandbox";
import { fromCaller } from "../setup/fromCaller";

interface Options {
  out: string;
  course?: string;
  lesson?: string[];
}

export function register(program: Command): void {
  program
    .command("similarity")
    .argument("<submissions...>", "folders, zip or tar files, exercise files (.ts) or notebooks (.ipynb)")
    .requiredOption("--out <folder>", "where the files for JPlag go: a new folder")
    .option("--course <file>", "the course.yaml that says which lessons there are")
    .option("--lesson <lessons>", "only these lessons, such as 05 or 05,07", lessons)
    .description("write submissions as JPlag reads them, and print the command that compares them")
    .action(similarity);
}

async function similarity(given: string[], { out, course: file, lesson }: Options): Promise<void> {
  const folder = fromCaller(out);
  try {
    const course = courseOf(file);
    const lessons = lesson ? lessonsOf(course, lesson) : course.lessons;
    const { written, left } = await exportSubmissions(given.map(fromCaller), lessons, { out: folder });
    for (const { submission, why } of left) console.error(`${submission} is left out: ${why}`);
    console.log(`${written.length} submissions are in ${out}/${submissionsFolder}. Compare them with JPlag 6 (Java 21):\n`);
    console.log(`  ${jplagCommand(out)}\n`);
    if (left.length > 0) process.exitCode = 3;
  } catch (error) {
    if (![ExportError, CourseFileError, SandboxError].some((kind) => error instanceof kind)) throw error;
    console.error((error as Error).message);
    process.exitCode = 2;
  }
}
