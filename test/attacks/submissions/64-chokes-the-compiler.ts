import { goodUpper } from "../../course/tinyLessons";
import type { Attack } from "../attack";

export const attack: Attack = {
  title: "files that choke a compiler: 60 KB of brackets, and more than 64 KB",
  handIn: ({ files }) => files({
    "00-tiny.ts": `export const deep = ${"[".repeat(30_000)}${"]".repeat(30_000)};`,
    "01-other.ts": `${goodUpper}//${"x".repeat(65_536)}`,
  }),
  outcome: {
    earned: { double: 0, count: 0, upper: 0 },
    reasons: {
      double: ["syntax", /^00-tiny\.ts is nested too deeply to be read$/],
      count: ["syntax", /^00-tiny\.ts is nested too deeply/],
      upper: ["refused", /^01-other\.ts has more than 65536 bytes/],
    },
  },
};
