import { join } from "node:path";
import { execa } from "execa";
import type { EngineName, Speed } from "byhand";
import { root } from "./paths";
import { SetupError } from "./problem";

/** An engine as it ran in a process of its own. */
export interface EngineSpeed extends Speed {
  name: EngineName;
  device: string;
  reason: string;
}

const program = join(root, "course", "dist", "setup", "measureEngine.js");

/**
 * Starts an engine, or the one that would be chosen, in a process of its own and measures it.
 *
 * @throws {SetupError} Where it does not run, with what it said.
 */
export async function measureEngine(name?: EngineName): Promise<EngineSpeed> {
  const environment = name ? { BYHAND_ENGINE: "" } : {};
  const result = await execa(process.execPath, [program, ...(name ? [name] : [])], {
    env: { TF_CPP_MIN_LOG_LEVEL: "2", ...environment }, reject: false, stdin: "ignore", timeout: 120_000,
  });
  const answer = result.stdout.trim().split("\n").at(-1) ?? "";
  if (!result.failed && answer.startsWith("{")) return JSON.parse(answer) as EngineSpeed;
  if (result.signal === "SIGILL") throw new SetupError("This processor lacks instructions (AVX) that the library needs.");
  if (result.signal) throw new SetupError(`The engine ended its process by ${result.signal}.`);
  throw new SetupError(result.stderr.trim().split("\n").at(-1) || "The engine gave no answer.");
}
