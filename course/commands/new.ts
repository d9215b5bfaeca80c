import type { Command } from "commander";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
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
    console.log(nextSteps(name, relative(caller, home) || ".", fromCaller("course.yaml")));
  } catch (error) {
    throw error instanceof RangeError ? new SetupError(error.message) : error;
  }
}

function nextSteps(name: string, home: string, courseFile: string): string {
  const course = existsSync(courseFile) ? readFileSync(courseFile, "utf8") : "";
  const own = /^own:/m.test(course) ? "" : `\`own: ${home}\` and `;
  return `It is a whole lesson with one exercise: change it into yours. \`npm run verify -- --own ${home}\` proves that it works.`
    + `\nIn ${course ? "your course.yaml" : "a course.yaml (docs/teaching.md has one)"}: ${own}\`${name}\` among a week's lessons.`;
}
