import { atomicWrite } from "byhand";
import type { Command } from "commander";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stubFrom } from "../exercises/stubs";
import { root } from "../setup/paths";

export function register(program: Command): void {
  program
    .command("generate")
    .description("write the learner's files (exercises/) from their single source (solutions/)")
    .action(generate);
}

/** Writes every learner's file that is not what its solution says it should be. */
async function generate(): Promise<void> {
  for (const file of readdirSync(join(root, "solutions")).filter((name) => name.endsWith(".ts")).sort()) {
    const stub = stubFrom(readFileSync(join(root, "solutions", file), "utf8"), { file: `solutions/${file}` });
    const target = join(root, "exercises", file);
    const changed = !existsSync(target) || readFileSync(target, "utf8") !== stub;
    if (changed) await atomicWrite(target, stub);
    console.log(`exercises/${file} ${changed ? "written" : "is up to date"}`);
  }
}
