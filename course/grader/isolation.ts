import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { dirname } from "node:path";
import type { Limits } from "./limits";

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
}

/** All combinations that may work on this system, the strictest first. */
export const isolations: Isolation[] = [
  { tier: "bubblewrap", systemLimits: true },
  { tier: "process", systemLimits: true },
  { tier: "process", systemLimits: false },
];

export function isolationName({ tier, systemLimits }: Isolation): string {
  return systemLimits ? tier : `${tier} without the kernel's limits`;
}

/** The program and arguments that start a learner's process. */
export function commandLine(bundle: string, { tier, systemLimits }: Isolation, limits: Limits): [string, ...string[]] {
  const [executable, program] = tier === "bubblewrap" ? ["/box/node", "/box/child.cjs"] : [process.execPath, bundle];
  const node = [executable, ...nodeFlags(program, limits), program];
  const limited = systemLimits ? [...kernelLimits(limits), ...node] : node;
  const command = tier === "bubblewrap" ? [...bubblewrap(bundle), ...limited] : limited;
  return command as [string, ...string[]];
}

function nodeFlags(program: string, { heap }: Limits): string[] {
  const known = process.allowedNodeEnvironmentFlags;
  const permission = known.has("--permission") ? "--permission" : "--experimental-permission";
  return [
    `--max-old-space-size=${Math.round(heap / 2 ** 20)}`, "--stack-size=900", "--no-warnings",
    permission, `--allow-fs-read=${program}`,
  ];
}

/**
 * What the kernel sees to: limits, and the process's end together with the grader's, however that came about. The address
 * space stays free, since Node reserves far more than it uses.
 */
function kernelLimits({ memory, exerciseTime }: Limits): string[] {
  const cpuSeconds = Math.ceil(exerciseTime / 1000) * 2 + 20;
  const data = memory + 768 * 2 ** 20; // Node 24 and 26 set aside more than half of this before they run anything
  return [
    "setpriv", "--pdeathsig", "KILL",
    "prlimit", `--data=${data}`, `--cpu=${cpuSeconds}`, "--fsize=0", "--nofile=64", "--core=0", "--",
  ];
}

function bubblewrap(bundle: string): string[] {
  return [
    "bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session", "--clearenv",
    "--hostname", "box",
    ...["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/bin/setpriv", "/usr/bin/prlimit"].flatMap(sameInside),
    "--ro-bind", process.execPath, "/box/node",
    "--ro-bind", bundle, "/box/child.cjs",
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
