import { existsSync, lstatSync, readlinkSync } from "node:fs";
import type { ChildProgram } from "./bundle";

/** Where the program lies in the box. */
export function inBox({ snapshot }: ChildProgram): ChildProgram {
  return { bundle: "/box/child.cjs", snapshot: snapshot && "/box/child.blob" };
}

/** The part of a command line that puts the rest of it into a box. */
export function boxed(program: ChildProgram): string[] {
  const inside = inBox(program);
  return [
    "bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session", "--clearenv",
    "--hostname", "box",
    ...["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/bin/setpriv", "/usr/bin/prlimit"].flatMap(sameInside),
    "--ro-bind", process.execPath, "/box/node",
    ...(program.snapshot === null
      ? ["--ro-bind", program.bundle, inside.bundle] : ["--ro-bind", program.snapshot, inside.snapshot!]),
    "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev",
    "--size", String(32 * 2 ** 20), "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/",
    "--cap-drop", "ALL", "--",
  ];
}

/** Mounts a system path read-only where it is outside; a link (as /lib is on many systems) stays a link. */
function sameInside(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}
