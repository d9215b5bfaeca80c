import { type Container, containers } from "./container";

/**
 * How far a learner's process is cut off.
 *
 * `container`: one of podman's or docker's, without network, rights or a disk to write to; the kernel limits memory,
 * processes and processor time of all that is in it together, and the system calls that it may make. `bubblewrap`: it
 * sees system libraries, Node and its own program, nothing else of the disk, no network and no other process; nothing
 * survives it. `process`: a process of its own with time and memory limits and Node's permission model, which contains
 * accidents, not malice.
 */
export type Tier = "container" | "bubblewrap" | "process";

/** All tiers, the strictest first. */
export const tiers: Tier[] = ["container", "bubblewrap", "process"];

export interface Isolation {
  tier: Tier;
  /** Whether the kernel's limits (data, CPU time, file size, life time) hold as well. */
  systemLimits: boolean;
  /** As whom it runs: `own` is who started the grader, `nobody` a user without any rights. */
  user: "own" | "nobody";
  /** Of the tier of this name only. */
  container?: Container;
}

/** All combinations that may work on this system, the strictest first. Only root can become nobody. */
export function isolations(): Isolation[] {
  const onThisSystem: Isolation[] = [
    { tier: "bubblewrap", systemLimits: true, user: "nobody" },
    { tier: "bubblewrap", systemLimits: true, user: "own" },
    { tier: "process", systemLimits: true, user: "nobody" },
    { tier: "process", systemLimits: true, user: "own" },
    { tier: "process", systemLimits: false, user: "own" },
  ];
  const contained = containers().map((container): Isolation =>
    ({ tier: "container", systemLimits: true, user: "nobody", container }));
  return [...contained, ...onThisSystem.filter(({ user }) => user === "own" || process.getuid?.() === 0)];
}

export function isolationName({ tier, systemLimits, user, container }: Isolation): string {
  if (container) return `${tier} (${container.engine})`;
  return tier + (user === "nobody" ? " as nobody" : "") + (systemLimits ? "" : " without the kernel's limits");
}
