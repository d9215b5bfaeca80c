import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { rename, rm, stat } from "node:fs/promises";
import { cpus } from "node:os";
import { promisify } from "node:util";
import { childEnvironment } from "./launch";
import type { Limits } from "./limits";
import { engineFlags } from "./nodeFlags";

/** Long enough for a busy machine: it takes half a second, and two where the compiler is in it. */
const buildTime = 60_000;

/**
 * The start-up snapshot of a program: its memory as it is before any learner's code is in it, from which a process starts
 * in half the time. It is made once for each program, Node, processor and set of flags, and kept beside the program.
 * @param bundle The program's file.
 * @returns The snapshot's path, or null where this Node makes none; the program itself is then started.
 */
export async function snapshotOf(bundle: string, limits: Pick<Limits, "heap">): Promise<string | null> {
  const flags = engineFlags(limits);
  const hash = createHash("sha256").update([process.version, process.arch, cpus()[0]?.model, ...flags].join("\n"));
  const target = bundle.replace(/\.cjs$/, `-${hash.digest("hex").slice(0, 16)}.blob`);
  if (await stat(target).then((entry) => entry.isFile(), () => false)) return target;
  const unfinished = `${target}.${randomUUID()}.part`;
  try {
    const args = [...flags, "--no-warnings", "--snapshot-blob", unfinished, "--build-snapshot", bundle];
    await promisify(execFile)(process.execPath, args, { env: childEnvironment, timeout: buildTime });
    await rename(unfinished, target);
    return target;
  } catch {
    await rm(unfinished, { force: true });
    return null;
  }
}
