import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { addonFile, keptFolder, packageFolder, tfjsNode } from "./addon";
import { root } from "./paths";
import { SetupError } from "./problem";
import { run } from "./run";

const REACHED_WITHIN = 4000;
const DONE_WITHIN = 10 * 60_000;

/**
 * Lets tfjs-node download its own prebuilt addon and library, where their host has them for this machine and answers
 * soon, and keeps both.
 *
 * @throws {SetupError} Where that is not so.
 */
export async function downloadPrebuilt(name: string, say: (line: string) => void): Promise<void> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const archive = `CPU-${platform}-${tfjsNode.version}.${process.platform === "win32" ? "zip" : "tar.gz"}`;
  const address = `${tfjsNode.binary.host}/napi-v8/${tfjsNode.version}/${archive}`;
  if (process.arch !== "x64" && process.platform !== "darwin") {
    throw new SetupError("tfjs-node has no prebuilt library for this kind of machine.");
  }
  try {
    const answer = await fetch(address, { method: "HEAD", signal: AbortSignal.timeout(REACHED_WITHIN) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
  } catch {
    throw new SetupError("The host of tfjs-node's prebuilt library cannot be reached.");
  }
  say("tfjs-node's prebuilt library");
  const PATH = [join(root, "node_modules", ".bin"), process.env["PATH"]].join(delimiter);
  await run([process.execPath, "scripts/install.js"],
    { cwd: packageFolder, environment: { PATH }, timeout: DONE_WITHIN });
  if (!existsSync(join(packageFolder, addonFile))) throw new SetupError("The download of tfjs-node's prebuilt library failed.");
  const folder = keptFolder(name);
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  for (const kept of ["lib", "deps"]) {
    cpSync(join(packageFolder, kept), join(part, "package", kept), { recursive: true, dereference: true });
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
}
