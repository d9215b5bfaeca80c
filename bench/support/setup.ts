/** Installs what the benchmarks compare with, into folders that git ignores: npm run bench -- --setup */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findPython } from "../../course/setup/python";
import { benchEnvironment, benchFolder, benchPython } from "./opponents";

function run(...command: readonly string[]): void {
  const [file = "", ...args] = command;
  console.log(`> ${[file, ...args].join(" ")}`);
  const { status, error } = spawnSync(file, args, { cwd: benchFolder, stdio: "inherit" });
  if (status !== 0) throw new Error(`${file} failed${error ? `: ${error.message}` : ""}`);
}

const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
run(...npm, "install", "--no-package-lock", "--no-audit", "--no-fund");
run(...findPython().command, "-m", "venv", benchEnvironment);
const requirements = join(benchFolder, "requirements.txt");
run(benchPython, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "-r", requirements);
// PyTorch and transformers name what they need themselves, PyTorch differently for each platform.
const torch = join(benchFolder, "requirements-torch.txt");
run(benchPython, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", torch);
console.log("The benchmarks' opponents are there.");
