import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { root } from "../../course/setup/paths";

/** What is still there of the processes after some seconds: the kernel takes its time to end those that were killed. */
export async function survivors(isOurs: (text: string) => boolean): Promise<string[]> {
  for (let tries = 0; tries < 50 && processes(isOurs).length > 0; tries++) await setTimeout(100);
  return processes(isOurs);
}

/** The processes of which the kernel tells something that is ours: command line, folder or limits. */
export function processes(isOurs: (text: string) => boolean): string[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((id) => {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ");
      const texts = [command, readlinkSync(`/proc/${id}/cwd`), readFileSync(`/proc/${id}/limits`, "utf8")];
      return texts.some(isOurs) ? [`${id} ${command}`] : [];
    } catch {
      return []; // ended meanwhile, or another user's
    }
  });
}

/** The kernel's limit of a process's data in bytes, from its `/proc/ID/limits`; 0 where there is none. */
export function dataLimit(limits: string): number {
  return Number(/^Max data size +(\d+)/m.exec(limits)?.[1] ?? 0);
}

/** What lies in folders that everybody or the user may write to, and belongs to an attack: by its name or its owner. */
export function strangers(isOurs: (name: string, owner: number) => boolean): string[] {
  const folders = ["/tmp", "/var/tmp", "/dev/shm", "/", homedir(), root, join(root, "course")];
  return folders.flatMap((folder) => namesIn(folder).map((name) => join(folder, name)).filter((path) => {
    try {
      return isOurs(path, lstatSync(path).uid);
    } catch {
      return false; // gone meanwhile
    }
  }));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // there is none on this machine
  }
}
