import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { wheelSource } from "./bundled";
import { environmentFolder, environmentPython, requirementsFile } from "./paths";
import { findPython } from "./python";
import { run } from "./run";
import { fingerprint, readText, writeText } from "./stamp";

const stamp = join(environmentFolder, ".byhand-requirements");

/** Whether the virtual environment holds what `requirements.txt` says. */
export function environmentIsReady(): boolean {
  return existsSync(environmentPython) && readText(stamp) === wanted();
}

/**
 * Makes the course's virtual environment, or brings an old one up to date. Without its stamp an environment may be half
 * made, and is made anew.
 *
 * @throws {SetupError} Without a fitting Python, network or room.
 */
export async function makeEnvironment(say: (line: string) => void): Promise<void> {
  const { command, version } = findPython();
  const whole = existsSync(stamp) && existsSync(environmentPython);
  rmSync(stamp, { force: true });
  if (!whole) {
    say(`a virtual environment of Python ${version.join(".")}`);
    await run([...command, "-m", "venv", "--clear", environmentFolder]);
  }
  say("JupyterLab and what it needs");
  await installPackages(["-r", requirementsFile]);
  writeText(stamp, wanted());
}

/** Installs into the virtual environment, from an offline bundle where one came with the course. @throws {SetupError} */
export async function installPackages(args: readonly string[]): Promise<void> {
  const source = wheelSource(await environmentVersion());
  await run([
    environmentPython, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q", ...source, ...args,
  ]);
}

/** The version of the virtual environment's Python. @throws {SetupError} Where there is none. */
export async function environmentVersion(): Promise<number[]> {
  return (await run([environmentPython, "-c", "import sys; print(*sys.version_info[:3])"])).trim().split(" ").map(Number);
}

function wanted(): string {
  return fingerprint(readFileSync(requirementsFile, "utf8"), process.platform, process.arch);
}
