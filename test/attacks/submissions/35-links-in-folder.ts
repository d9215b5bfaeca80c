import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Attack } from "../attack";

export const attack: Attack = {
  title: "a folder whose files are links, to a hidden check and to a pipe that nobody writes to",
  handIn({ files, path, teacher }) {
    files({ "helper.txt": "" });
    symlinkSync(join(teacher, "00-tiny.hidden.ts"), join(path, "00-tiny.ts"));
    execFileSync("mkfifo", [join(path, "01-other.ts")]);
    return path;
  },
  outcome: {
    earned: { double: 0, count: 0, upper: 0 },
    reasons: {
      double: ["refused", /^00-tiny\.ts is a link: hand in the file itself$/],
      count: ["refused", /^00-tiny\.ts is a link/],
      upper: ["refused", /^01-other\.ts is not a regular file$/],
    },
  },
};
