import { execFileSync } from "node:child_process";
import { noVenvModule, SetupError } from "./problem";

/** A Python that answered: how it is called, its version, and whether it can make virtual environments. */
export interface Python {
  command: readonly string[];
  version: readonly [number, number, number];
  venv: boolean;
}

export const oldestPython = [3, 10] as const;
const newestTried = [3, 14] as const;

const QUESTION = `
import json, sys, importlib.util as find
have = all(find.find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps([list(sys.version_info[:3]), have]))`;

/** The ways to call Python that are worth trying, the usual one first. */
export function pythonCommands(platform: NodeJS.Platform): string[][] {
  const numbered = [14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]);
  return platform === "win32" ? [["py", "-3"], ["python"], ["python3"]] : [["python3"], ["python"], ...numbered];
}

/** Reads the answer of the question that every candidate is asked; null where it is none. */
export function parseAnswer(command: readonly string[], answer: string): Python | null {
  try {
    const [[major, minor, patch], venv] = JSON.parse(answer) as [[number, number, number], boolean];
    return Number.isInteger(major + minor + patch) ? { command, version: [major, minor, patch], venv } : null;
  } catch {
    return null;
  }
}

function atLeast([major, minor]: Python["version"], [wantedMajor, wantedMinor]: readonly [number, number]): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/**
 * The Python to use: the first that is new enough and complete, rather one that the pinned packages were tried with.
 *
 * @throws {SetupError} Where none will do, with the reason and what to install.
 */
export function choosePython(found: readonly Python[]): Python {
  const advice = "Install Python 3.10 or newer (python.org; Debian and Ubuntu: `sudo apt install python3 " +
    "python3-venv`; macOS: `brew install python`) and run the same command again.";
  if (found.length === 0) throw new SetupError(`Python was not found. ${advice}`);
  const recent = found.filter(({ version }) => atLeast(version, oldestPython));
  if (recent.length === 0) {
    const versions = found.map(({ version }) => version.join(".")).join(", ");
    throw new SetupError(`The Python here is ${versions}, which is too old. ${advice}`);
  }
  const complete = recent.filter(({ venv }) => venv);
  if (complete.length === 0) throw new SetupError(noVenvModule);
  const [major, minor] = newestTried;
  return complete.find(({ version }) => !atLeast(version, [major, minor + 1])) ?? complete[0]!;
}

/** Asks every candidate on this machine until one will do. @throws {SetupError} As `choosePython`. */
export function findPython(): Python {
  const found: Python[] = [];
  for (const command of pythonCommands(process.platform)) {
    const python = ask(command);
    if (!python) continue;
    found.push(python);
    if (python.venv && atLeast(python.version, oldestPython)) break;
  }
  return choosePython(found);
}

function ask(command: readonly string[]): Python | null {
  const [file = "", ...args] = command;
  try {
    const answer = execFileSync(file, [...args, "-c", QUESTION],
      { encoding: "utf8", timeout: 20_000, stdio: ["ignore", "pipe", "ignore"] });
    return parseAnswer(command, answer);
  } catch {
    return null; // Not there, or a stub that only pretends to be: Windows and pyenv have such.
  }
}
