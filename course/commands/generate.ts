import { atomicWrite } from "byhand";
import type { Command } from "commander";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { keepCopy } from "../exercises/backup";
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
    const before = existsSync(target) ? readFileSync(target, "utf8") : null;
    // a learner's work may be in the file
    const kept = before !== null && before !== stub ? await keepCopy(file, before) : null;
    if (before !== stub) await atomicWrite(target, stub);
    const what = before === stub ? "is up to date" : "written";
    console.log(`exercises/${file} ${what}${kept ? `; what was there before is in ${relative(root, kept)}` : ""}`);
  }
}
