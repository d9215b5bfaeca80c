import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Tier } from "../../course/grader/isolation";
import { root } from "../../course/setup/paths";

/**
 * Where a learner's code may run: in a container, in bubblewrap, or in a plain process of a user without rights (where
 * root started the grader) or of the grader's own user.
 */
export type Place = "container" | "bubblewrap" | "other user" | "same user";

/** Containers take minutes for all attacks together: they are tried where they are asked for. */
export const allPlaces: Place[] = [
  ...process.env.ATTACK_CONTAINERS ? ["container" as const] : [], "bubblewrap", "other user", "same user",
];

export function tierOf(place: Place): Tier {
  return place === "container" || place === "bubblewrap" ? place : "process";
}

/** Root lends this user to the grader, to see how it is where an ordinary user runs it. Nobody has the number. */
export const lentUser = 58_231;

/** The command as the lent user, who may read the course wherever root keeps it. */
export function asLentUser(command: string[]): string[] {
  const who = [`--reuid=${lentUser}`, `--regid=${lentUser}`, "--clear-groups"];
  return ["setpriv", ...who, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--", ...command];
}

const isRoot = process.getuid?.() === 0;

/** Whether the attacks can be tried there on this machine; else why not. */
export function obstacle(place: Place): string | null {
  if (process.platform !== "linux") return "the attacks are tried on Linux only";
  if (place === "container") return null;
  if (place === "bubblewrap") {
    const trial = ["--unshare-all", "--unshare-user", "--disable-userns", "--ro-bind", "/", "/", "true"];
    return works("bwrap", trial) ? null : "bubblewrap does not work on this machine";
  }
  if (place === "other user") return isRoot ? null : "only root can start processes of another user";
  const [program, ...args] = asLentUser(["test", "-r", join(root, "package.json")]);
  return !isRoot || works(program, args) ? null : "root cannot lend a user to the grader here";
}

/** Whether the grader itself runs as a lent user there, so that ending all of that user's processes harms nobody. */
export function isLent(place: Place): boolean {
  return place === "same user" && isRoot;
}

function works(program: string, args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
