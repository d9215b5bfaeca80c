import type { Command } from "commander";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { writeNewLesson } from "../edition/newLesson";
import { syncPairs } from "../notebooks/pair";
import { fromCaller } from "../setup/fromCaller";
import { SetupError } from "../setup/problem";
import { setUp } from "../setup/setUp";

export function register(program: Command): void {
  program
    .command("new")
    .argument("<lesson>", "two digits and words, such as 20-our-texts")
    .requiredOption("--in <folder>", "the folder of your own lessons, such as my-lessons; made where it is not there")
    .description("write a lesson of your own to start from: notebook, exercise, solution, wrong answers, checks")
    .action(run);
}

async function run(name: string, { in: folder }: { in: string }): Promise<void> {
  const [caller, home] = [fromCaller("."), fromCaller(folder)];
  try {
    const files = await writeNewLesson(name, home);
    await setUp(); // the notebook is written with Python
    const [source, notebook] = [join(home, "notebooks", "src", `${name}.ts`), join(home, "notebooks", `${name}.ipynb`)];
    await syncPairs([{ name, source, notebook }]);
    for (const file of files) console.log(`✓ ${relative(caller, join(home, file))}`);
    console.log(`✓ ${relative(caller, notebook)}`);
    console.log(nextSteps(name, { home, courseFile: relative(caller, join(dirname(home), "course.yaml")) }));
  } catch (error) {
    throw error instanceof RangeError ? new SetupError(error.message) : error;
  }
}

/** A course.yaml lies beside the folder of the teacher's own lessons. */
function nextSteps(name: string, { home, courseFile }: { home: string; courseFile: string }): string {
  const full = fromCaller(courseFile);
  const course = existsSync(full) ? readFileSync(full, "utf8") : "";
  const own = /^own:/m.test(course) ? "" : `\`own: ${basename(home)}\`, and `;
  return "It is a whole lesson with one small exercise: change it into yours.\n"
    + `In ${courseFile}${course ? "" : " (docs/teaching.md has one to start from)"} write ${own}"${name}" among a week's lessons; `
    + `then \`npm run verify -- ${courseFile}\` proves that it works.`;
}
