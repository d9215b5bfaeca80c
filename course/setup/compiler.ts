import { execa } from "execa";
import { installPackages } from "./environment";
import { environmentPython } from "./paths";

/** A C++ compiler by the words that call it, and the name to show. */
export interface Compiler {
  name: string;
  command: readonly string[];
}

/** Python's package of the Zig compiler, which is also one for C++ and needs nothing else installed. */
export const zigRequirement = "ziglang==0.15.2";

/** The compilers that answer here, in the order to try them. */
export async function systemCompilers(): Promise<Compiler[]> {
  // On a Mac without Xcode's tools the compilers' names are there, but calling one opens a dialogue.
  if (process.platform === "darwin" && !await answers(["xcode-select", "-p"])) return [];
  const names = [process.env["CXX"], "g++", "clang++", "c++"].filter((name): name is string => !!name);
  const found: Compiler[] = [];
  for (const name of new Set(names)) {
    if (await answers([name, "--version"])) found.push({ name, command: [name] });
  }
  return found;
}

/** Installs Zig into the course's virtual environment. @throws {SetupError} Without network or room. */
export async function installZig(): Promise<Compiler> {
  await installPackages([zigRequirement]);
  return { name: "zig", command: [environmentPython, "-m", "ziglang", "c++"] };
}

async function answers([file = "", ...args]: readonly string[]): Promise<boolean> {
  const { failed } = await execa(file, args, { reject: false, stdin: "ignore", timeout: 20_000 });
  return !failed;
}
