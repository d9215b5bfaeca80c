import type { Command } from "commander";
import { resolve } from "node:path";
import { ExportError, exportSubmissions, jplagCommand, submissionsFolder } from "../edition/similarity";
import { lessonNames, loadLesson } from "../exercises/lessons";
import { lessons } from "../grader/commandValues";

export function register(program: Command): void {
  program
    .command("similarity")
    .argument("<submissions...>", "folders, zip or tar files, exercise files (.ts) or notebooks (.ipynb)")
    .requiredOption("--out <folder>", "where the files for JPlag go: a new folder")
    .option("--lesson <lessons>", "only these lessons, such as 05 or 05,07", lessons)
    .description("write submissions as JPlag reads them, and print the command that compares them")
    .action(similarity);
}

async function similarity(given: string[], { out, lesson }: { out: string; lesson?: string[] }): Promise<void> {
  const folder = fromCaller(out);
  const course = (lesson ?? lessonNames()).map((name) => loadLesson(name));
  try {
    const { written, left } = await exportSubmissions(given.map(fromCaller), course, { out: folder });
    for (const { submission, why } of left) console.error(`${submission} is left out: ${why}`);
    console.log(`${written.length} submissions are in ${out}/${submissionsFolder}. Compare them with JPlag 6 (Java 21):\n`);
    console.log(`  ${jplagCommand(out)}\n`);
    if (left.length > 0) process.exitCode = 3;
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

/** npm runs commands in the top folder, wherever they were typed. */
function fromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
