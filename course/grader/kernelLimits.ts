import type { Isolation } from "./isolation";
import type { Limits } from "./limits";

/** Processes and threads of one user: a learner's process needs a dozen, and a fork bomb ends there. */
export const mostProcesses = 64;

/** Files and pipes open at a time. */
export const mostOpenFiles = 64;

/** Bytes of data: Node 24 and 26 set aside more than half of the surplus before they run anything. */
export function dataLimit({ memory }: Limits): number {
  return memory + 768 * 2 ** 20;
}

/** Seconds of processor time, all threads together. */
export function processorTime({ exerciseTime }: Limits): number {
  return Math.ceil(exerciseTime / 1000) * 2 + 20;
}

/**
 * What the kernel sees to: limits, and the process's end together with the grader's, however that came about. The
 * address space stays free, since Node reserves far more than it uses. The number of processes can be limited for
 * nobody only: root has no such limit, and with a person's own all that the person runs would count.
 */
export function kernelLimits(limits: Limits, user: Isolation["user"]): string[] {
  return [
    "setpriv", "--pdeathsig", "KILL",
    "prlimit", `--data=${dataLimit(limits)}`, `--cpu=${processorTime(limits)}`,
    "--fsize=0", `--nofile=${mostOpenFiles}`, "--core=0",
    ...(user === "nobody" ? [`--nproc=${mostProcesses}`] : []), "--",
  ];
}
