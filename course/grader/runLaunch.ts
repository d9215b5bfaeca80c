import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import type { Launch } from "./launch";
import { killTree } from "./processTree";

/** For a container engine to end a container, in milliseconds. */
const endTime = 20_000;

/** Where Node itself can put no file, whatever it is told to trace. */
const homeless = process.platform === "win32" ? tmpdir() : "/";

/** Starts the process, in a process group of its own, which one signal ends. */
export function start({ command: [program, ...args], environment, pipes }: Launch): ChildProcess {
  const used = [pipes.requests, pipes.answers, ...pipes.printed];
  return spawn(program, args, {
    stdio: Array.from({ length: Math.max(...used) + 1 }, (_, i) => (used.includes(i) ? "pipe" : "ignore")),
    env: environment,
    cwd: homeless,
    detached: process.platform !== "win32",
  });
}

/** Sends SIGKILL to the process and all that it started, as far as that can be done at once. */
export function kill({ pid }: ChildProcess): void {
  if (pid !== undefined) killTree(pid);
}

/** Ends what SIGKILL may have left, such as the container behind its engine's client. */
export async function end({ end: command, environment }: Launch): Promise<void> {
  if (!command) return;
  const [program, ...args] = command;
  await new Promise((resolve) => execFile(program, args, { env: environment, timeout: endTime }, resolve));
}

/** The same before this function returns, for a process that is about to exit. */
export function endNow({ end: command, environment }: Launch): void {
  if (!command) return;
  const [program, ...args] = command;
  spawnSync(program, args, { env: environment, timeout: endTime, stdio: "ignore" });
}
