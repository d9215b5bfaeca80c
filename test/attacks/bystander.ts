import { spawn } from "node:child_process";
import { once } from "node:events";

/** A program that has nothing to do with grading. */
export interface Bystander {
  pid: number;
  /** What has ended it; null if it ran until it was dismissed. */
  endedBy(): NodeJS.Signals | number | null;
  /** What it has printed. */
  printed(): string;
  /** Ends it. */
  dismiss(): void;
}

/** Starts one that runs in Node.js, as this user or as another. */
export async function bystander(user: number | null): Promise<Bystander> {
  const idle = "console.log('here'); process.stdin.resume()"; // until whoever started it is gone
  const child = spawn(process.execPath, ["--inspect-port=0", "-e", idle], {
    cwd: "/", detached: true, env: {}, stdio: ["pipe", "pipe", "pipe"],
    ...(user === null ? {} : { uid: user, gid: user }),
  });
  let printed = "";
  for (const output of [child.stdout, child.stderr]) output.on("data", (bytes: Buffer) => printed += bytes.toString());
  let dismissed = false;
  await once(child.stdout, "data"); // before, a signal would find no handler
  return {
    pid: child.pid!,
    endedBy: () => (dismissed ? null : child.signalCode ?? child.exitCode),
    printed: () => printed,
    dismiss() {
      dismissed = child.signalCode === null && child.exitCode === null;
      child.kill("SIGKILL");
    },
  };
}
