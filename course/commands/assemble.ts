import type { Command } from "commander";
import { assemble } from "../edition/assemble";
import { requireReplaceable } from "../edition/assembledFolder";
import { readCourse } from "../edition/course";
import { CourseFileError } from "../edition/courseFile";
import { fromCaller } from "../setup/fromCaller";
import { setUp } from "../setup/setUp";

export function register(program: Command): void {
  program
    .command("assemble")
    .argument("<course.yaml>", "which lessons, in which weeks, under which title: docs/teaching.md has one")
    .requiredOption("--out <folder>", "where to put it all; new, empty, or made by an earlier assemble and untouched since")
    .description("make a student edition from chosen lessons, and what is needed to grade it")
    .action(run);
}

async function run(file: string, { out }: { out: string }): Promise<void> {
  try {
    const course = readCourse(fromCaller(file));
    const folder = fromCaller(out);
    requireReplaceable(folder);
    await setUp(); // notebooks are written with Python
    console.log(`${course.title}, ${course.version}: ${course.lessons.map(({ lesson }) => lesson).join(", ")}`);
    await assemble(course, { out: folder, say: (line) => console.log(`✓ ${line}`) });
  } catch (error) {
    if (!(error instanceof CourseFileError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
