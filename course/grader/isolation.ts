import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { dirname } from "node:path";
import type { ChildProgram } from "./bundle";
import type { Limits } from "./limits";
import { engineFlags, permissionFlags } from "./nodeFlags";

/**
 * How far a learner's process is cut off.
 *
 * `bubblewrap`: it sees system libraries, Node and its own program, nothing else of the disk, no network and no other
 * process; nothing survives it. `process`: a process of its own with time and memory limits and Node's permission
 * model, which contains accidents, not malice.
 */
export type Tier = "bubblewrap" | "process";

/** All tiers, the strictest first. */
export const tiers: Tier[] = ["bubblewrap", "process"];

export interface Isolation {
  tier: Tier;
  /** Whether the kernel's limits (data, CPU time, file size, life time) hold as well. */
  systemLimits: boolean;
  /** As whom it runs: `own` is who started the grader, `nobody` a user without any rights, where that was root. */
  user: "own" | "nobody";
}

/** All combinations that may work on this system, the strictest first. Only root can become nobody. */
export const isolations: Isolation[] = [
  { tier: "bubblewrap", systemLimits: true, user: "nobody" } as const,
  { tier: "bubblewrap", systemLimits: true, user: "own" } as const,
  { tier: "process", systemLimits: true, user: "nobody" } as const,
  { tier: "process", systemLimits: true, user: "own" } as const,
  { tier: "process", systemLimits: false, user: "own" } as const,
].filter(({ user }) => user === "own" || process.getuid?.() === 0);

export function isolationName({ tier, systemLimits, user }: Isolation): string {
  return tier + (user === "nobody" ? " as nobody" : "") + (systemLimits ? "" : " without the kernel's limits");
}

/** The program and arguments that start a learner's process. */
export function commandLine(program: ChildProgram, isolation: Isolation, limits: Limits): [string, ...string[]] {
  const { tier, systemLimits, user } = isolation;
  const boxed = tier === "bubblewrap";
  const node = [boxed ? "/box/node" : process.execPath, ...nodeArguments(boxed ? inBox(program) : program, limits)];
  const limited = systemLimits ? [...kernelLimits(limits, user), ...node] : node;
  const command = boxed ? [...bubblewrap(program), ...limited] : limited;
  return (user === "nobody" ? [...asNobody, ...command] : command) as [string, ...string[]];
}

function nodeArguments({ bundle, snapshot }: ChildProgram, limits: Limits): string[] {
  const flags = [...engineFlags(limits), "--no-warnings"];
  if (snapshot !== null) return [...flags, ...permissionFlags(null), "--snapshot-blob", snapshot];
  return [...flags, ...permissionFlags(bundle), bundle];
}

/** Where the program lies in a box. */
function inBox({ snapshot }: ChildProgram): ChildProgram {
  return { bundle: "/box/child.cjs", snapshot: snapshot && "/box/child.blob" };
}

const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];

/** Processes and threads of nobody together: a dozen for each learner's process, and an end to a fork bomb. */
const mostProcesses = 512;

/**
 * What the kernel sees to: limits, and the process's end together with the grader's, however that came about. The
 * address space stays free, since Node reserves far more than it uses. The number of processes can be limited for
 * nobody only: root has no such limit, and with a person's own all that the person runs would count.
 */
function kernelLimits({ memory, exerciseTime }: Limits, user: Isolation["user"]): string[] {
  const cpuSeconds = Math.ceil(exerciseTime / 1000) * 2 + 20;
  const data = memory + 768 * 2 ** 20; // Node 24 and 26 set aside more than half of this before they run anything
  return [
    "setpriv", "--pdeathsig", "KILL",
    "prlimit", `--data=${data}`, `--cpu=${cpuSeconds}`, "--fsize=0", "--nofile=64", "--core=0",
    ...(user === "nobody" ? [`--nproc=${mostProcesses}`] : []), "--",
  ];
}

function bubblewrap(program: ChildProgram): string[] {
  const inside = inBox(program);
  return [
    "bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session", "--clearenv",
    "--hostname", "box",
    ...["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/bin/setpriv", "/usr/bin/prlimit"].flatMap(sameInside),
    "--ro-bind", process.execPath, "/box/node",
    ...(program.snapshot === null
      ? ["--ro-bind", program.bundle, inside.bundle] : ["--ro-bind", program.snapshot, inside.snapshot!]),
    "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev",
    "--size", String(32 * 2 ** 20), "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/tmp",
    "--cap-drop", "ALL", "--",
  ];
}

/** Mounts a system path read-only where it is outside; a link (as /lib is on many systems) stays a link. */
function sameInside(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}

/** Where the started program looks for helpers; nothing else of this environment is passed on. */
export const childEnvironment: Record<string, string> = {
  PATH: ["/usr/bin", "/bin", dirname(process.execPath)].join(":"),
  LANG: "C.UTF-8",
  ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}), // Windows starts nothing without it
};
