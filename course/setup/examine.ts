import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineName } from "byhand";
import { execa } from "execa";
import { environmentIsReady } from "./environment";
import { kernelFile } from "./kernel";
import { thisMachine } from "./machine";
import { type EngineSpeed, measureEngine } from "./measure";
import { nativeState } from "./native";
import { environmentPython, root } from "./paths";
import { firstLine } from "./problem";
import { findPython } from "./python";

/** How the course stands on this machine. */
export interface Report {
  node: string;
  python: string;
  packages: string;
  kernel: string;
  engines: (EngineSpeed | { name: EngineName; problem: string })[];
  /** The engine that `useEngine()` chooses here, its device and the reason. */
  use: string;
  /** What to do so that the course runs; empty where it does. */
  problems: string[];
}

const engineNames: readonly EngineName[] = ["tensorflow", "webgpu", "wasm", "cpu"];

/** Looks at everything that the course needs and measures every engine, each in a process of its own. */
export async function examine(): Promise<Report> {
  const problems: string[] = [];
  const told = async (looking: () => string | Promise<string>): Promise<string> => {
    try {
      return await looking();
    } catch (error) {
      problems.push(firstLine(error));
      return firstLine(error);
    }
  };
  const engines: Report["engines"] = [];
  for (const name of engineNames) {
    // One after the other: side by side they would share the cores that are being measured.
    engines.push(await measureEngine(name).catch((error: unknown) => ({ name, problem: problemOf(name, error) })));
  }
  return {
    node: `${process.version} on ${process.platform} ${process.arch}`,
    python: await told(pythonLine),
    packages: await told(packagesLine),
    kernel: await told(kernelLine),
    engines,
    use: await told(useLine),
    problems,
  };
}

function problemOf(name: EngineName, error: unknown): string {
  const native = name === "tensorflow" ? nativeState() : null;
  if (native && "problem" in native) return `${firstLine(native.problem)} (\`npm start -- --prepare\` tries again)`;
  if (native && "missing" in native) return "not made yet: `npm start -- --prepare`";
  return firstLine(error);
}

async function pythonLine(): Promise<string> {
  if (environmentIsReady()) {
    const { stdout } = await execa(environmentPython, ["--version"], { reject: false });
    return `${stdout.replace("Python ", "")} in .venv`;
  }
  const { command, version } = findPython();
  return `${version.join(".")} (${command.join(" ")})`;
}

async function packagesLine(): Promise<string> {
  if (!environmentIsReady()) throw new Error("JupyterLab is not set up yet: `npm start -- --prepare`");
  const { stdout } = await execa(environmentPython, ["-m", "jupyterlab", "--version"], { reject: false });
  const { version } = JSON.parse(readFileSync(join(root, "node_modules", "tslab", "package.json"), "utf8")) as
    { version: string };
  return `JupyterLab ${stdout.trim()} in .venv, tslab ${version}`;
}

function kernelLine(): string {
  if (!existsSync(kernelFile)) throw new Error("the kernel is not set up yet: `npm start -- --prepare`");
  const { argv } = JSON.parse(readFileSync(kernelFile, "utf8")) as { argv: string[] };
  const gone = argv.filter((word) => word.includes(root) || word === argv[0]).find((file) => !existsSync(file));
  if (gone) throw new Error(`the kernel names ${gone}, which is gone: \`npm start -- --prepare\` mends it`);
  return `tslab with ${argv[0] === process.execPath ? "this Node" : argv[0]}`;
}

async function useLine(): Promise<string> {
  const { name, device, reason } = await measureEngine();
  const line = `${name} on ${device} (${reason})`;
  if (!thisMachine().nvidia) return line;
  return /CPU core/.test(device)
    ? `${line}; the NVIDIA device here lies idle, since the CUDA build did not find it`
    : `${line}; the course's makers had no NVIDIA device to try the CUDA build on, so tell them how it goes`;
}
