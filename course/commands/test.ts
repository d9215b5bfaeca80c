import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Command } from "commander";
import { execa } from "execa";
import { cacheFolder, root } from "../setup/paths";
import { setUp } from "../setup/setUp";
import { readText } from "../setup/stamp";
import { closingLines, type TestResults } from "../setup/testReport";

export function register(program: Command): void {
  program.command("test")
    .description("Does the missing set-up and runs all tests, or those whose file names contain a word.")
    .argument("[words...]")
    .action(test);
}

async function test(words: string[]): Promise<void> {
  await setUp();
  const file = join(cacheFolder, "test-results.json");
  rmSync(file, { force: true });
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { failed } = await execa(process.execPath,
    [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...words],
    { cwd: root, stdio: "inherit", reject: false, env: { TF_CPP_MIN_LOG_LEVEL: "2" } });
  // No report means that the runner itself broke down: its words are above.
  const results = JSON.parse(readText(file) || '{ "testResults": [] }') as TestResults;
  console.log(closingLines(results, { failed }));
  if (failed) process.exitCode = 1;
}
