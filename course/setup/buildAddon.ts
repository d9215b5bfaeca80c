import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { addonFile, compileCommand, keptFolder, nodeHeaders, packageFolder } from "./addon";
import { type Compiler, installZig, systemCompilers } from "./compiler";
import { environmentPython, root } from "./paths";
import { SetupError } from "./problem";
import { run } from "./run";
import { type Wheel, wheelPython } from "./wheel";

/**
 * Compiles tfjs-node's shipped sources against the library inside a TensorFlow wheel and keeps the addon.
 *
 * The CUDA build goes the same way: seen to compile and load on a machine without an NVIDIA device, not yet tried on one.
 *
 * @throws {SetupError} Without network, room, or a compiler that manages.
 */
export async function buildFromWheel(wheel: Wheel, name: string, say: (line: string) => void): Promise<void> {
  const library = keptFolder(wheel.name);
  const tensorflow = join(library, "tensorflow");
  if (!existsSync(tensorflow)) await unpackWheel(wheel, library, say);
  const output = join(keptFolder(name), "package", addonFile);
  mkdirSync(dirname(output), { recursive: true });
  const command = (compiler: Compiler): string[] => compileCommand({
    compiler: compiler.command, tensorflow, libraries: wheel.libraries, headers: nodeHeaders(), output: `${output}.part`,
  });
  const problems: string[] = [];
  const manages = async (compiler: Compiler): Promise<boolean> => {
    say(`compiling with ${compiler.name}`);
    try {
      await run(command(compiler), { cwd: packageFolder });
      return true;
    } catch (error) {
      problems.push(error instanceof SetupError ? error.message : String(error));
      return false;
    }
  };
  for (const compiler of await systemCompilers()) {
    if (await manages(compiler)) return renameSync(`${output}.part`, output);
  }
  say("a C++ compiler from Python's package index (ziglang)");
  if (await manages(await installZig())) return renameSync(`${output}.part`, output);
  throw new SetupError(`No C++ compiler could build tfjs-node's addon. ${problems.at(-1)}`);
}

async function unpackWheel(wheel: Wheel, folder: string, say: (line: string) => void): Promise<void> {
  const [downloads, part] = [`${folder}.wheels`, `${folder}.part`];
  say(`TensorFlow's library (${wheel.cuda ? "3 GB, for CUDA" : "about 200 MB"})`);
  // Wheels that an interrupted run had downloaded whole are found here again.
  mkdirSync(downloads, { recursive: true });
  await run([
    environmentPython, "-m", "pip", "download", "--disable-pip-version-check", "--no-input", "-q", "--no-deps",
    "--only-binary=:all:", "--implementation", "cp", "--python-version", wheelPython,
    ...wheel.platforms.flatMap((platform) => ["--platform", platform]), "-d", downloads, ...wheel.requirements,
  ]);
  say("unpacking it");
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const wheels = readdirSync(downloads).filter((file) => file.endsWith(".whl")).map((file) => join(downloads, file));
  await run([environmentPython, join(root, "course", "setup", "unpack.py"), part, ...wheels]);
  for (const library of wheel.libraries) {
    if (!existsSync(join(part, "tensorflow", library))) throw new SetupError(`TensorFlow's wheel holds no ${library}.`);
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
  rmSync(downloads, { recursive: true, force: true });
}
