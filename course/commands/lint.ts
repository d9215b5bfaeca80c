import { join } from "node:path";
import { type Command } from "commander";
import { execa } from "execa";
import { root } from "../setup/paths";

const tools = [
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.check.json"],
  ["node_modules/eslint/bin/eslint.js", "."],
] as const;

export function register(program: Command): void {
  program.command("lint").description("Checks types and style of the library, lessons, exercises and tests.")
    .action(lint);
}

async function lint(): Promise<void> {
  for (const [file, ...args] of tools) {
    const { failed } = await execa(process.execPath, [join(root, file), ...args],
      { cwd: root, stdio: "inherit", reject: false });
    if (failed) process.exitCode = 1;
  }
}
