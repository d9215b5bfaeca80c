import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { Command } from "commander";
import { explainFailure, SetupError } from "./setup/problem";

const load = createRequire(__filename);

/** Loads only the command that was asked for, so that a quick one need not wait for the others' packages. */
function main(): void {
  settleDataFolder();
  const folder = join(__dirname, "commands");
  const names = readdirSync(folder).filter((file) => file.endsWith(".js")).map((file) => basename(file, ".js"));
  const asked = process.argv[2] ?? "";
  const program = new Command("npm run").description("Transformers by Hand: the commands of the course.");
  for (const name of names.includes(asked) ? [asked] : names) {
    (load(join(folder, name)) as { register(program: Command): void }).register(program);
  }
  program.parseAsync().catch((error: unknown) => {
    const { code = "" } = error as NodeJS.ErrnoException;
    console.error(error instanceof SetupError ? error.message : explainFailure(code) ?? error);
    process.exitCode = 1;
  });
}

/** A relative BYHAND_DATA is meant from where the command was typed; notebooks run in a folder of their own. */
function settleDataFolder(): void {
  const { BYHAND_DATA: folder, INIT_CWD: typedIn = process.cwd() } = process.env;
  if (folder) process.env.BYHAND_DATA = resolve(typedIn, folder);
}

main();
