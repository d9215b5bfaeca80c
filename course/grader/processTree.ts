import { readdirSync, readFileSync } from "node:fs";

const pageSize = 4096;

/**
 * Resident bytes of a process and everything that descends from it, 0 where the system has no /proc.
 *
 * The heap limit of Node counts neither tensors nor ArrayBuffers; this does.
 */
export function residentMemory(root: number): number {
  let sum = 0;
  for (const id of processTree(root)) {
    const [, pages] = readProc(`/proc/${id}/statm`).split(" ");
    sum += (Number(pages) || 0) * pageSize;
  }
  return sum;
}

/** The process and everything that descends from it, as far as /proc tells. */
export function processTree(root: number): number[] {
  const found = [root];
  for (let i = 0; i < found.length && found.length < 256; i++) {
    for (const thread of threadsOf(found[i])) {
      const children = readProc(`/proc/${found[i]}/task/${thread}/children`).trim();
      if (children) found.push(...children.split(" ").map(Number));
    }
  }
  return found;
}

/** Sends SIGKILL to a process, its process group and everything that descends from it. */
export function killTree(root: number): void {
  for (const target of [-root, ...processTree(root)]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // already gone
    }
  }
}

function threadsOf(id: number): string[] {
  try {
    return readdirSync(`/proc/${id}/task`);
  } catch {
    return []; // gone meanwhile, or no /proc on this system
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
