import type { Command } from "commander";
import { join, relative } from "node:path";
import { writeNewLesson } from "../edition/newLesson";
import { newLessonSteps } from "../edition/newLessonSteps";
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
    console.log(newLessonSteps(name, { home, caller }));
  } catch (error) {
    throw error instanceof RangeError ? new SetupError(error.message) : error;
  }
}
