import { execa } from "execa";
import { root } from "./paths";
import { explainFailure, SetupError } from "./problem";

export interface RunOptions {
  cwd?: string;
  environment?: Record<string, string>;
  /** Stops the tool after this many milliseconds. */
  timeout?: number;
}

/** Runs a tool to its end and returns what it printed. @throws {SetupError} With what its failure means. */
export async function run(
  command: readonly string[], { cwd = root, environment = {}, timeout }: RunOptions = {},
): Promise<string> {
  const [file = "", ...args] = command;
  const result = await execa(file, args, {
    cwd, env: environment, stdin: "ignore", all: true, reject: false, ...(timeout === undefined ? {} : { timeout }),
  });
  if (!result.failed) return result.stdout;
  const output = `${result.all ?? ""}\n${result.code ?? ""}`.trim();
  const end = output.split("\n").slice(-12).join("\n");
  const meaning = result.timedOut ? `${file} took longer than ${timeout} ms.` : explainFailure(output);
  throw new SetupError(meaning ? `${meaning}\n${end}` : `${command.join(" ")} failed:\n${end}`);
}
