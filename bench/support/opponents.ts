/** What benchmarks compare with: packages of npm and of Python, which `npm run bench -- --setup` installs. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { root } from "../../course/setup/paths";

export const benchFolder = join(root, "bench");
export const benchEnvironment = join(root, ".cache", "bench-venv");
export const benchPython = process.platform === "win32"
  ? join(benchEnvironment, "Scripts", "python.exe")
  : join(benchEnvironment, "bin", "python");

/** A package that stands in bench/package.json. @throws Error where it is not installed. */
export function opponent<T>(name: string): T {
  try {
    return createRequire(join(benchFolder, "package.json"))(name) as T;
  } catch (error) {
    throw new Error(`${name} is not installed (${(error as Error).message.split("\n")[0]}): run \`npm run bench -- --setup\``);
  }
}

/** The command that runs a program of bench/support by the benchmarks' Python. @throws Error where that is not installed. */
export function pythonProgram(script: string): string[] {
  if (!existsSync(benchPython)) throw new Error(`no Python at ${benchPython}: run \`npm run bench -- --setup\``);
  return [benchPython, join(benchFolder, "support", script)];
}

/** A Python program that answers each line of JSON with a line of JSON. */
export class PythonOpponent {
  private readonly child: ChildProcess;
  private readonly lines: Interface;

  /** @throws Error where the benchmarks' Python is not installed. */
  constructor(script: string, { environment = {} }: { environment?: Record<string, string> } = {}) {
    const [file = "", ...args] = pythonProgram(script);
    this.child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...environment } });
    this.lines = createInterface(this.child.stdout!);
  }

  ask<T>(question: object): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`Python ended with code ${code}; see above`));
      this.child.once("exit", ended);
      this.lines.once("line", (line) => {
        this.child.off("exit", ended);
        resolve(JSON.parse(line) as T);
      });
      this.child.stdin!.write(`${JSON.stringify(question)}\n`);
    });
  }

  close(): void {
    this.child.stdin!.end();
  }
}
