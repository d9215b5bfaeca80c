import type { Command } from "commander";
import { updateEdition } from "../edition/update";
import { LearnerError } from "../exercises/types";
import { fromCaller } from "../setup/fromCaller";

export function register(program: Command): void {
  program
    .command("update")
    .argument("<edition>", "the folder or zip file of a newer version of this course")
    .description("bring in a newer version of the course; what you wrote stays, and copies of it are kept")
    .action(update);
}

async function update(edition: string): Promise<void> {
  try {
    const { from, to, notes, backups, changed } = await updateEdition(fromCaller(edition));
    if (changed === 0 && from === to) return console.log(`The course is at version ${to} already.`);
    for (const note of notes) console.log(`  ${note}`);
    if (backups) console.log(`  your files as they were before: ${backups}`);
    console.log(`✓ The course was updated from version ${from} to ${to}. Your work is kept. \`npm start\` opens it; `
      + "in notebooks that are open, restart the kernel.");
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof LearnerError)) throw error;
    console.error(`Nothing was changed: ${error.message}`);
    if (error instanceof LearnerError) console.error("Mend that line, or put the file elsewhere, and update again.");
    process.exitCode = 1;
  }
}
