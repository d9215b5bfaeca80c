import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { cacheFolder, root } from "./paths";
import { readText, writeText } from "./stamp";

const find = createRequire(join(root, "package.json"));

/** The folder of tfjs-node, which looks for its compiled addon inside itself. */
export const packageFolder = dirname(find.resolve("@tensorflow/tfjs-node/package.json"));
export const tfjsNode = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
  version: string;
  binary: { host: string };
};
/** Version 8 of Node's stable addon interface: the newest that tfjs-node knows, and in every Node from 20 on. */
export const addonFolder = join("lib", "napi-v8");
export const addonFile = join(addonFolder, "tfjs_binding.node");
const stamp = join(packageFolder, addonFolder, ".byhand-addon");

/** Where an addon and its library are kept, out of the reach of `npm ci`. */
export function keptFolder(name: string): string {
  return join(cacheFolder, "tensorflow", name);
}

/** Whether tfjs-node has the addon of this name. */
export function addonIsInPlace(name: string): boolean {
  return readText(stamp) === name && existsSync(join(packageFolder, addonFile));
}

/** Puts a kept addon into tfjs-node's folder; says whether there was one. */
export function restoreAddon(name: string): boolean {
  const kept = join(keptFolder(name), "package");
  if (!existsSync(join(kept, addonFile))) return false;
  removeAddon();
  mkdirSync(join(packageFolder, addonFolder), { recursive: true });
  cpSync(kept, packageFolder, { recursive: true });
  writeText(stamp, name);
  return true;
}

/** Takes the addon away: tfjs-node without one is refused cleanly, with a broken one it could end the process. */
export function removeAddon(): void {
  for (const part of ["lib", "deps"]) rmSync(join(packageFolder, part), { recursive: true, force: true });
}

/** The command that compiles tfjs-node's shipped sources against TensorFlow's library and headers. */
export function compileCommand({ compiler, tensorflow, libraries, headers, output, platform = process.platform }: {
  compiler: readonly string[];
  tensorflow: string;
  libraries: readonly string[];
  headers: string;
  output: string;
  platform?: NodeJS.Platform;
}): string[] {
  const here = platform === "darwin" ? "@loader_path" : "$ORIGIN";
  // Relative, so that the course's folder may be moved.
  const away = relative(join(packageFolder, addonFolder), tensorflow).split("\\").join("/");
  return [
    ...compiler, "-std=c++17", "-O2", "-shared", "-fPIC", "-DNAPI_VERSION=8",
    "-I.", `-I${join(tensorflow, "include")}`, `-I${headers}`,
    "binding/tfjs_backend.cc", "binding/tfjs_binding.cc", "-o", output,
    ...libraries.map((name) => join(tensorflow, name)),
    `-Wl,-rpath,${here}/${away}`,
    ...(platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
  ];
}

/** The headers of Node's addon interface. */
export function nodeHeaders(): string {
  const course = createRequire(join(root, "course", "package.json"));
  return (course("node-api-headers") as { include_dir: string }).include_dir;
}
